"""The figures of every SLO at one evaluation time, and how a status is made of them.

A step has to know the counts of ten thousand SLOs, and is asked for a handful of statuses. So the
counts are columns here, and a status is worked out when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.budget import OUTLOOK_HORIZON_SECONDS, OUTLOOK_WINDOW_SECONDS, budget_of
from app.slo.burn import WINDOWS, burn_rate, firing
from app.slo.choice import Member
from app.slo.definition import CalendarPeriod, Group, Slo
from app.slo.health import Health, health_of
from app.slo.period import ends_at, starts_at
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.selection import Windows
from app.slo.snapshot import (
    Budget,
    BurnRate,
    Estimate,
    Events,
    Latency,
    State,
    Status,
)
from app.slo.sums import Sums

Latencies = Mapping[tuple[str, Group], Latency]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every SLO's figures, in the order of ``members``.

    ``places`` say which row of ``sums`` an SLO has, −1 for none, and ``bounds`` which two more
    its estimate has. ``missing`` and ``covered`` (0 to 1) are one for each row of ``sums``.
    """

    at: int
    readings: Sequence[Reading]
    members: Sequence[Member]
    places: Sequence[int]
    bounds: Mapping[int, tuple[int, int]]
    sums: Sums
    missing: Flags
    covered: Floats
    latencies: Latencies

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

    def missing_members(self) -> list[int]:
        """Number the SLOs with figures whose present is not known."""
        if not self.missing.any():
            return []
        places = np.array(self.places, np.int64)
        absent: list[int] = np.flatnonzero((places >= 0) & self.missing[places]).tolist()
        return absent

    def events(self, windows: Windows, place: int) -> Events:
        """Counts of one row: where a bad event was seen before its total, the total makes up."""
        total = max(float(windows.total[place]), 0.0)
        return Events(good=min(max(float(windows.good[place]), 0.0), total), total=total)


@dataclass(frozen=True, slots=True)
class _Line:
    """One SLO's way from sums to a status."""

    sheet: Sheet
    reading: Reading
    row: int
    place: int

    def status(self) -> Status:
        sheet, reading, place = self.sheet, self.reading, self.place
        slo, key = reading.slo, reading.register.rows[self.row]
        health = health_of(reading, self.row, sheet.at)
        missing = health.data.is_missing
        burn_rates = tuple(self._burn_rate(k, missing=missing) for k in range(len(WINDOWS)))
        events = budget = None
        if self._is_read(sheet.sums.period):
            events = sheet.events(sheet.sums.period, place)
            budget = self._budget(events, missing=missing)
            health = health.given(events)
        else:
            health = health.unread(reading)
        tiers = () if missing else firing(slo, {b.window_seconds: b for b in burn_rates})
        return Status(
            slo=slo,
            group=key.group,
            state=self._state(health, budget, at_risk=bool(tiers)),
            data=health.data,
            reason=health.reason,
            message=health.message,
            counting=reading.counting,
            start=float(sheet.sums.period.start[place]),
            end=float(sheet.sums.until[place]),
            covered_ratio=float(sheet.covered[place]),
            since=reading.reach.earliest,
            data_until=health.data_until,
            newest_sample=_or_none(reading.newest[self.row]),
            sli=None if events is None else events.sli,
            estimate=None if events is None else self._estimate(),
            events=events,
            budget=budget,
            burn_rates=burn_rates,
            latency=None if missing else sheet.latencies.get((slo.name, key.group)),
            alerts=tiers,
            evaluated_at=float(sheet.at),
        )

    def _is_read(self, windows: Windows) -> bool:
        """Whether a window was read from its begin on; a partial number must not pose as whole."""
        begin = windows.start[self.place]
        return self.reading.unread is None or bool(self.reading.reach.begin <= begin)

    def _burn_rate(self, k: int, *, missing: bool) -> BurnRate:
        if missing or not self._is_read(self.sheet.sums.burns[k]):
            return BurnRate(WINDOWS[k], None, None)
        events = self.sheet.events(self.sheet.sums.burns[k], self.place)
        rate = burn_rate(events, self.reading.slo.error_budget_ratio)
        return BurnRate(WINDOWS[k], rate, events)

    def _budget(self, events: Events, *, missing: bool) -> Budget:
        sheet, slo, place = self.sheet, self.reading.slo, self.place
        previous = None
        if isinstance(slo.period, CalendarPeriod):
            previous = sheet.events(sheet.sums.before, place)
        recent = sheet.sums.burns[WINDOWS.index(OUTLOOK_WINDOW_SECONDS)]
        known = not missing and self._is_read(recent)
        begin, end = float(recent.start[place]), float(recent.end[place])
        return budget_of(
            slo,
            events,
            previous,
            sheet.events(recent, place) if known else Events(0.0, 0.0),
            end - max(begin, self.reading.reach.earliest or begin),
            sheet.at,
            self._grows_seconds(),
        )

    def _grows_seconds(self) -> float:
        """How long a young account takes until it covers a rolling period."""
        start = float(self.sheet.sums.period.start[self.place])
        return max(0.0, (self.reading.reach.earliest or start) - start)

    def _state(self, health: Health, budget: Budget | None, *, at_risk: bool) -> State:
        if health.data.is_missing or budget is None:
            return State.UNKNOWN
        if budget.remaining_ratio is not None and budget.remaining_ratio <= 0:
            return State.EXHAUSTED
        return State.AT_RISK if at_risk or self._gone_soon(budget) else State.HEALTHY

    def _gone_soon(self, budget: Budget) -> bool:
        if budget.exhausts_at is None:
            return False
        period = self.reading.slo.period
        if isinstance(period, CalendarPeriod):
            return budget.exhausts_at < ends_at(period, self.sheet.at)
        return budget.exhausts_at <= self.sheet.at + OUTLOOK_HORIZON_SECONDS

    def _estimate(self) -> Estimate | None:
        if self.place not in self.sheet.bounds:
            return None
        period = self.sheet.sums.period
        low, high = (self.sheet.events(period, p).sli for p in self.sheet.bounds[self.place])
        return None if low is None or high is None else Estimate(low, high)


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
