"""Definition files that are only proposed → what is wrong with them, and what they would be.

Refuses to know a disk, and Prometheus: what only that can tell is found when an SLO is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.catalog.loader import examine
from app.catalog.positions import FieldPath, Page
from app.catalog.reading import read
from app.slo.burn import dropped_tiers
from app.slo.definition import Slo
from app.slo.errors import Finding, InvalidQuestion

MOST_VALUES = 50_000
"""So many values may stand in the files of one question: about six thousand definitions."""

MOST_RULES = 50
"""So many recurring exclusions may: each is followed through a year of occurrences."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a definition that its author may not have meant, and where that stands."""

    file: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of files.

    ``names`` are those of the definitions, in order; empty where there are findings, since a
    catalog is taken whole or not at all. Remarks are about the files without findings.
    """

    names: tuple[str, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]


def examined(texts: Iterable[tuple[str, str]]) -> Examined:
    """Read (name, text) of files as they would be loaded, with all that is worth saying.

    Raises:
        InvalidQuestion: it would take too long to find out.
    """
    slos, findings = examine(_pages(texts))
    names = () if findings else tuple(sorted(slo.name for slo in slos))
    return Examined(names, findings, tuple(_remarks(slos)))


def _pages(texts: Iterable[tuple[str, str]]) -> Sequence[Page]:
    pages: list[Page] = []
    values = rules = 0
    for name, text in sorted(texts):
        page = read(text.removeprefix("\ufeff"), name)
        pages.append(page)
        values += len(page.values)
        rules += sum(_is_rule(path) for path in page.values)
        if values > MOST_VALUES:
            raise InvalidQuestion("files", f"more than {MOST_VALUES:,} values; ask about fewer")
        if rules > MOST_RULES:
            raise InvalidQuestion("files", f"more than {MOST_RULES} rrules; ask about fewer files")
    return pages


def _is_rule(path: FieldPath) -> bool:
    return path[:1] == ("exclusions",) and path[-1] == "rrule"


def _remarks(slos: Sequence[Slo]) -> Iterator[Remark]:
    for slo in slos:
        for tier, why in dropped_tiers(slo):
            assert slo.origin is not None  # noqa: S101  # it was read from a file
            message = f"{slo.name}: the tier {tier.name} is dropped: {why}"
            yield Remark(slo.origin.file, slo.origin.line, message)
