"""From counts to statuses: what every SLO looks like at one evaluation time.

``evaluate`` changes nothing. It reads the ledger as if the readings' deltas had been applied; the
caller stores them first and applies them afterwards. The rules stand in ``docs/slo-math.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.slo.account import Reach
from app.slo.budget import OUTLOOK_HORIZON_SECONDS, OUTLOOK_WINDOW_SECONDS, budget_of
from app.slo.burn import WINDOWS, burn_rate, firing
from app.slo.definition import CalendarPeriod, Group, Slo
from app.slo.health import Health, health_of
from app.slo.ledger import Ledger, Window
from app.slo.period import ends_at, starts_at
from app.slo.reading import Reading
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import (
    Budget,
    BurnRate,
    Counting,
    Estimate,
    Events,
    Latency,
    Snapshot,
    State,
    Status,
)

Latencies = Mapping[tuple[str, Group], Latency]


def evaluate(
    ledger: Ledger,
    readings: Iterable[Reading],
    latencies: Latencies,
    at: int,
    step: int,
    previous: Snapshot | None = None,
) -> Snapshot:
    """Build the snapshot of the step that ends at ``at`` (Unix seconds, on the grid).

    ``latencies`` are the quantiles read last, by SLO name and group. Figures of an SLO without
    new data stand as they stood in ``previous``: the ledger forgets the past that they sum.
    """
    statuses = (s for reading in readings for s in _statuses(ledger, reading, latencies, at))
    standing = statuses if previous is None else (_as_they_stood(s, previous) for s in statuses)
    return Snapshot.of(at // step, float(at), standing)


def _as_they_stood(status: Status, previous: Snapshot) -> Status:
    """Keep the period's figures while nothing new is known of an SLO."""
    before = previous.get(status.id)
    if before is None or before.slo is not status.slo:
        return status
    if not (status.data.is_missing and before.data.is_missing):
        return status
    if before.data_until != status.data_until:
        return status
    return replace(
        status,
        start=before.start,
        covered_ratio=before.covered_ratio,
        sli=before.sli,
        estimate=before.estimate,
        events=before.events,
        budget=before.budget,
    )


def _statuses(ledger: Ledger, reading: Reading, latencies: Latencies, at: int) -> Iterator[Status]:
    """The statuses of one definition: one, or one for each group that had a sample lately."""
    values = [i for i, key in enumerate(reading.rows) if key.bound is Bound.VALUE]
    gone_before = at - _period_seconds(reading.slo, at)
    seen_at = np.fmax(reading.newest, reading.unbounded)
    recent = [i for i in values if not reading.slo.group_by or seen_at[i] >= gone_before]
    if not recent:
        yield _unseen(reading, None, at)
        return
    spans = [(at - window, at) for window in WINDOWS]
    sums = ledger.windows(reading.slo.name, spans, reading.delta)
    burns = dict(zip(WINDOWS, sums, strict=True))
    periods: dict[float, _Periods] = {}
    for row in recent:
        if np.isnan(reading.newest[row]):
            yield _unseen(reading, row, at)
            continue
        health = health_of(reading, row, at)
        until = at if not health.data.is_missing else (health.data_until or at)
        if until not in periods:
            periods[until] = _Periods.read(ledger, reading, until)
        yield _Row(reading, row, at, health, periods[until], burns).status(latencies)


def _period_seconds(slo: Slo, at: int) -> float:
    """Length of the period up to ``at``, in seconds."""
    return at - starts_at(slo.period, at)


@dataclass(frozen=True, slots=True)
class _Periods:
    """The sums of the period that ends at ``until``, and of the one before it where it counts."""

    until: float
    current: Window
    previous: Window | None

    @staticmethod
    def read(ledger: Ledger, reading: Reading, until: float) -> _Periods:
        slo, head = reading.slo, float(ledger.head)
        start = starts_at(slo.period, until)
        current = ledger.window(slo.name, start, head, reading.delta)
        previous = None
        if isinstance(slo.period, CalendarPeriod):
            before = starts_at(slo.period, start)
            previous = ledger.window(slo.name, before, start, reading.delta)
        return _Periods(until, current, previous)


@dataclass(frozen=True, slots=True)
class _Row:
    """One SLO's way from sums to a status."""

    reading: Reading
    row: int
    at: int
    health: Health
    periods: _Periods
    burns: Mapping[int, Window]

    def status(self, latencies: Latencies) -> Status:
        slo, key = self.reading.slo, self.reading.rows[self.row]
        missing = self.health.data.is_missing
        events = _events(self.periods.current, self.row)
        health = self.health.given(events)
        burn_rates = tuple(self._burn_rate(w) for w in WINDOWS)
        budget = self._budget(events)
        tiers = () if missing else firing(slo, {b.window_seconds: b for b in burn_rates})
        latency = None if missing else latencies.get((slo.name, key.group))
        return Status(
            slo=slo,
            group=key.group,
            state=self._state(health, budget, at_risk=bool(tiers)),
            data=health.data,
            reason=health.reason,
            message=health.message,
            counting=Counting.EXACT,
            start=self.periods.current.start,
            end=self.periods.until,
            covered_ratio=_covered(
                self.reading.reach, self.periods.current.start, self.periods.until
            ),
            since=self.reading.reach.earliest,
            data_until=health.data_until,
            newest_sample=_or_none(self.reading.newest[self.row]),
            sli=events.sli,
            estimate=self._estimate(key),
            events=events,
            budget=budget,
            burn_rates=burn_rates,
            latency=latency,
            alerts=tiers,
            evaluated_at=float(self.at),
        )

    def _burn_rate(self, window: int) -> BurnRate:
        if self.health.data.is_missing:
            return BurnRate(window, None, None)
        events = _events(self.burns[window], self.row)
        return BurnRate(window, burn_rate(events, self.reading.slo.error_budget_ratio), events)

    def _budget(self, events: Events) -> Budget:
        before = self.periods.previous
        previous = None if before is None else _events(before, self.row)
        recent = self.burns[OUTLOOK_WINDOW_SECONDS]
        known_since = max(recent.start, self.reading.reach.earliest or recent.start)
        return budget_of(
            self.reading.slo,
            events,
            previous,
            Events(0.0, 0.0) if self.health.data.is_missing else _events(recent, self.row),
            recent.end - known_since,
            self.at,
            self._grows_seconds(),
        )

    def _grows_seconds(self) -> float:
        """How long a young account takes until it covers a rolling period."""
        start = self.periods.current.start
        return max(0.0, (self.reading.reach.earliest or start) - start)

    def _state(self, health: Health, budget: Budget, *, at_risk: bool) -> State:
        if health.data.is_missing:
            return State.UNKNOWN
        if budget.remaining_ratio is not None and budget.remaining_ratio <= 0:
            return State.EXHAUSTED
        return State.AT_RISK if at_risk or self._gone_soon(budget) else State.HEALTHY

    def _gone_soon(self, budget: Budget) -> bool:
        if budget.exhausts_at is None:
            return False
        period = self.reading.slo.period
        if isinstance(period, CalendarPeriod):
            return budget.exhausts_at < ends_at(period, self.at)
        return budget.exhausts_at <= self.at + OUTLOOK_HORIZON_SECONDS

    def _estimate(self, key: RowKey) -> Estimate | None:
        index = self.reading.index
        low, high = (index.get(RowKey(key.group, b)) for b in (Bound.LOW, Bound.HIGH))
        if low is None or high is None:
            return None
        slis = [_events(self.periods.current, row).sli for row in (low, high)]
        return None if slis[0] is None or slis[1] is None else Estimate(slis[0], slis[1])


def _events(window: Window, row: int) -> Events:
    """Sums of one row: where a bad event was seen before its total, the total makes up later."""
    total = max(float(window.total[row]), 0.0)
    return Events(good=min(max(float(window.good[row]), 0.0), total), total=total)


def _covered(reach: Reach, start: float, end: float) -> float:
    if end <= start:
        return 1.0
    return min(max((min(reach.until, end) - max(reach.begin, start)) / (end - start), 0.0), 1.0)


def _or_none(value: np.floating | float) -> float | None:
    return None if np.isnan(value) else float(value)


def _unseen(reading: Reading, row: int | None, at: int) -> Status:
    """The status of a definition, or of a row of it, that never had a sample to count."""
    health = health_of(reading, row, at)
    start = starts_at(reading.slo.period, at)
    return Status(
        slo=reading.slo,
        group=() if row is None else reading.rows[row].group,
        state=State.UNKNOWN,
        data=health.data,
        reason=health.reason,
        message=health.message,
        counting=Counting.EXACT,
        start=start,
        end=float(at),
        covered_ratio=_covered(reading.reach, start, at),
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
        evaluated_at=float(at),
    )
