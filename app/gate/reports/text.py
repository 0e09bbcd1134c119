"""A verdict for a terminal: a table with a small bar, then the verdict in one line.

Every line begins with our own word or with blanks and one, so that no message can pass for
something that a runner of workflows obeys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from app.gate.reports import bar, figures
from app.gate.reports.entry import Entry, Level, Report
from app.slo.verdict import VerdictKind

_STYLES = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan", Level.NONE: "green"}
_HEADS = ("SLO", "verdict", "good", "target", "errors of those allowed", "events")
_RIGHT = frozenset({2, 3})
_MOST_EXPLAINED = 20
"""Of more SLOs than this, those that pass are not explained."""

_BETWEEN = "  "

Cells = tuple[str, ...]


def text(report: Report, *, blocks: bool = True) -> Text:
    """Tell it to a person; ``blocks``: whether the terminal can show a bar's blocks."""
    told = report.told
    rows = [_cells(entry, blocks=blocks) for entry in told]
    widths = [max(map(cell_len, column)) for column in zip(_HEADS, *rows, strict=True)]
    found = Text()
    if told:
        found.append(_row(_HEADS, widths) + "\n", style="bold")
    for entry, cells in zip(told, rows, strict=True):
        _append_row(found, entry, cells, widths)
        if entry.level is not Level.NONE or len(told) <= _MOST_EXPLAINED:
            found.append("".join(f"  {line}\n" for line in _explained(entry)))
    found.append(_shown(figures.judged(report), blocks=blocks) + "\n")
    found.append(report.verdict, style=_style(report))
    found.append(f"  {report.summary}\n")
    return found


def _cells(entry: Entry, *, blocks: bool) -> Cells:
    signs = bar.BLOCKS if blocks else bar.PLAIN
    value, target = figures.value_and_target(entry.sli, entry.target)
    drawn = f"{bar.bar(entry.spent_ratio, signs)} {figures.spent(entry):>6}"
    figures_shown = (value, target, drawn, figures.events(entry))
    return entry.name, entry.verdict, *(_shown(each, blocks=blocks) for each in figures_shown)


def _shown(text: str, *, blocks: bool) -> str:
    return text if blocks else text.replace(figures.NOTHING, "-")


def _explained(entry: Entry) -> Iterator[str]:
    told_only = ", told only" if entry.is_informational else ""
    yield f"why {entry.reason}{told_only}: {entry.message}"
    for name, figure in figures.details(entry):
        yield f"{name} {figure}"


def _append_row(found: Text, entry: Entry, cells: Cells, widths: Sequence[int]) -> None:
    line = _row(cells, widths)
    begin = len(found) + len(_padded(cells[0], widths[0], 0)) + len(_BETWEEN)
    found.append(line + "\n")
    found.stylize(_STYLES[entry.level], begin, begin + len(cells[1]))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        _padded(cell, width, place)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return _BETWEEN.join(padded).rstrip()


def _padded(cell: str, width: int, place: int) -> str:
    blanks = " " * (width - cell_len(cell))
    return blanks + cell if place in _RIGHT else cell + blanks


def _style(report: Report) -> str:
    if not report.is_passed:
        return _STYLES[Level.ERROR]
    return _STYLES[Level.WARNING if report.verdict == VerdictKind.WARNING else Level.NONE]
