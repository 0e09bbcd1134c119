"""Waits until the data of a run has come, and no longer than allowed.

The clock and the sleep are given: nothing here knows the real time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.gate.ports import Existing
from app.slo.definition import Slo
from app.slo.errors import SourceError

POLL_SECONDS = 1.0

ALIVE_SECONDS = 60.0
"""A target that was seen so shortly before the end of a run is waited for; others have ended."""

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, in Unix seconds, and how it is let pass."""

    now: Callable[[], float]
    sleep: Sleep


async def settled(
    existing: Existing, slos: Sequence[Slo], end: float, at_most_seconds: float, clock: Clock
) -> float | None:
    """Wait until every target of a run has a sample at or after its ``end``, and say which time.

    ``None`` if that did not come in time: what there is then says how much is missing.
    """
    give_up_at = clock.now() + at_most_seconds
    if clock.now() < end:
        await clock.sleep(end - clock.now())
    if not at_most_seconds:
        return None
    while True:
        newest = await _newest(existing, slos, end, clock.now())
        if newest is not None and newest >= end:
            return newest
        left = give_up_at - clock.now()
        if left <= 0:
            return None
        await clock.sleep(min(POLL_SECONDS, left))


async def _newest(existing: Existing, slos: Sequence[Slo], end: float, now: float) -> float | None:
    """Give the newest sample of the target that is furthest behind; ``None`` if there is none."""
    try:
        by_metric = await existing.newest(slos, now)
    except SourceError:
        return None  # it may answer at the next question; if not, reading the run will say so
    alive = [[time for time in times if time > end - ALIVE_SECONDS] for times in by_metric]
    if not all(mine for mine, times in zip(alive, by_metric, strict=True) if times):
        return None
    return min((min(times) for times in alive if times), default=None)
