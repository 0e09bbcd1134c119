"""Where each key and value of a file was written.

Refuses to know how a file is read (``app/catalog/reading.py``) and what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.catalog.wording import shown
from app.slo.errors import Finding

FieldPath = tuple[str | int, ...]
"""The keys and list positions that lead to a value: ``("slos", 0, "objective")``."""


class Place(NamedTuple):
    """A position in a file; both numbers count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Page:
    """What a file holds. ``data`` is ``None`` where it could not be read to its end.

    Text is ``str``, numbers are ``int`` or ``Decimal`` (never rounded), mappings have ``str``
    keys. ``texts`` are scalars as they were written, without quotes. The findings are in order.
    """

    file: str
    data: object = None
    findings: list[Finding] = field(default_factory=list)
    keys: dict[FieldPath, Place] = field(default_factory=dict)
    values: dict[FieldPath, Place] = field(default_factory=dict)
    texts: dict[FieldPath, str] = field(default_factory=dict)

    def place_of(self, path: FieldPath) -> Place:
        """Find where a value was written, or the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def finding(self, place: Place, path: FieldPath, message: str) -> Finding:
        """Say that something is wrong at a place of this file."""
        return Finding(self.file, place.line, place.column, dotted(path), message)


def dotted(path: FieldPath) -> str:
    """Write a path for people: ``slos[0].objective``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")
