"""What commands share: how they print, what went wrong as a sentence, and their exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import IntEnum

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from app.commands.remote import Refused, ServiceUnreachable
from app.slo.errors import InvalidDefinition, SourceError, StoreError


class ExitCode(IntEnum):
    """What a script learns from us."""

    OK = 0
    NO = 1
    USAGE = 2
    INCONCLUSIVE = 3
    UNREACHABLE = 4


EXIT_OF_VERDICT = {
    "PASS": ExitCode.OK,
    "WARNING": ExitCode.OK,
    "FAIL": ExitCode.NO,
    "INCONCLUSIVE": ExitCode.INCONCLUSIVE,
    "ERROR": ExitCode.UNREACHABLE,
}

WIDE = 200
"""Columns of what is not shown on a terminal: a pipe must not fold lines."""

out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err = Console(soft_wrap=True, width=None if sys.stderr.isatty() else WIDE, stderr=True)


def instant_of(text: str) -> float:
    """Read an RFC 3339 time, or Unix seconds."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no RFC 3339 time such as 2026-11-22T15:00:00Z"
        ) from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def print_json(value: object) -> None:
    """Print for programs."""
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def say(sentence: str) -> None:
    """Tell a person, beside the answer."""
    err.print(sentence)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong into a sentence and the exit code that the contract gives it."""
    try:
        yield
    except InvalidDefinition as error:
        for finding in error.findings:
            say(escape(str(finding)))
        raise typer.Exit(ExitCode.NO) from None
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            text = problem["msg"].removeprefix("Value error, ")
            say(escape(f"SLO_MONITOR_{name}: {text}" if name else text))
        raise typer.Exit(ExitCode.USAGE) from None
    except Refused as error:
        say(escape(str(error)))
        raise typer.Exit(ExitCode.USAGE) from None
    except (ServiceUnreachable, SourceError) as error:
        say(escape(str(error)))
        raise typer.Exit(ExitCode.UNREACHABLE) from None
    except (StoreError, ValueError, OSError) as error:
        say(escape(str(error)))
        raise typer.Exit(ExitCode.USAGE) from None
