"""``slo-monitor key``: makes keys, and stores none.

The token goes to standard output and everything else to standard error, so that a script can
take the one without the other.
"""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from app.keys import Scope, new_key

key_commands = typer.Typer(no_args_is_help=True, help="Make keys for the service.")


@key_commands.callback()
def _group() -> None:
    """Keep ``new`` a word of its own, though it is the only one."""


@key_commands.command("new")
def new(
    name: Annotated[str, typer.Option(help="Whose key it is: a-z, 0-9 and inner hyphens.")],
    scope: Annotated[
        Scope, typer.Option(help="What it may do; who may write may read too.")
    ] = Scope.READ,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Make a key: print its token, this once, and the entry to configure."""
    try:
        token, key = new_key(name, scope)
    except ValueError as error:
        raise typer.BadParameter(f"the key {error}", param_hint="--name") from None
    if as_json:
        told = {"name": key.name, "scope": key.scope, "token": token, "entry": str(key)}
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    typer.echo("The token, for the client. It is shown this once and stored nowhere:", err=True)
    typer.echo(token)
    typer.echo("\nThe entry, for SLO_MONITOR_API_KEYS of the service. It is no secret:", err=True)
    typer.echo(str(key), err=True)
