"""Which series feed which rows of an account: groups as they are found, and bounds of estimates.

A register never changes; series or rows that are new make another one. In most steps none are,
and everything that follows from it is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from app.slo.definition import Group
from app.slo.samples import Bound, Feed, Feeding, Floats, Integers, Part, Series


class RowKey(NamedTuple):
    """One row of an account: a group's value, or a bound of its estimate."""

    group: Group
    bound: Bound


@dataclass(frozen=True, slots=True)
class Feeds:
    """Who feeds what: per entry the number of a series, the number of a row, and a weight.

    In order of the rows, so that what feeds a row lies side by side.
    """

    series: Integers
    row: Integers
    weight: Floats


class _Read(NamedTuple):
    feedings: tuple[Feeding, ...]
    numbers: Integers


@dataclass(frozen=True)
class Register:
    """The series of an account, and the rows that they feed."""

    feedings: tuple[Feeding, ...] = ()
    rows: tuple[RowKey, ...] = ()

    def numbers(self, read: tuple[Feeding, ...]) -> Integers | None:
        """Number the series of a reading; ``None`` if one of them is new or feeds otherwise."""
        if self._last.feedings is not read:
            numbers = [self._number(feeding) for feeding in read]
            if None in numbers:
                return None
            self.__dict__["_last"] = _Read(read, np.array(numbers, np.int64))
        return self._last.numbers

    def continues(self, other: Register) -> bool:
        """Whether this is the other one, perhaps with more series and rows at its end."""
        same_series = self.feedings[: len(other.feedings)] == other.feedings
        return self is other or (same_series and self.rows[: len(other.rows)] == other.rows)

    def extended(self, read: Sequence[Feeding], rows: tuple[RowKey, ...]) -> Register:
        """Add the series of a reading, and replace those that feed otherwise than before."""
        feedings = dict(zip(self.index, self.feedings, strict=True))
        for feeding in read:
            feedings[feeding.series] = feeding  # what its labels say may have become known
        return Register(tuple(feedings.values()), rows)

    @cached_property
    def index(self) -> Mapping[Series, int]:
        """Number of each series."""
        return {feeding.series: number for number, feeding in enumerate(self.feedings)}

    @cached_property
    def row_index(self) -> Mapping[RowKey, int]:
        """Number of each row."""
        return {key: number for number, key in enumerate(self.rows)}

    @cached_property
    def values(self) -> Integers:
        """Numbers of the rows that are values, not bounds: one for each group."""
        found = [number for number, key in enumerate(self.rows) if key.bound is Bound.VALUE]
        return np.array(found, np.int64)

    def are_all(self, rows: Integers) -> bool:
        """Whether these are all rows in their order, so that nothing has to be picked out."""
        return rows is self.values and len(rows) == len(self.rows)

    @cached_property
    def parts(self) -> frozenset[Part]:
        """The sides of the indicator that some series has ever fed."""
        return frozenset(part for part, feeds in self.feeds.items() if len(feeds.series))

    @cached_property
    def has_sums(self) -> bool:
        """Whether some of it was counted from sums that the source had taken."""
        return any(feeding.series.is_sum for feeding in self.feedings)

    @cached_property
    def cuts(self) -> bool:
        """Whether some label set has no row: there are more than ``max_groups``."""
        return self.cut_groups(self.feedings) > 0

    def cut_groups(self, read: Sequence[Feeding]) -> int:
        """Count the label sets of some series that have no row."""
        groups = {feed.group for feeding in read for feed in feeding.feeds}
        return len(groups - {key.group for key in self.rows})

    @cached_property
    def feeds(self) -> Mapping[Part, Feeds]:
        """Who feeds what, by part; a series whose group has no row feeds nothing."""
        entries: dict[Part, list[tuple[int, int, float]]] = {part: [] for part in Part}
        rows_of: dict[Feed, list[int]] = {}
        for number, feeding in enumerate(self.feedings):
            for feed in feeding.feeds:
                if feed not in rows_of:
                    rows_of[feed] = [self.row_index[k] for k in _keys(feed) if k in self.row_index]
                entries[feed.part] += [(number, row, feed.weight) for row in rows_of[feed]]
        return {part: _columns(found) for part, found in entries.items()}

    @cached_property
    def targets(self) -> Integers:
        """Number of each series' target, −1 where it has none."""
        numbers: dict[Group, int] = {}
        found = [
            -1 if feeding.target is None else numbers.setdefault(feeding.target, len(numbers))
            for feeding in self.feedings
        ]
        return np.array(found, np.int64)

    @cached_property
    def followers(self) -> tuple[tuple[int, int], ...]:
        """Numbers of the series that restart with another one, each with that one's."""
        return tuple(
            (number, self.index[feeding.leader])
            for number, feeding in enumerate(self.feedings)
            if feeding.leader is not None
        )

    def _number(self, feeding: Feeding) -> int | None:
        number = self.index.get(feeding.series)
        return number if number is not None and self.feedings[number] == feeding else None

    @cached_property
    def _last(self) -> _Read:
        return _Read((), np.empty(0, np.int64))


def _keys(feed: Feed) -> tuple[RowKey, ...]:
    """Rows that a feed counts for: an exact one counts for the bounds of an estimate too."""
    bounds = tuple(Bound)[1:] if feed.bound is Bound.EXACT else (feed.bound,)
    return tuple(RowKey(feed.group, bound) for bound in bounds)


def _columns(entries: list[tuple[int, int, float]]) -> Feeds:
    entries.sort(key=itemgetter(1))
    series, row, weight = np.array(entries, np.float64).reshape(-1, 3).T
    return Feeds(series.astype(np.int64), row.astype(np.int64), weight.copy())
