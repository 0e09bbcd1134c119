"""What was measured, beside what it has to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADINGS = ("section", "what", "target", "measured", "", "how")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; without a limit it is told and not judged.

    ``least`` and ``most`` are the limits, both included; ``measured`` says the figure with its
    unit, ``how`` from what it was made.
    """

    section: str
    what: str
    value: float
    measured: str
    how: str
    most: float | None = None
    least: float | None = None
    target: str = ""

    @property
    def missed(self) -> bool:
        """Whether the figure is beyond its limit."""
        over = self.most is not None and not self.value <= self.most
        under = self.least is not None and not self.value >= self.least
        return over or under

    @property
    def judgement(self) -> str:
        """The limit's word."""
        if self.most is None and self.least is None:
            return ""
        return "MISSED" if self.missed else "ok"


def times(value: float) -> str:
    """Write a ratio."""
    return f"{value:,.2f} x" if value < 100 else f"{value:,.0f} x"


def milliseconds(seconds: float) -> str:
    """Write a time, whatever its size."""
    return f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds * 1000:,.1f} ms"


def written(rows: Iterable[Row]) -> str:
    """Write the table, in Markdown that reads well as it is."""
    cells = [
        HEADINGS,
        *((r.section, r.what, r.target or "-", r.measured, r.judgement, r.how) for r in rows),
    ]
    widths = [max(len(row[k]) for row in cells) for k in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        + " |"
    )
