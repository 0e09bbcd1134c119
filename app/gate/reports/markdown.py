"""A verdict as GitHub-flavoured Markdown, for a job's summary or a comment.

What others wrote stays text: no sign in it becomes a cell, a tag, a link or an emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.gate.reports import bar, figures
from app.gate.reports.entry import Entry, Level, Report

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "`": "&#96;"})
_MARKS = re.compile(r"([\\*_\[\]~])")
_SIGNS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.NOTE: "💬", Level.NONE: "✅"}
_HEADS = ("SLO", "verdict", "good", "target", "errors of those allowed", "events", "why")
_TO_THE_RIGHT = frozenset({"good", "target"})

_MOST_ROWS = 200
_MOST_QUERY_CHARACTERS = 50_000
"""A job's summary holds one mebibyte, and a longer one is dropped whole."""


def markdown(report: Report) -> str:
    """Write the verdict, a table of the SLOs, and their queries folded away."""
    sign = _SIGNS[Level.NONE if report.is_passed else Level.ERROR]
    lines = [
        f"### {sign} SLO gate: {escaped(report.verdict)}",
        "",
        f"Why: {escaped(report.summary)}",
        "",
        *_table(report.told),
        f"Judged: {escaped(figures.judged(report))}",
        *_queries(report.told),
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Escape somebody else's text, so that it is shown as it is."""
    return _MARKS.sub(r"\\\1", text.translate(_ENTITIES))


def _table(told: Sequence[Entry]) -> list[str]:
    if not told:
        return []
    rules = ["---:" if head in _TO_THE_RIGHT else "---" for head in _HEADS]
    rows = [_row(_HEADS), _row(rules), *(_row(_cells(entry)) for entry in told[:_MOST_ROWS])]
    left_out = len(told) - _MOST_ROWS
    if left_out > 0:
        rows += ["", f"And {left_out:,} more SLOs, none of which matters more than these."]
    return [*rows, ""]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(entry: Entry) -> list[str]:
    value, target = figures.value_and_target(entry.sli, entry.target)
    told_only = " (told only)" if entry.is_informational else ""
    drawn = bar.bar(entry.spent_ratio).strip()
    details = [f"{name} {figure}" for name, figure in figures.details(entry)]
    return [
        escaped(entry.name),
        f"{_SIGNS[entry.level]} {escaped(entry.verdict)}{told_only}",
        value,
        target,
        f"{drawn} {figures.spent(entry)}".strip(),
        figures.events(entry),
        "<br>".join(escaped(part) for part in (f"{entry.reason}: {entry.message}", *details)),
    ]


def _queries(told: Sequence[Entry]) -> list[str]:
    lines = [
        line
        for entry in told[:_MOST_ROWS]
        if entry.queries
        for line in (f"# {entry.name}", *entry.queries)
    ]
    if not lines or sum(map(len, lines)) > _MOST_QUERY_CHARACTERS:
        return []
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(lines))), default=0))
    folded = ["<details><summary>Queries</summary>", "", f"{fence}promql", *lines, fence]
    return ["", *folded, "", "</details>"]
