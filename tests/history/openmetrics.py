"""Scraped series as the text that promtool loads, one text for each block of the database.

promtool reads its whole input once for each block that it writes, so a text holds one block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tests.history.scrape import FAMILIES, Series
from tests.history.world import HOUR, Timeline

BLOCK_SECONDS = 18 * HOUR


def texts(series: Iterable[Series], line: Timeline) -> Iterator[str]:
    """Write all series, block after block; a block holds [begin, end) of the clock's grid."""
    by_family = _by_family(series)
    begin = line.scraped_from // BLOCK_SECONDS * BLOCK_SECONDS
    for start in range(begin, line.end + 1, BLOCK_SECONDS):
        first = max(0, -(-(start - line.begin) // line.tick))
        last = min(line.ticks, (start + BLOCK_SECONDS - 1 - line.begin) // line.tick)
        yield _text(by_family, line, first, last)


def _by_family(series: Iterable[Series]) -> dict[str, list[Series]]:
    """Group by family, and within one by name and labels: a restart goes on in its series."""
    found: dict[str, list[Series]] = {family: [] for family in FAMILIES}
    for one in series:
        found[one.family].append(one)
    for members in found.values():
        members.sort(key=lambda s: (s.name, s.labels, int(s.at[0])))
    return found


def _text(by_family: dict[str, list[Series]], line: Timeline, first: int, last: int) -> str:
    """The samples at the boundaries from ``first`` to ``last``."""
    stamps = [f" {line.time(boundary)}\n" for boundary in range(first, last + 1)]
    parts = []
    for family, kind in FAMILIES.items():
        parts.append(f"# TYPE {family} {kind}\n")
        for one in by_family[family]:
            parts += _lines(one, first, last, stamps)
    return "".join((*parts, "# EOF\n"))


def _lines(one: Series, first: int, last: int, stamps: Sequence[str]) -> list[str]:
    a = int(one.at.searchsorted(first, side="left"))
    b = int(one.at.searchsorted(last, side="right"))
    head = f"{one.name}{{{one.labels}}} "
    places = (one.at[a:b] - first).tolist()
    return [
        f"{head}{value}{stamps[k]}"
        for value, k in zip(one.values[a:b].tolist(), places, strict=True)
    ]
