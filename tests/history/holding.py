"""Holds the windows of a status against the truth over the same edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.slo.definition import LatencyIndicator
from app.slo.period import nominal_seconds
from app.slo.snapshot import Status
from tests.history.month import BOUND
from tests.history.truth import Events, Truth
from tests.history.world import HOUR

TOLERANCE = 0.0005
"""How far a count may be off, relative to the truth, beyond its allowances."""


@dataclass(frozen=True, slots=True)
class Count:
    """Bad and total events of one window."""

    bad: float
    total: float


@dataclass(frozen=True, slots=True)
class Held:
    """One window of one status beside the truth over its own start and end."""

    name: str
    seconds: int
    counted: Count
    truth: Count
    sampled: Count
    edges: Count
    unseen: Count

    @property
    def consumed_error(self) -> float | None:
        """How far the budget consumed is off, relative to the truth; ``None`` without one."""
        if not (self.truth.bad and self.truth.total and self.counted.total):
            return None
        true = self.truth.bad / self.truth.total
        return (self.counted.bad / self.counted.total) / true - 1

    def outside(self) -> Iterator[str]:
        """Say what is further from the truth than the tolerance and the allowances."""
        for side in ("bad", "total"):
            counted, truth = self._of("counted", side), self._of("truth", side)
            allowed = TOLERANCE * truth + self._of("edges", side) + self._of("unseen", side)
            if abs(counted - truth) > allowed:
                yield f"{self}: {counted:.0f} {side}, truly {truth:.0f} give or take {allowed:.1f}"
        error = self.consumed_error
        if error is not None and abs(error) > self.budget_tolerance:
            yield f"{self}: budget off by {error:+.4%}, allowed are {self.budget_tolerance:.4%}"

    def inexact(self) -> Iterator[str]:
        """Say what differs, by a single event, from what the samples hold."""
        for side in ("bad", "total"):
            counted, sampled = self._of("counted", side), self._of("sampled", side)
            if counted != sampled:
                yield f"{self}: {counted:.0f} {side}, the samples hold {sampled:.0f}"

    @property
    def budget_tolerance(self) -> float:
        """How far a quotient of the two counts may be off if each of them may be off as it may."""
        bad, total = (
            TOLERANCE / 2 + self.share("edges", side) + self.share("unseen", side)
            for side in ("bad", "total")
        )
        return (1 + bad) / (1 - total) - 1 if total < 1 else float("inf")

    def share(self, allowance: str, side: str) -> float:
        """An allowance relative to the truth; 0 where nothing happened."""
        truth = self._of("truth", side)
        return self._of(allowance, side) / truth if truth else 0.0

    def _of(self, count: str, side: str) -> float:
        return float(getattr(getattr(self, count), side))

    def __str__(self) -> str:
        return f"{self.name} over {self.seconds} s"


def windows(status: Status) -> Iterator[tuple[int, float, float, Count]]:
    """Each window of a status: its nominal length, true start and end, and what was counted.

    The burn windows begin at a cell of their ledger: of the step up to 6 h, of five minutes
    up to three days (docs/slo-math.md, "Time"). Of the period, as much as was read
    is held; windows longer than it are left out, because an account need not reach back so far.
    """
    at, period = status.evaluated_at, nominal_seconds(status.slo.period)
    for burn in status.burn_rates:
        if burn.events is not None and burn.window_seconds <= period:
            cell = 1 if burn.window_seconds <= 6 * HOUR else 300
            start = (at - burn.window_seconds) // cell * cell
            yield burn.window_seconds, start, at, Count(burn.events.bad, burn.events.total)
    if status.events is not None:
        start = status.end - status.covered_ratio * (status.end - status.start)
        yield period, round(start), status.end, Count(status.events.bad, status.events.total)


def held(status: Status, truth: Truth) -> Iterator[Held]:
    """Hold every window of a status against the truth."""
    service, slow = status.slo.service, isinstance(status.slo.indicator, LatencyIndicator)

    def of(events: Events) -> Count:
        return Count(events.slower_than(BOUND) if slow else events.bad, events.total)

    for seconds, start, end, counted in windows(status):
        asked = (service, start, end)
        yield Held(
            status.id,
            seconds,
            counted,
            of(truth.events(*asked)),
            of(truth.sampled(*asked)),
            of(truth.edges(*asked)),
            of(truth.unseen(*asked)),
        )
