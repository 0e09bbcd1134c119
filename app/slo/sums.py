"""The events of every SLO of a snapshot, over its period and over every burn window.

Counts are read from the ledger for all SLOs at once, as if the readings' deltas had been applied,
and what is excluded is taken off; see ``app/slo/twin.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from app.slo.account import Cells
from app.slo.burn import OUTLOOK_WINDOW_SECONDS
from app.slo.definition import CalendarPeriod, Slo
from app.slo.ledger import Ledger
from app.slo.period import starts_at
from app.slo.quick import quick
from app.slo.reading import Reading
from app.slo.samples import Floats, Integers
from app.slo.selection import Rows, Selection, Windows
from app.slo.twin import twin_name


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of some rows, in the order in which they were asked for.

    ``until`` (Unix seconds) is how far each row's figures stand, and where its ``period`` ends;
    ``before`` is the calendar period before it. ``burns`` are the windows of the burn rates.
    ``excluded`` is what was taken off the period, and ``quiet_seconds`` how much time was taken
    off the window of the outlook.
    """

    until: Floats
    period: Windows
    before: Windows
    burns: Sequence[Windows]
    excluded: Windows
    quiet_seconds: Floats


@quick
@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of one reading, by number."""

    reading: Reading
    rows: Integers
    is_excluded: bool = False

    @property
    def name(self) -> str:
        """The account or twin that holds them."""
        name = self.reading.slo.name
        return twin_name(name) if self.is_excluded else name

    def picked(self, events: Floats) -> Floats:
        """Pick these rows' events out of those of all rows."""
        return self.reading.picked(events, self.rows)

    @property
    def cells(self) -> Cells | None:
        """What they have gained that the ledger does not hold yet."""
        delta = self.reading.delta
        if delta is None:
            return None
        return delta.excluded if self.is_excluded else delta.cells


def sums(
    ledger: Ledger, asked: Sequence[Asked], until: Floats, windows: Sequence[int], at: int
) -> Sums:
    """Sum the period and every one of ``windows`` (seconds) of these rows, at the head ``at``.

    ``until`` (Unix seconds) is how far the figures of each row stand, one after the other.
    """
    counts = Net.of(ledger, asked)
    first = [0, *accumulate(len(one.rows) for one in asked)]
    starts = until - np.repeat([_rolling_seconds(one.reading.slo) for one in asked], np.diff(first))
    earlier = starts.copy()
    for begin, end, one in zip(first, first[1:], asked, strict=False):
        period = one.reading.slo.period
        if isinstance(period, CalendarPeriod):
            starts[begin:end] = _calendar_starts(period, until[begin:end])
            earlier[begin:end] = _calendar_starts(period, starts[begin:end])
    head = float(ledger.head)
    whole, excluded = counts.split(_one_or_each(starts), head)
    burns = [sane(counts.windows(float(at - window), float(at))) for window in windows]
    return Sums(
        until=until,
        period=sane(whole),
        excluded=sane(excluded),
        quiet_seconds=_quiet_seconds(counts, asked, burns[windows.index(OUTLOOK_WINDOW_SECONDS)]),
        before=_before(counts, earlier, starts),
        burns=burns,
    )


def _before(counts: Net, earlier: Floats, starts: Floats) -> Windows:
    """Sum the calendar periods before; rolling ones have none, so their windows are empty."""
    if np.array_equal(earlier, starts, equal_nan=True):
        return Windows(earlier, starts, *np.zeros((2, len(starts))))
    return sane(counts.windows(earlier, starts))


def _one_or_each(times: Floats) -> float | Floats:
    """Give one time where all are the same: that is faster to look up."""
    alike = len(times) > 0 and bool((times == times[0]).all())
    return float(times[0]) if alike else times


def _quiet_seconds(net: Net, asked: Sequence[Asked], window: Windows) -> Floats:
    """How much of each row's window is left out."""
    found, first = np.zeros(len(window.start)), 0
    for one in asked if len(net.places) else ():
        mine = slice(first, first + len(one.rows))
        if one.reading.times:
            keys = tuple(one.reading.register.rows[row] for row in one.rows.tolist())
            found[mine] = one.reading.times.seconds(keys, window.start[mine], window.end[mine])
        first = mine.stop
    return found


def sane(windows: Windows) -> Windows:
    """Where a bad event was seen before its total, the total makes up for it later."""
    np.maximum(windows.total, 0.0, out=windows.total)
    np.clip(windows.good, 0.0, windows.total, out=windows.good)
    return windows


@dataclass(frozen=True, slots=True)
class Net:
    """The events of some rows without those that are excluded.

    ``places`` are the rows that some time is left out of; after all rows, ``counts`` has what is
    excluded of these.
    """

    counts: Counts
    rows: int
    places: Integers

    @staticmethod
    def of(ledger: Ledger, asked: Sequence[Asked]) -> Net:
        """Look up these rows."""
        twins = [Asked(a.reading, a.rows, is_excluded=True) for a in asked if a.reading.times]
        counts = Counts.of(ledger, [*asked, *twins])
        rows = counts.upto.shape[1] - sum(len(one.rows) for one in twins)
        if not twins:
            return Net(counts, rows, np.empty(0, np.int64))
        quiet = [bool(one.reading.times) for one in asked]
        places = np.flatnonzero(np.repeat(quiet, [len(one.rows) for one in asked]))
        return Net(counts, rows, places)

    def windows(self, start: float | Floats, end: float | Floats) -> Windows:
        """Sum what counts of (start, end] of every row."""
        return self.split(start, end)[0]

    def split(self, start: float | Floats, end: float | Floats) -> tuple[Windows, Windows]:
        """Sum (start, end] of every row: what counts, and what is excluded."""
        found = self.counts.windows(self._with_twins(start), self._with_twins(end))
        counted = Windows(
            *(column[: self.rows] for column in (found.start, found.end, found.good, found.total))
        )
        excluded = Windows(counted.start, counted.end, *np.zeros((2, self.rows)))
        if len(self.places):
            excluded.good[self.places] = found.good[self.rows :]
            excluded.total[self.places] = found.total[self.rows :]
            _take_off(counted.good, excluded.good)
            _take_off(counted.total, excluded.total)
        return counted, excluded

    def _with_twins(self, times: float | Floats) -> float | Floats:
        if isinstance(times, float) or not len(self.places):
            return times
        return np.concatenate([times, times[self.places]])


def _take_off(counted: Floats, excluded: Floats) -> None:
    """Subtract; where all was excluded nothing is left, whatever the rounding of fractions."""
    np.subtract(counted, excluded, out=counted)
    counted[np.abs(counted) < _ROUNDING] = 0.0


_ROUNDING = 1e-6
"""Estimated events are fractions, and their sums are rounded; less than this is no event."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the ledger holds of some rows, and what happened since.

    ``upto`` (float64, good and total × rows × k + 1) is what happened up to the end of each of
    the new steps, whose ends are ``steps`` (int64, k).
    """

    selection: Selection
    steps: Integers
    upto: Floats

    @staticmethod
    def of(ledger: Ledger, asked: Sequence[Asked]) -> Counts:
        """Look up these rows, with what their readings have that the ledger does not."""
        named = [Rows(one.name, one.reading.register.rows, one.rows) for one in asked]
        gained = [one.cells for one in asked]
        first = [0, *accumulate(len(one.rows) for one in asked)]
        steps = _all_ends([cells.ends for cells in gained if cells is not None])
        upto = np.zeros((2, first[-1], len(steps) + 1))
        if asked and all(cells is not None and cells.ends is steps for cells in gained):
            parts = [(one, cells) for one, cells in zip(asked, gained, strict=True) if cells]
            upto[0, :, 1:] = np.concatenate([one.picked(cells.good) for one, cells in parts])
            upto[1, :, 1:] = np.concatenate([one.picked(cells.total) for one, cells in parts])
            return Counts(ledger.select(named), steps, np.cumsum(upto, axis=2, out=upto))
        begins = {end: column for column, end in enumerate(steps.tolist(), 1)}
        for begin, one, cells in zip(first, asked, gained, strict=False):
            if cells is not None and len(cells.ends):
                column = begins[int(cells.ends[0])]
                columns = slice(column, column + len(cells.ends))
                mine = slice(begin, begin + len(one.rows))
                upto[0, mine, columns] = cells.good[one.rows]
                upto[1, mine, columns] = cells.total[one.rows]
        return Counts(ledger.select(named), steps, np.cumsum(upto, axis=2, out=upto))

    def windows(self, start: float | Floats, end: float | Floats) -> Windows:
        """Sum (start, end] of every row."""
        held = self.selection.windows(start, end)
        if len(self.steps):
            good, total = self._upto(held.end) - self._upto(held.start)
            np.add(held.good, good, out=held.good)
            np.add(held.total, total, out=held.total)
        return held

    def _upto(self, times: Floats) -> Floats:
        """What happened in the new steps up to a time of each row; good and total × rows."""
        alike = _one_or_each(times)
        columns = self.steps.searchsorted(alike, side="right")
        if isinstance(alike, float):
            return self.upto[:, :, columns]
        return self.upto[:, np.arange(len(times)), columns]


def _all_ends(ends: Sequence[Integers]) -> Integers:
    """Every end of a step that some cells have; mostly all have the very same."""
    if ends and all(each is ends[0] for each in ends):
        return ends[0]
    every: Integers = np.unique(np.concatenate([np.empty(0, np.int64), *ends]))
    return every


def _rolling_seconds(slo: Slo) -> float:
    return 0.0 if isinstance(slo.period, CalendarPeriod) else float(slo.period.seconds)


def _calendar_starts(period: CalendarPeriod, until: Floats) -> Floats:
    """The begin of the period that ends at each of some times."""
    times, places = np.unique(until, return_inverse=True)
    return np.array([starts_at(period, time) for time in times.tolist()])[places]
