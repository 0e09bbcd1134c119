"""What one reading says of a definition, step by step: for a walk through history.

A delta says how an account stands at its end. A walk has to know how it stood at every step on
the way: which rows had a sample by then, and when the newest one was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.slo.account import Account, Cells, Cursors, Delta, Reach
from app.slo.definition import RatioIndicator, Slo
from app.slo.period import retention_seconds, starts_at
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.reading import Reading
from app.slo.register import Register
from app.slo.samples import Flags, Floats, Integers, Part, Samples

_NO_CURSORS = Cursors.none()
UNREAD = "the walk through history begins within the period"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some steps of a definition, of which ``ends`` (int64, k) are the ends.

    ``register`` and ``reach`` are those of the last; ``read_from`` is when its past begins.
    ``good`` and ``total`` (float64, rows × k) are the events of each step, ``newest`` and
    ``unbounded`` (Unix seconds) what an account says of its rows at the end of each.
    """

    read_from: int
    reach: Reach
    register: Register
    ends: Integers
    good: Floats
    total: Floats
    newest: Floats
    unbounded: Floats

    @staticmethod
    def of(
        slo: Slo, before: Account, read: tuple[Delta, Samples], ends: Integers, read_from: int
    ) -> Stretch:
        """Spread what was read; ``before`` is the account that the delta has not changed yet."""
        delta, samples = read
        rows = len(delta.rows)
        good, total = np.zeros((rows, len(ends))), np.zeros((rows, len(ends)))
        columns = ends.searchsorted(delta.cells.ends)
        good[:, columns], total[:, columns] = delta.cells.good, delta.cells.total
        seen = _seen(delta.register, samples, ends)
        newest = _newest_rows(before.newest, delta.register, Part.TOTAL, seen)
        if _counts_good(slo) and Part.GOOD not in before.register.parts:
            newest[:, ~_ever(delta.register, Part.GOOD, seen)] = np.nan
        return Stretch(
            read_from=read_from,
            reach=delta.reach,
            register=delta.register,
            ends=ends,
            good=good,
            total=total,
            newest=newest,
            unbounded=_newest_rows(before.unbounded, delta.register, Part.UNBOUNDED, seen),
        )

    @property
    def cells(self) -> Cells:
        """The events of all steps."""
        return Cells(self.ends, self.good, self.total)

    def reading(self, slo: Slo, column: int, times: QuietTimes = NO_TIMES) -> Reading:
        """Give what a cycle would have learned at a step, once all that came with it is counted."""
        at = int(self.ends[column])
        return Reading(
            slo=slo,
            reach=self._reach(slo, at),
            register=self.register,
            newest=self.newest[:, column],
            unbounded=self.unbounded[:, column],
            delta=None,
            trouble=None,
            hint="",
            unread=None if starts_at(slo.period, at) >= self.read_from else UNREAD,
            times=times,
        )

    def delta(self, slo: Slo, first: int, last: int) -> Delta:
        """Cut out the events of the steps from ``first`` up to ``last``, which is not one."""
        rows = len(self.register.rows)
        return Delta(
            slo_name=slo.name,
            reach=self.reach,
            register=self.register,
            known_rows=rows,
            known_series=len(self.register.feedings),
            cursors=_NO_CURSORS,
            newest=self.newest[:, -1],
            unbounded=self.unbounded[:, -1],
            cells=self.cells.part(slice(first, last)),
        )

    def begins(self, slo: Slo, at: Integers) -> Integers:
        """Say from when on what was read counts, at each of some steps."""
        begins: Integers = np.maximum(self.read_from, at - retention_seconds(slo.period))
        return begins

    def _reach(self, slo: Slo, at: int) -> Reach:
        earliest = self.reach.earliest
        return replace(
            self.reach,
            begin=max(self.read_from, at - retention_seconds(slo.period)),
            until=at,
            earliest=None if earliest is None or earliest > at else earliest,
        )


def _counts_good(slo: Slo) -> bool:
    return isinstance(slo.indicator, RatioIndicator) and slo.indicator.good is not None


def _seen(register: Register, samples: Samples, ends: Integers) -> Floats:
    """Per series and step the time of its newest sample in that step; minus infinity for none."""
    seen = np.full((len(register.feedings), len(ends)), -np.inf)
    numbers = register.numbers(samples.feedings)
    if numbers is not None and len(ends):
        owner = np.repeat(numbers, np.diff(samples.offsets))
        known = samples.time <= ends[-1]
        column = ends.searchsorted(samples.time[known])
        seen[owner[known], column] = samples.time[known]  # ascending in a series: the last stays
    return seen


def _newest_rows(before: Floats, register: Register, part: Part, seen: Floats) -> Floats:
    """Per row and step the newest sample among its feeds, or what was known before."""
    newest = np.full((len(register.rows), seen.shape[1]), -np.inf)
    feeds = register.feeds[part]
    np.maximum.at(newest, feeds.row, seen[feeds.series])
    if newest.size:
        newest[: len(before), 0] = np.fmax(newest[: len(before), 0], before)
        np.maximum.accumulate(newest, axis=1, out=newest)
    newest[np.isneginf(newest)] = np.nan
    return newest


def _ever(register: Register, part: Part, seen: Floats) -> Flags:
    """Tell of each step whether some series of a part had a sample by then."""
    there = ~np.isneginf(seen[register.feeds[part].series]).all(axis=0)
    ever: Flags = np.logical_or.accumulate(there)
    return ever
