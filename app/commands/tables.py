"""Answers as tables for people; programs take ``--json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from app.commands.validate import LOOK_BACK_SECONDS, Findings

_STYLES = {
    "HEALTHY": "green",
    "AT_RISK": "yellow",
    "EXHAUSTED": "red",
    "UNKNOWN": "dim",
}
NOTHING = "–"

View = Mapping[str, Any]


def status_table(statuses: Iterable[View]) -> Table:
    """One line for each SLO: its state, how much budget is left, how fast it burns, its p95."""
    table = new_table(
        "SLO", "state", "data", "SLI", "target", "budget left", "burn 1 h", "p95", "alerts"
    )
    for view in statuses:
        budget = view["budget"] or {}
        table.add_row(
            title(view["name"], view["group"]),
            _coloured(view["state"]),
            escape(view["data"] if view["reason"] is None else f"{view['data']} {view['reason']}"),
            percent(view["sli"], 3),
            percent(view["target"], 3),
            percent(budget.get("remaining_ratio"), 1),
            _burn(view, 3600),
            _p95(view),
            ", ".join(_alert(alert) for alert in view["alerts"]) or NOTHING,
        )
    return table


def findings_table(findings: Sequence[Findings]) -> Table:
    """One line for each definition: what it would read today."""
    table = new_table(
        "SLO", "series", "groups", "good / total, last hour", "bucket bounds", "finding"
    )
    for found in findings:
        table.add_row(
            escape(found.slo.name),
            str(found.series),
            str(found.groups),
            f"{found.good:g} / {found.total:g}",
            " ".join(f"{bound:g}" for bound in found.bounds) or NOTHING,
            "[green]ok[/]" if found.problem is None else f"[red]{escape(found.problem)}[/]",
        )
    return table


def findings_view(found: Findings) -> dict[str, object]:
    """The same as a record for programs."""
    return {
        "slo": found.slo.name,
        "series": found.series,
        "groups": found.groups,
        "bounds_seconds": list(found.bounds),
        "good": found.good,
        "total": found.total,
        "window_seconds": LOOK_BACK_SECONDS,
        "problem": found.problem,
    }


def new_table(*columns: str) -> Table:
    """Begin a table without lines."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def title(name: str, group: Mapping[str, str]) -> str:
    """Name an SLO as people know it; a definition's name holds no dot."""
    labels = ", ".join(f"{label}={value}" for label, value in group.items())
    return escape(f"{name} {{{labels}}}" if labels else name)


def _coloured(word: str) -> str:
    return f"[{_STYLES.get(word, 'none')}]{escape(word)}[/]"


def _alert(alert: View) -> str:
    style = "red" if alert["severity"] == "PAGE" else "yellow"
    return f"[{style}]{escape(alert['tier'])}[/]"


def percent(ratio: float | None, decimals: int) -> str:
    """Write a ratio for people."""
    return NOTHING if ratio is None else f"{ratio:.{decimals}%}"


def _burn(view: View, window_seconds: int) -> str:
    for burn in view["burn_rates"]:
        if burn["window_seconds"] == window_seconds and burn["burn_rate"] is not None:
            return f"{burn['burn_rate']:.2f}"
    return NOTHING


def _p95(view: View) -> str:
    for quantile in (view["latency"] or {}).get("quantiles", ()):
        if quantile["quantile"] == 0.95:  # noqa: PLR2004  # the quantile that its name says
            value = quantile["value_seconds"]
            above = f"> {quantile['low_seconds'] * 1000:.0f} ms"
            return above if value is None else f"{value * 1000:.0f} ms"
    return NOTHING
