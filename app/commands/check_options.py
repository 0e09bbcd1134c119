"""The options of ``slo-monitor check``, with what each means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.formats import Format
from app.commands.run_question import Method
from app.slo.definition import NoData

_RUN, _TOLD, _FOLLOWED = "A run", "What is told", "Following a run"

Slos = Annotated[list[str] | None, typer.Option("--slo", help="An SLO to judge; all if left out.")]
Start = Annotated[
    str | None,
    typer.Option(
        help="Judge a run that began then: RFC 3339, Unix seconds, or now.",
        rich_help_panel=_RUN,
    ),
]
End = Annotated[
    str | None,
    typer.Option("--end", "--until", help="When it ended; now if left out.", rich_help_panel=_RUN),
]
Window = Annotated[
    str | None,
    typer.Option(
        help="Judge the last while, such as 5m; with --watch, how long the run goes on.",
        rich_help_panel=_RUN,
    ),
]
Match = Annotated[
    list[str] | None,
    typer.Option(help="A label that the run's series have: name=value.", rich_help_panel=_RUN),
]
Settle = Annotated[
    str | None,
    typer.Option(help="Wait so long, such as 60s, for the newest samples.", rich_help_panel=_RUN),
]
MinEvents = Annotated[
    int | None, typer.Option(min=1, help="Fewer decide nothing.", rich_help_panel=_RUN)
]
Confidence = Annotated[
    float | None,
    typer.Option(
        min=0.5,
        max=0.9999,
        help="How sure the verdict must be, such as 0.95.",
        rich_help_panel=_RUN,
    ),
]
Interval = Annotated[
    Method | None, typer.Option("--method", help="Of the interval.", rich_help_panel=_RUN)
]
Baseline = Annotated[
    str | None,
    typer.Option(
        help="Compare with a check's id, last-pass, the while before (1h), or START/END.",
        rich_help_panel=_RUN,
    ),
]
RegressionLevel = Annotated[
    float | None,
    typer.Option(min=0.5, max=0.9999, help="How sure a regression must be.", rich_help_panel=_RUN),
]
MinDifference = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="The least rise of the error ratio that is a regression.",
        rich_help_panel=_RUN,
    ),
]
WithoutData = Annotated[
    NoData | None,
    typer.Option("--no-data", help="What a run without data is.", rich_help_panel=_RUN),
]
Informational = Annotated[
    list[str] | None,
    typer.Option(help="An SLO that is told and decides nothing.", rich_help_panel=_RUN),
]
IdempotencyKey = Annotated[
    str | None,
    typer.Option(help="Asked again under it, it is one check.", rich_help_panel=_RUN),
]
Timeout = Annotated[
    str | None,
    typer.Option(help="Wait at most so long for a verdict; 2m and what --settle says."),
]
Watch = Annotated[
    bool,
    typer.Option(
        "--watch", help="Follow the run, and end once it cannot pass.", rich_help_panel=_FOLLOWED
    ),
]
Every = Annotated[
    str, typer.Option("--interval", help="How often to look.", rich_help_panel=_FOLLOWED)
]
ExpectEvents = Annotated[
    int | None,
    typer.Option(min=1, help="How many events an SLO will have in all.", rich_help_panel=_FOLLOWED),
]
Form = Annotated[
    Format | None,
    typer.Option(
        "--format", help="How the verdict is told; text if left out.", rich_help_panel=_TOLD
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(help="Write it there, and text to standard error.", rich_help_panel=_TOLD),
]
Reports = Annotated[
    list[str] | None,
    typer.Option("--report", help="Write another one: FORMAT=FILE.", rich_help_panel=_TOLD),
]
Definitions = Annotated[
    str,
    typer.Option(
        help="The definitions' folder in this repository, for annotations.",
        rich_help_panel=_TOLD,
        show_default=False,
    ),
]
