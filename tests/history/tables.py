"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def aligned(rows: Sequence[Sequence[str]], left: int) -> str:
    """Write a table in Markdown; the first ``left`` columns are words."""
    return "\n".join(_lines(rows, left))


def _lines(rows: Sequence[Sequence[str]], left: int) -> Iterable[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if k < left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            rules = [
                "-" * width if k < left else "-" * (width - 1) + ":"
                for k, width in enumerate(widths)
            ]
            yield f"| {' | '.join(rules)} |"
