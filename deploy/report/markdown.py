"""Tables of Markdown: read from what commands print, and written for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Table = Sequence[Mapping[str, str]]
"""A line each, by the column's heading."""


def tables(markdown: str) -> list[Table]:
    """Read the tables of a Markdown text that have a line at least."""
    found: list[Table] = []
    block: list[list[str]] = []
    for line in (*markdown.splitlines(), ""):
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        headings, *lines = block or [[]]
        if lines[1:]:  # the first is the rule
            found.append([dict(zip(headings, cells, strict=True)) for cells in lines[1:]])
        block = []
    return found


def table(headings: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table; all columns but the first are figures, and stand to the right."""
    lines = (headings, *rows)
    head, *body = (f"| {' | '.join(cells)} |" for cells in lines)
    return "\n".join((head, f"|---|{'---:|' * (len(headings) - 1)}", *body))


def again(told: Table) -> str:
    """Write a table that was read, its columns as wide as they need to be and no wider."""
    headings = list(told[0])
    return table(headings, (row.values() for row in told))
