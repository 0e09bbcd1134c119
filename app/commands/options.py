"""Options that several commands take; each means the same everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ServiceUrl = Annotated[
    str, typer.Option("--url", envvar="SLO_MONITOR_URL", help="Where the service runs.")
]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="SLO_MONITOR_TOKEN", help="Bearer token of the service.", show_default=False
    ),
]
PrometheusUrl = Annotated[
    str | None,
    typer.Option("--prometheus-url", help="Instead of SLO_MONITOR_PROMETHEUS_URL."),
]
LOCAL = "http://127.0.0.1:8080"
"""Where a service on this machine answers."""
