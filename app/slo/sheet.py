"""The figures of every SLO at one evaluation time, and how a status is made of them.

A step has to judge ten thousand SLOs, and is asked for a handful of statuses. So the figures are
columns, and the object that is a status is made when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.slo.burn import TIERS, WINDOWS, firing_tier
from app.slo.choice import Member
from app.slo.definition import Group, Slo
from app.slo.figures import STATES, Figures, figures
from app.slo.health import health_as_seen, health_of
from app.slo.period import starts_at
from app.slo.quiet import QuietTimes
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.selection import Windows
from app.slo.snapshot import (
    Basis,
    Budget,
    BurnRate,
    Estimate,
    Events,
    Excluded,
    FiringTier,
    Latency,
    State,
    Status,
)
from app.slo.sums import Sums
from app.slo.terms import Terms

Latencies = Mapping[tuple[str, Group], Latency]


@dataclass(frozen=True)
class Sheet:
    """Every SLO's figures, in the order of ``members``.

    ``places`` say which row of ``sums`` an SLO has, −1 for none, and ``bounds`` which two more
    its estimate has. ``missing`` and ``covered`` (0 to 1) are one for each row of ``sums``;
    ``counts`` says how many of these each of the ``readings`` has, ``terms`` what it promises.
    """

    at: int
    readings: Sequence[Reading]
    counts: Integers
    terms: Terms
    members: Sequence[Member]
    places: Sequence[int]
    bounds: Mapping[int, tuple[int, int]]
    sums: Sums
    missing: Flags
    covered: Floats
    latencies: Latencies

    @cached_property
    def figures(self) -> Figures:
        """What follows from the counts."""
        return figures(self.readings, self.counts, self.sums, self.missing, self.terms, self.at)

    def status(self, number: int) -> Status:
        """Work out the status of one SLO."""
        (read, row), place = self.members[number], self.places[number]
        reading = self.readings[read]
        if row is None or place < 0:
            return _unseen(reading, row, self.at)
        return _Line(self, reading, row, place).status()

    def slo(self, number: int) -> Slo:
        """The definition of one SLO."""
        return self.readings[self.members[number][0]].slo

    def times(self, number: int) -> QuietTimes:
        """The times that are left out of the figures of one SLO."""
        return self.readings[self.members[number][0]].times

    def missing_members(self) -> list[int]:
        """Number the SLOs with figures whose present is not known."""
        if not self.missing.any():
            return []
        places = np.array(self.places, np.int64)
        absent: list[int] = np.flatnonzero((places >= 0) & self.missing[places]).tolist()
        return absent


@dataclass(frozen=True, slots=True)
class _Line:
    """One SLO's way from columns to a status."""

    sheet: Sheet
    reading: Reading
    row: int
    place: int

    def status(self) -> Status:
        sheet, reading, place = self.sheet, self.reading, self.place
        slo, key, figures = reading.slo, reading.register.rows[self.row], sheet.figures
        until, present = float(sheet.sums.until[place]), not sheet.missing[place]
        health = health_as_seen(reading, self.row, until, sheet.at, present=present)
        events = budget = excluded = None
        if figures.is_read[place]:
            events = _events(sheet.sums.period, place)
            budget, excluded = self._budget(), self._excluded()
            health = health.given(events, excluded)
        else:
            health = health.unread(reading)
        missing = health.data.is_missing
        return Status(
            slo=slo,
            group=key.group,
            state=STATES[figures.states[place]],
            data=health.data,
            reason=health.reason,
            message=health.message,
            counting=reading.counting,
            start=float(sheet.sums.period.start[place]),
            end=until,
            covered_ratio=float(sheet.covered[place]),
            since=reading.reach.earliest,
            data_until=health.data_until,
            newest_sample=_or_none(reading.newest[self.row]),
            sli=None if events is None else events.sli,
            estimate=None if events is None else self._estimate(),
            events=events,
            budget=budget,
            burn_rates=self._burn_rates(),
            latency=None if missing else sheet.latencies.get((slo.name, key.group)),
            alerts=self._alerts(),
            evaluated_at=float(sheet.at),
            excluded=excluded,
        )

    def _burn_rates(self) -> tuple[BurnRate, ...]:
        figures, sums, place = self.sheet.figures, self.sheet.sums, self.place
        known = figures.burns_known[:, place].tolist()
        return tuple(
            BurnRate(window, _or_none(rate), _events(sums.burns[k], place) if known[k] else None)
            for k, (window, rate) in enumerate(
                zip(WINDOWS, figures.rates[:, place].tolist(), strict=True)
            )
        )

    def _alerts(self) -> tuple[FiringTier, ...]:
        firing = self.sheet.figures.firing[:, self.place].tolist()
        slo = self.reading.slo
        return tuple(firing_tier(t, slo) for t, holds in zip(TIERS, firing, strict=True) if holds)

    def _budget(self) -> Budget:
        budgets, place = self.sheet.figures.budgets, self.place
        return Budget(
            events=float(budgets.events[place]),
            basis=Basis.PREVIOUS_PERIOD if budgets.is_of_before[place] else Basis.PERIOD,
            consumed_ratio=_or_none(budgets.consumed[place]),
            remaining_ratio=_or_none(budgets.remaining[place]),
            exhausts_at=_or_none(budgets.exhausts_at[place]),
        )

    def _excluded(self) -> Excluded | None:
        spans = self.reading.times.of_group(self.reading.register.rows[self.row].group)
        period, mine = self.sheet.sums.period, slice(self.place, self.place + 1)
        seconds = float(spans.seconds(period.start[mine], period.end[mine])[0])
        events = _events(self.sheet.sums.excluded, self.place)
        return Excluded(events, seconds) if seconds or events.total else None

    def _estimate(self) -> Estimate | None:
        if self.place not in self.sheet.bounds:
            return None
        period = self.sheet.sums.period
        low, high = (_events(period, p).sli for p in self.sheet.bounds[self.place])
        return None if low is None or high is None else Estimate(low, high)


def _events(windows: Windows, place: int) -> Events:
    return Events(float(windows.good[place]), float(windows.total[place]))


def covered(
    readings: Sequence[Reading], counts: Sequence[int] | Integers, start: Floats, end: Floats
) -> Floats:
    """Give the share (0 to 1) of each period that has been read: ``counts`` of each reading."""
    until = np.repeat([float(reading.reach.until) for reading in readings], counts)
    begin = np.repeat([float(reading.reach.begin) for reading in readings], counts)
    read = np.minimum(until, end) - np.maximum(begin, start)
    length = np.where(end > start, end - start, 1.0)
    share: Floats = np.where(end > start, np.clip(read / length, 0.0, 1.0), 1.0)
    return share


def _or_none(value: np.floating | float) -> float | None:
    return None if np.isnan(value) else float(value)


def _unseen(reading: Reading, row: int | None, at: int) -> Status:
    """The status of a definition, or of a row of it, that never had a sample to count."""
    health = health_of(reading, row, at)
    start, end = starts_at(reading.slo.period, at), float(at)
    return Status(
        slo=reading.slo,
        group=() if row is None else reading.register.rows[row].group,
        state=State.UNKNOWN,
        data=health.data,
        reason=health.reason,
        message=health.message,
        counting=reading.counting,
        start=start,
        end=end,
        covered_ratio=float(covered([reading], [1], np.array([start]), np.array([end]))[0]),
        since=None,
        data_until=None,
        newest_sample=None,
        sli=None,
        estimate=None,
        events=None,
        budget=None,
        burn_rates=tuple(BurnRate(w, None, None) for w in WINDOWS),
        latency=None,
        alerts=(),
        evaluated_at=end,
    )
