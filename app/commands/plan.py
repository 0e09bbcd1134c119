"""``slo-monitor plan``: lists plans of a running service, runs one, exits as its verdict says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.markup import escape

from app.commands.console import EXIT_OF_VERDICT, ExitCode, err, explained, out, print_json, say
from app.commands.options import LOCAL, Json, ServiceUrl, Token
from app.commands.plan_following import Followed, LeftRunning
from app.commands.plan_progress import progress_of
from app.commands.plan_tables import plan_table, run_table
from app.commands.remote import RemoteService
from app.commands.waiting import Clock

_INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended; no verdict has it."""

plan_commands = typer.Typer(no_args_is_help=True, help="List and run plans of a running service.")


class Form(StrEnum):
    """How a run is told once it has ended."""

    TEXT = "text"
    JSON = "json"


@plan_commands.command("list")
def list_plans(url: ServiceUrl = LOCAL, token: Token = None, *, as_json: Json = False) -> None:
    """List the plans in force, and how each ended last."""
    with explained(), RemoteService(url, token) as remote:
        plans = list(remote.plans())
    if as_json:
        print_json({"plans": plans, "next_cursor": None})
    else:
        out.print(plan_table(plans))


@plan_commands.command("run")
def run(
    name: Annotated[str, typer.Argument(help="Name of the plan.")],
    form: Annotated[Form, typer.Option("--format", help="How it is told at the end.")] = Form.TEXT,
    idempotency_key: Annotated[
        str | None, typer.Option(help="A run that is asked for again under it is begun once.")
    ] = None,
    url: ServiceUrl = LOCAL,
    token: Token = None,
    *,
    detach: Annotated[
        bool, typer.Option("--detach", help="Begin it, print its id and wait for nothing.")
    ] = False,
) -> None:
    """Run a plan and wait for its verdict. Ctrl-C asks whether to cancel it; again: leave it."""
    try:
        with explained(), RemoteService(url, token) as remote:
            plan = remote.plan(name)
            begun = remote.run_plan(name, idempotency_key or uuid4().hex)
            ended = begun if detach else _followed(remote, plan, begun)
    except KeyboardInterrupt:
        say("interrupted: the run may have begun")
        raise typer.Exit(_INTERRUPTED) from None
    if form is Form.JSON:
        print_json(ended)
    elif detach:
        out.print(escape(str(begun["id"])))
    else:
        out.print(run_table(plan, ended))
        out.print(f"{ended['verdict']}: {ended['summary']}", markup=False, highlight=False)
    if not detach:
        verdict = str(ended.get("verdict"))
        raise typer.Exit(EXIT_OF_VERDICT.get(verdict, ExitCode.INCONCLUSIVE))


def _followed(
    remote: RemoteService, plan: Mapping[str, Any], begun: Mapping[str, Any]
) -> Mapping[str, Any]:
    try:
        with progress_of(plan) as shown:
            following = Followed(
                remote, Clock(), shown.show, lambda: shown.asked(_is_to_be_cancelled)
            )
            return following.to_the_end(begun)
    except LeftRunning:
        say(escape(f"the run {begun['id']} goes on without you: GET /plan-runs/{begun['id']}"))
        raise typer.Exit(_INTERRUPTED) from None


def _is_to_be_cancelled() -> bool:
    """Ask whoever sits there; without anybody, Ctrl-C means that it is."""
    if not err.is_terminal:
        return True
    return typer.confirm("\nCancel the run?", default=True, err=True)
