"""The events of every SLO of a snapshot, over its period and over every burn window.

Counts are read from the ledger for all SLOs at once, as if the readings' deltas had been applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from app.slo.definition import CalendarPeriod, Slo
from app.slo.ledger import Ledger
from app.slo.period import starts_at
from app.slo.reading import Reading
from app.slo.samples import Floats, Integers
from app.slo.selection import Rows, Selection, Windows


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of some rows, in the order in which they were asked for.

    ``until`` (Unix seconds) is how far each row's figures stand, and where its ``period`` ends;
    ``before`` is the calendar period before it. ``burns`` are the windows of the burn rates.
    """

    until: Floats
    period: Windows
    before: Windows
    burns: Sequence[Windows]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of one reading, by number."""

    reading: Reading
    rows: Integers


def sums(
    ledger: Ledger, asked: Sequence[Asked], until: Floats, windows: Sequence[int], at: int
) -> Sums:
    """Sum the period and every one of ``windows`` (seconds) of these rows, at the head ``at``.

    ``until`` (Unix seconds) is how far the figures of each row stand, one after the other.
    """
    counts = Counts.of(ledger, asked)
    first = [0, *accumulate(len(one.rows) for one in asked)]
    starts = until - np.repeat([_rolling_seconds(one.reading.slo) for one in asked], np.diff(first))
    earlier = starts.copy()
    for begin, end, one in zip(first, first[1:], asked, strict=False):
        period = one.reading.slo.period
        if isinstance(period, CalendarPeriod):
            starts[begin:end] = _calendar_starts(period, until[begin:end])
            earlier[begin:end] = _calendar_starts(period, starts[begin:end])
    head = float(ledger.head)
    return Sums(
        until=until,
        period=sane(counts.windows(starts, head)),
        before=sane(counts.windows(earlier, starts)),
        burns=[sane(counts.windows(float(at - window), float(at))) for window in windows],
    )


def sane(windows: Windows) -> Windows:
    """Where a bad event was seen before its total, the total makes up for it later."""
    np.maximum(windows.total, 0.0, out=windows.total)
    np.clip(windows.good, 0.0, windows.total, out=windows.good)
    return windows


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
        named = [Rows(one.reading.slo.name, one.reading.register.rows, one.rows) for one in asked]
        deltas = [one.reading.delta for one in asked]
        ends = [delta.cells.ends for delta in deltas if delta is not None]
        steps: Integers = np.unique(np.concatenate([np.empty(0, np.int64), *ends]))
        first = [0, *accumulate(len(one.rows) for one in asked)]
        upto = np.zeros((2, first[-1], len(steps) + 1))
        for begin, one, delta in zip(first, asked, deltas, strict=False):
            if delta is not None and len(delta.cells.ends):
                column = 1 + int(steps.searchsorted(delta.cells.ends[0]))
                columns = slice(column, column + len(delta.cells.ends))
                mine = slice(begin, begin + len(one.rows))
                upto[0, mine, columns] = delta.cells.good[one.rows]
                upto[1, mine, columns] = delta.cells.total[one.rows]
        return Counts(ledger.select(named), steps, np.cumsum(upto, axis=2, out=upto))

    def windows(self, start: float | Floats, end: float | Floats) -> Windows:
        """Sum (start, end] of every row."""
        held = self.selection.windows(start, end)
        if len(self.steps):
            every = np.arange(len(held.start))
            first = self.steps.searchsorted(held.start, side="right")
            last = self.steps.searchsorted(held.end, side="right")
            good, total = self.upto[:, every, last] - self.upto[:, every, first]
            np.add(held.good, good, out=held.good)
            np.add(held.total, total, out=held.total)
        return held


def _rolling_seconds(slo: Slo) -> float:
    return 0.0 if isinstance(slo.period, CalendarPeriod) else float(slo.period.seconds)


def _calendar_starts(period: CalendarPeriod, until: Floats) -> Floats:
    """The begin of the period that ends at each of some times."""
    times, places = np.unique(until, return_inverse=True)
    return np.array([starts_at(period, time) for time in times.tolist()])[places]
