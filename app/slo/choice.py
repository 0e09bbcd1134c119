"""Which rows of a reading are SLOs at an evaluation time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.period import starts_at
from app.slo.quick import quick
from app.slo.reading import Reading
from app.slo.register import RowKey
from app.slo.samples import Bound, Integers

Member = tuple[int, int | None]
"""An SLO as the number of its reading, and of its row there; ``None`` if there is no row."""

_NO_ESTIMATES = (np.empty(0, np.int64), np.empty((0, 2), np.int64))


@quick
@dataclass(frozen=True, slots=True)
class Choice:
    """The rows of a reading that are SLOs: values, of groups that had a sample lately.

    Of these, ``counted`` have had a sample to count. ``estimated`` are the numbers, among these,
    of those whose value is an estimate; ``bounds`` (int64, each × 2) are the rows of its bounds.
    """

    reading: Reading
    rows: Integers
    counted: Integers
    estimated: Integers
    bounds: Integers

    @staticmethod
    def of(reading: Reading, at: int) -> Choice:
        """Choose at ``at`` (Unix seconds)."""
        rows = reading.register.values
        if reading.slo.group_by:
            gone_before = starts_at(reading.slo.period, at)
            recent = np.fmax(reading.newest, reading.unbounded)[rows] >= gone_before
            rows = rows if recent.all() else rows[recent]
        known = ~np.isnan(reading.newest[rows])
        counted = rows if known.all() else rows[known]
        found = list(_estimates(reading, counted))
        if not found:
            return Choice(reading, rows, counted, *_NO_ESTIMATES)
        return Choice(
            reading,
            rows,
            counted,
            estimated=np.array([k for k, _ in found], np.int64),
            bounds=np.array([b for _, b in found], np.int64),
        )

    @property
    def is_whole(self) -> bool:
        """Whether every row there is was chosen and counted."""
        return self.reading.register.are_all(self.counted)

    def is_like(self, other: Choice) -> bool:
        """Whether the same SLOs are meant, of the very same definition."""
        return (
            self.reading.slo is other.reading.slo
            and self.reading.register.rows is other.reading.register.rows
            and (self.rows is other.rows or np.array_equal(self.rows, other.rows))
        )

    def has_the_rows_of(self, other: Choice) -> bool:
        """Whether it was made of another one's rows, as ``choose`` does."""
        return (
            self.rows is other.rows
            and self.counted is other.counted
            and self.estimated is other.estimated
        )

    def members(self, number: int) -> Iterator[Member]:
        """List the SLOs; a definition without any stands for itself."""
        if not len(self.rows):
            yield number, None
        for row in self.rows.tolist():
            yield number, row

    @property
    def summed(self) -> Integers:
        """The rows to sum: those that are counted, and then the bounds, two and two."""
        if not len(self.estimated):
            return self.counted
        return np.concatenate([self.counted, self.bounds.reshape(-1)])

    @property
    def standing(self) -> Integers:
        """For each row to sum the row whose samples say how far it stands: bounds have none."""
        if not len(self.estimated):
            return self.counted
        return np.concatenate([self.counted, np.repeat(self.counted[self.estimated], 2)])

    def places(self, first: int) -> Integers:
        """Say for each SLO where its row stands among those asked for, −1 if it is not there."""
        if not len(self.rows):
            return np.array([-1])
        if self.rows is self.counted:
            return np.arange(first, first + len(self.rows))
        known = np.isin(self.rows, self.counted)
        places: Integers = np.where(known, first + np.cumsum(known) - 1, -1)
        return places

    def bounds_at(self, first: int) -> Mapping[int, tuple[int, int]]:
        """Say by the place of an estimated row where its bounds stand."""
        more = first + len(self.counted)
        return {
            first + k: (more + 2 * i, more + 2 * i + 1)
            for i, k in enumerate(self.estimated.tolist())
        }


def choose(readings: Sequence[Reading], before: Sequence[Choice], at: int) -> list[Choice]:
    """Choose of every reading at ``at``: mostly the very rows of the step ``before``."""
    if _are_as_before(readings, before, at):
        return [
            Choice(reading, one.rows, one.counted, one.estimated, one.bounds)
            for reading, one in zip(readings, before, strict=True)
        ]
    return [Choice.of(reading, at) for reading in readings]


def _are_as_before(readings: Sequence[Reading], before: Sequence[Choice], at: int) -> bool:
    """Whether every reading has the rows that were all chosen before, each with recent samples."""
    if len(readings) != len(before) or not before:
        return False
    for reading, one in zip(readings, before, strict=True):
        if reading.register is not one.reading.register or not one.is_whole:
            return False
    gone_before = [starts_at(r.slo.period, at) if r.slo.group_by else -np.inf for r in readings]
    newest = np.concatenate([reading.newest for reading in readings])
    recent = newest >= np.repeat(gone_before, [len(reading.newest) for reading in readings])
    return bool(recent.all())


def _estimates(reading: Reading, counted: Integers) -> Iterator[tuple[int, tuple[int, int]]]:
    """List which of the counted rows are estimates, each with the rows of its bounds."""
    register = reading.register
    if len(register.rows) == len(register.values):
        return
    for k, row in enumerate(counted.tolist()):
        group = register.rows[row].group
        low, high = (register.row_index.get(RowKey(group, b)) for b in (Bound.LOW, Bound.HIGH))
        if low is not None and high is not None:
            yield k, (low, high)
