"""Runs as they were played: every request, every scrape, and so the truth.

A request happens at some instant; what a process has counted at a scrape is how many there were
since it was born. Nothing here is shared with the code that counts for the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from tests.history.runs import LATENCY_TARGET, Background, Gap, Kind, Plan, Random, Restart

Instants = NDArray[np.float64]
Flags = NDArray[np.bool_]

BEFORE_SECONDS, AFTER_SECONDS = 600.0, 200.0
"""So long before and after a run there are processes, requests and scrapes."""

ALLOWED_SCRAPES = 3
"""How many scrapes' worth of requests may have come after the last one, and before another life."""

SURE_SIGMAS = 1.96
"""A share that is nearer to its target than this has too few events to be told from it."""


@dataclass(frozen=True, slots=True)
class Requests:
    """When requests ended, ascending, and which of them ended badly."""

    at: Instants
    failed: Flags
    slow: Flags

    def within(self, begin: float, end: float) -> Requests:
        """Those in (begin, end]."""
        first, last = self.at.searchsorted([begin, end], side="right")
        return Requests(self.at[first:last], self.failed[first:last], self.slow[first:last])


@dataclass(frozen=True, slots=True)
class Process:
    """What one process handled while it lived, and when it was scraped."""

    instance: str | None
    born: float
    requests: Requests
    scrapes: Instants
    tells_start: bool
    died: float = inf

    def stretches(self, start: float, end: float) -> Iterator[tuple[float, float, bool]]:
        """Cut a run where it was scraped first and last, and say which parts are left open.

        The outer ones reach out to the scrapes around the run.
        """
        at = self.scrapes
        first, last = (int(n) for n in at.searchsorted([start, end], side="right"))
        before = float(at[first - 1]) if first else self.born
        after = float(at[last]) if last < len(at) else inf
        inner = at[first:last]
        if not len(inner):
            yield before, after, True
            return
        yield before, float(inner[0]), before < start
        yield float(inner[0]), float(inner[-1]), False
        yield float(inner[-1]), after, float(inner[-1]) < end


@dataclass(frozen=True, slots=True)
class Truth:
    """The events of one promise that were really counted in the run."""

    good: int
    total: int
    target: Decimal

    @property
    def is_met(self) -> bool | None:
        """Whether the promise was kept; ``None`` where there was no event."""
        return Fraction(self.good) >= Fraction(self.target) * self.total if self.total else None

    @property
    def is_clear(self) -> bool:
        """Whether there are enough events to tell the share from the target."""
        sigma = sqrt(self.total * float(self.target) * (1 - float(self.target)))
        return abs(self.good - float(self.target) * self.total) > SURE_SIGMAS * sigma


@dataclass(frozen=True, slots=True)
class Played:
    """A run that took place in (start, end]."""

    name: str
    plan: Plan
    start: float
    end: float
    processes: Sequence[Process]

    @property
    def availability(self) -> Truth:
        """Of the promise that requests do not fail."""
        return self._truth("failed", self.plan.target)

    @property
    def latency(self) -> Truth:
        """Of the promise that requests are not slow."""
        return self._truth("slow", LATENCY_TARGET)

    @property
    def is_met(self) -> bool | None:
        """Whether every promise was kept; ``None`` where nothing happened."""
        met = [one.is_met for one in self.truths]
        return None if None in met else all(met)

    @property
    def has_enough(self) -> bool:
        """Whether each share is clearly on one side of its target, and the scrapes tell so."""
        sides = (("failed", self.plan.target), ("slow", LATENCY_TARGET))
        told = all(self.is_told(*each) for each in sides[: len(self.truths)])
        return told and all(truth.is_clear for truth in self.truths)

    @property
    def truths(self) -> Sequence[Truth]:
        """Of all promises; what is pushed has no latencies."""
        if self.plan.kind is Kind.PUSHED:
            return (self.availability,)
        return (self.availability, self.latency)

    def is_told(self, side: str, target: Decimal) -> bool:
        """Whether what the scrapes leave open cannot turn the truth.

        They leave open on which side of an edge something came, and whatever came after the last
        scrape of a process; how much that was they do not tell, so a process that ended leaves
        ``ALLOWED_SCRAPES`` open.
        """
        bad = good = least_bad = least_good = 0
        ended = sum(each.died < self.end for each in self.processes)
        unseen = ceil(ended * ALLOWED_SCRAPES * self.plan.rate * self.plan.scrape_seconds)
        for process in self.processes:
            for begin, end, is_open in process.stretches(self.start, self.end):
                own = process.requests.within(begin, end)
                bads = int(getattr(own, side).sum())
                bad, good = bad + bads, good + len(own.at) - bads
                if not is_open:
                    least_bad, least_good = least_bad + bads, least_good + len(own.at) - bads
        worst = Truth(least_good, least_good + bad + unseen, target)
        best = Truth(good + unseen, good + unseen + least_bad, target)
        return worst.is_met is not None and worst.is_met == best.is_met

    def _truth(self, side: str, target: Decimal) -> Truth:
        own = [one.requests.within(self.start, self.end) for one in self.processes]
        bad = sum(int(getattr(each, side).sum()) for each in own)
        total = sum(len(each.at) for each in own)
        return Truth(total - bad, total, target)


def played(plan: Plan, name: str, start: float, rng: Random) -> Played:
    """Let a plan take place."""
    end = start + plan.seconds
    processes = [
        each
        for number in range(plan.processes)
        for each in _lives(plan, f"{name}-{number}:8080", start, rng, is_first=number == 0)
    ]
    if plan.sigmas is not None:
        processes = _exactly(plan, processes, start, end, rng)
    if plan.kind is Kind.PUSHED:
        start, end = start - float(rng.uniform(0.2, 8)), end + float(rng.uniform(0, 6))
    return Played(name, plan, start, end, processes)


def _lives(
    plan: Plan, instance: str, start: float, rng: Random, *, is_first: bool
) -> Iterator[Process]:
    """One replica: a process, or one after the other."""
    if plan.kind is Kind.PUSHED:
        yield _pushed(plan, start, rng)
        return
    requests, scrapes = _requests(plan, start, rng), _scrapes(plan, start, rng)
    if plan.gap is not None and (is_first or not plan.gap.of_one):
        requests, scrapes = _with_gap(plan.gap, start, requests, scrapes)
    born = start - BEFORE_SECONDS - float(rng.uniform(10, 1e5))
    if plan.is_young and plan.tells_start and plan.gap is None:
        born = start - float(rng.uniform(5, 240))
        requests, scrapes = requests.within(born, inf), scrapes[scrapes > born]
    if plan.restart is None or not is_first:
        yield Process(instance, born, requests, scrapes, plan.tells_start)
        return
    yield from _restarting(plan, plan.restart, instance, start, born, requests, scrapes)


def _restarting(
    plan: Plan,
    restart: Restart,
    instance: str,
    start: float,
    born: float,
    requests: Requests,
    scrapes: Instants,
) -> Iterator[Process]:
    crash = start + restart.at
    again = crash + restart.down_seconds
    storm = (requests.at > crash - restart.storm_seconds) & (requests.at <= crash)
    stormy = Requests(requests.at, requests.failed | storm, requests.slow)
    early, late = stormy.within(-inf, crash), stormy.within(again, inf)
    yield Process(instance, born, early, scrapes[scrapes <= crash], plan.tells_start, crash)
    instance = f"again-{instance}" if restart.renamed else instance
    yield Process(instance, again, late, scrapes[scrapes > again], plan.tells_start)


def _requests(plan: Plan, start: float, rng: Random) -> Requests:
    end = start + plan.seconds
    parts = [_warm_up(start), _stormy(_load(plan, start, end, rng), end - plan.last_storm_seconds)]
    if plan.background is not Background.IDLE:
        parts = [
            _around(plan, start - BEFORE_SECONDS, start, rng),
            parts[-1],
            _around(plan, end, end + AFTER_SECONDS, rng),
        ]
    return Requests(
        np.concatenate([each.at for each in parts]),
        np.concatenate([each.failed for each in parts]),
        np.concatenate([each.slow for each in parts]),
    )


def _warm_up(start: float) -> Requests:
    """A few requests long before: somebody looked whether an idle process answers."""
    at = start - BEFORE_SECONDS + np.arange(3.0)
    return Requests(at, np.zeros(3, np.bool_), np.zeros(3, np.bool_))


def _load(plan: Plan, begin: float, end: float, rng: Random, *, turned: bool = False) -> Requests:
    at = np.sort(rng.uniform(begin, end, int(rng.poisson(plan.rate * (end - begin)))))
    failed, slow = plan.failed_ratio, plan.slow_ratio
    if turned:
        failed = 0.0 if failed > float(1 - plan.target) else 0.5
        slow = 0.0 if slow > float(1 - LATENCY_TARGET) else 0.5
    return Requests(at, rng.random(len(at)) < failed, rng.random(len(at)) < slow)


def _stormy(requests: Requests, since: float) -> Requests:
    """Let all requests fail after a time."""
    return Requests(requests.at, requests.failed | (requests.at > since), requests.slow)


def _around(plan: Plan, begin: float, end: float, rng: Random) -> Requests:
    return _load(plan, begin, end, rng, turned=plan.background is Background.OTHERWISE)


def _scrapes(plan: Plan, start: float, rng: Random) -> Instants:
    first = start - BEFORE_SECONDS + float(rng.uniform(0, plan.scrape_seconds))
    after = 0.0 if plan.kind is Kind.AT_ONCE else AFTER_SECONDS
    at = np.arange(first, start + plan.seconds + after, plan.scrape_seconds)
    return np.round(at + rng.uniform(0, 0.004, len(at)), 3)


def _with_gap(
    gap: Gap, start: float, requests: Requests, scrapes: Instants
) -> tuple[Requests, Instants]:
    begin, end = start + gap.begin, start + gap.end
    scraped = scrapes[(scrapes <= begin) | (scrapes > end)]
    if not gap.dead:
        return requests, scraped
    there = (requests.at <= begin) | (requests.at > end)
    left = Requests(requests.at[there], requests.failed[there], requests.slow[there])
    return left, scraped


def _pushed(plan: Plan, start: float, rng: Random) -> Process:
    """Sent every so often from the first request on, and once more at the end."""
    requests = _load(plan, start, start + plan.seconds, rng)
    end = start + plan.seconds
    pushes = np.append(np.arange(start + plan.scrape_seconds, end, plan.scrape_seconds), end)
    return Process(None, start, requests, np.round(pushes + 0.0005, 3), tells_start=False)


def _exactly(
    plan: Plan, processes: Sequence[Process], start: float, end: float, rng: Random
) -> list[Process]:
    """Let just so many requests of the run fail as ``sigmas`` says."""
    assert plan.sigmas is not None
    during = [(one.requests.at > start) & (one.requests.at <= end) for one in processes]
    total = sum(int(each.sum()) for each in during)
    allowed = float(1 - plan.target)
    sigma = sqrt(total * allowed * (1 - allowed))
    bad = min(max(round(allowed * total + plan.sigmas * sigma), 0), total)
    failing = np.zeros(total, np.bool_)
    failing[rng.choice(total, bad, replace=False)] = True
    changed, place = [], 0
    for one, mine in zip(processes, during, strict=True):
        failed, count = one.requests.failed.copy(), int(mine.sum())
        failed[mine] = failing[place : place + count]
        place += count
        requests = Requests(one.requests.at, failed, one.requests.slow)
        changed.append(Process(one.instance, one.born, requests, one.scrapes, one.tells_start))
    return changed
