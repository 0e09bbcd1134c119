"""When the Workbook's formula says that somebody is called, computed from the true events.

Independent of the service: its own table of tiers, whole numbers and cumulative sums, one step
after the other. Only what was scraped counts (nobody can know more), and it counts at its scrape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tests.history.scrape import Observed
from tests.history.simulate import INFINITE, KINDS, bound_text
from tests.history.world import BAD_CODES, DAY, HOUR, MINUTE, Timeline

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEP = 30
KEEP_FIRING = 5 * MINUTE
STALE = 5 * MINUTE
MIN_EVENTS = 20

WORKBOOK: Mapping[str, tuple[Fraction, int]] = {
    "page-fast": (Fraction(2, 100), HOUR),
    "page-slow": (Fraction(5, 100), 6 * HOUR),
    "ticket-fast": (Fraction(10, 100), DAY),
    "ticket-slow": (Fraction(10, 100), 3 * DAY),
}
"""Budget share and long window of each tier, from table 5-8; the short window is a twelfth."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised of a service: ``budget`` is 1 − target, ``slower_than`` a bucket bound."""

    service: str
    budget: Fraction
    period: int
    slower_than: float | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """From which step to which an alert fires; ``None`` if it does at the end."""

    began: int
    ended: int | None


@dataclass(frozen=True, slots=True)
class Observable:
    """What could be known of a promise at every step: bad and all events up to then.

    ``ends`` are Unix seconds; ``known`` says whether anything was scraped lately.
    """

    ends: Integers
    bad: Integers
    total: Integers
    known: Flags

    @staticmethod
    def of(promise: Promise, observed: Sequence[Observed], line: Timeline) -> Observable:
        """Add up the events of all processes, each at the step in which it was scraped."""
        ends = np.arange(line.scraped_from + STEP, line.end + 1, STEP)
        bad, total = (np.zeros(len(ends), np.int64) for _ in range(2))
        newest = np.full(len(ends), -1)
        for at, wrong, every in _scrapes(promise, observed, line):
            times = line.begin + line.tick * at
            steps = ends.searchsorted(times)
            np.add.at(bad, steps, np.diff(wrong))
            np.add.at(total, steps, np.diff(every))
            there = every[1:] > 0
            np.maximum.at(newest, steps[there], times[there])
        newest = np.maximum.accumulate(newest)
        return Observable(ends, np.cumsum(bad), np.cumsum(total), ends - newest <= STALE)

    def between(self, start: Integers) -> tuple[Integers, Integers]:
        """Count bad and all events from some starts up to each step."""
        column = self.ends.searchsorted(start, side="right") - 1
        return tuple(  # type: ignore[return-value]  # of two
            upto - np.where(column < 0, 0, upto[column]) for upto in (self.bad, self.total)
        )


def predicted(
    promise: Promise, seen: Observable, tier: str, cell_seconds: int = STEP
) -> Sequence[Fired]:
    """Say when a tier fires; windows longer than 6 h begin at a multiple of ``cell_seconds``."""
    share, long = WORKBOOK[tier]
    factor = share * promise.period / long
    if factor * promise.budget >= 1 or factor < 1 or long > promise.period:
        return ()
    allowed = factor * promise.budget
    holds = np.ones(len(seen.ends), np.bool_)
    for window in (long, long // 12):
        start = seen.ends - window
        cell = cell_seconds if window > 6 * HOUR else STEP
        bad, total = seen.between(start // cell * cell)
        holds &= (total > 0) & (bad * allowed.denominator >= total * allowed.numerator)
        if window == long:
            holds &= total >= MIN_EVENTS
    return list(_episodes(seen.ends, holds, seen.known))


def _episodes(ends: Integers, holds: Flags, known: Flags) -> Iterator[Fired]:
    """It fires at the first step with the condition, and ends 5 min after the last one."""
    began = ceased = None
    for at, does, is_known in zip(ends.tolist(), holds.tolist(), known.tolist(), strict=True):
        if not is_known:
            continue
        if does:
            began, ceased = (at if began is None else began), None
        elif began is not None:
            ceased = at if ceased is None else ceased
            if at - ceased >= KEEP_FIRING:
                yield Fired(began, at)
                began = ceased = None
    if began is not None:
        yield Fired(began, None)


def _scrapes(
    promise: Promise, observed: Sequence[Observed], line: Timeline
) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Per process: when it was scraped, and bad and all events up to then, what was before first.

    What a process did before the first scrape of all is in no difference.
    """
    for replica in observed:
        wrong, every = (
            sum(_kinds(served, kinds) for served in replica.slot.served.values())
            for kinds in (_bad_kinds(promise), _kinds_of_all())
        )
        for watched in replica.watched:
            born, at = watched.process.born, watched.at
            if len(at):
                first = born if born >= line.first else int(at[0])
                edges = np.concatenate([[first], at])
                yield at, wrong[edges], every[edges] - every[born]  # type: ignore[index]  # a sum of arrays


def _bad_kinds(promise: Promise) -> Mapping[str, int]:
    if promise.slower_than is None:
        return dict.fromkeys(BAD_CODES, 1)
    return {INFINITE: 1, bound_text(promise.slower_than): -1}


def _kinds_of_all() -> Mapping[str, int]:
    return {INFINITE: 1}


def _kinds(served: NDArray[np.int32], kinds: Mapping[str, int]) -> Integers:
    """Add up some kinds of requests of a route, with a sign: boundary by boundary."""
    found = np.zeros(served.shape[1], np.int64)
    for kind, sign in kinds.items():
        found += sign * served[KINDS.index(kind)].astype(np.int64)
    return found
