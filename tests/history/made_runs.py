"""Load tests that never were: each event of each process is known, and what was scraped of them.

A run has a service of its own, one to three processes that are scraped every 5 to 15 s, and a range
that lies anywhere between two scrapes. What k6 itself would push is there too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from app.slo.samples import Floats

BEGIN = 1_795_000_000
"""Runs begin in the minutes after this time."""

BOUNDS = ("0.1", "0.3", "1", "+Inf")
GOOD_FROM = 1
"""The bucket of the threshold, 0.3 s, among the bounds."""


class Case(StrEnum):
    """What is particular about a run."""

    CLEAN = "clean"
    SLOW = "slow"
    FAILING = "failing"
    BORDERLINE = "borderline"
    PUSHED = "pushed by k6"
    SHORT = "too short"
    EMPTY = "empty"
    PARTIAL = "partial"
    LABELS = "wrong labels"
    AWAY = "Prometheus away"


@dataclass(frozen=True)
class Process:
    """One process: its events, and when it was scraped. ``time`` ascends; ``bucket`` is the bound
    of each event's duration, ``failed`` whether it was answered with an error."""

    instance: str
    started: float
    time: Floats
    bucket: np.ndarray[tuple[int], np.dtype[np.int64]]
    failed: np.ndarray[tuple[int], np.dtype[np.bool_]]
    scrapes: Floats
    past: int
    silent_from: float = np.inf

    def seen(self) -> Floats:
        """The scrapes that succeeded."""
        return self.scrapes[(self.scrapes >= self.started) & (self.scrapes < self.silent_from)]


@dataclass(frozen=True)
class MadeRun:
    """A run as it is asked about, and what happened in it."""

    name: str
    case: Case
    start: float
    end: float
    processes: Sequence[Process]
    match: Mapping[str, str] = field(default_factory=dict)
    is_pushed: bool = False

    def truth(self) -> tuple[int, int, int]:
        """Events in (start, end]: all, those that failed, those that were slow."""
        total = failed = slow = 0
        for process in self.processes:
            during = (process.time > self.start) & (process.time <= self.end)
            total += int(during.sum())
            failed += int(process.failed[during].sum())
            slow += int((process.bucket[during] > GOOD_FROM).sum())
        return total, failed, slow


def made_runs(count: int, seed: int) -> list[MadeRun]:
    """Make up runs, of each case about as many."""
    random = np.random.default_rng(seed)
    cases = list(Case)
    return [_made(cases[n % len(cases)], f"run-{n:03d}", random) for n in range(count)]


def _made(case: Case, name: str, random: Generator) -> MadeRun:
    start = round(BEGIN + random.uniform(0, 600), 3)
    seconds = random.uniform(8, 25) if case is Case.SHORT else random.uniform(150, 600)
    end = round(start + seconds, 3)
    failing, slow = _shares(case, random)
    rate = random.uniform(5, 60)
    if case is Case.EMPTY:
        rate = 0.0
    pushed = case is Case.PUSHED
    processes = [
        _process(f"{name}-{k}", (start, end), rate, (failing, slow), random, pushed=pushed)
        for k in range(1 if pushed else int(random.integers(1, 4)))
    ]
    match: dict[str, str] = {"version": "1.42"} if random.random() < 0.5 else {}
    if case is Case.LABELS:
        match = {"testid": "x"} if random.random() < 0.5 else {"version": "9.9"}
    if case is Case.PARTIAL:
        processes = _partly(processes, start, end, random)
    if case is Case.EMPTY and random.random() < 0.3:
        processes = []
    if pushed:
        match = {"testid": name}
    return MadeRun(name, case, start, end, processes, match, pushed)


def _shares(case: Case, random: Generator) -> tuple[float, float]:
    """How many events fail (1 % may) and how many are slow (5 % may)."""
    failing, slow = random.uniform(0, 0.004), random.uniform(0, 0.02)
    if case is Case.SLOW:
        slow = random.uniform(0.08, 0.5)
    if case is Case.FAILING:
        failing = random.uniform(0.02, 0.5)
    if case is Case.BORDERLINE:
        failing, slow = 0.01 * random.uniform(0.7, 1.3), 0.05 * random.uniform(0.8, 1.2)
    if case in (Case.PUSHED, Case.SHORT, Case.PARTIAL):
        failing = random.choice([failing, random.uniform(0.02, 0.3)])
    return failing, slow


def _process(
    instance: str,
    run: tuple[float, float],
    rate: float,
    shares: tuple[float, float],
    random: Generator,
    *,
    pushed: bool,
) -> Process:
    start, end = run
    # A load test begins after it was noted that it does, and ends before; others go on and on.
    begin, until = start + random.uniform(0.5, 3), end - random.uniform(0.5, 3)
    if not pushed and random.random() < 0.25:
        begin, until = start - 400, end + 200
    time = np.sort(random.uniform(begin, until, random.poisson(rate * max(until - begin, 0))))
    failing, slow = shares
    buckets = np.where(
        random.random(len(time)) < slow,
        random.integers(GOOD_FROM + 1, len(BOUNDS), len(time)),
        random.integers(0, GOOD_FROM + 1, len(time)),
    )
    interval = 5.0 if pushed else float(random.choice([5, 10, 15]))
    first = begin + 0.2 if pushed else start - 900 + random.uniform(0, interval)
    last = until + interval if pushed else end + 400
    scrapes = np.round(np.arange(first, last, interval), 3)
    started = begin if pushed else start - random.choice([86_400.0, random.uniform(1, 1000)])
    if not pushed and random.random() < 0.15:  # a pod that joins
        started = start + random.uniform(0, (end - start) / 2)
    kept = time >= started
    return Process(
        instance=instance,
        started=started,
        time=time[kept],
        bucket=buckets[kept],
        failed=random.random(int(kept.sum())) < failing,
        scrapes=scrapes,
        past=int(random.integers(0, 5000)) if started < start - 1000 else 0,
    )


def _partly(
    processes: Sequence[Process], start: float, end: float, random: Generator
) -> list[Process]:
    """Let samples be missing: of all from some time on, or up to some time, or of one."""
    middle = start + (end - start) * random.uniform(0.2, 0.8)
    kind = int(random.integers(0, 3 if len(processes) > 1 else 2))
    changed = []
    for number, process in enumerate(processes):
        fields = dict(process.__dict__)
        if kind == 0 or (kind == 2 and number == 0):
            fields["silent_from"] = middle
        if kind == 1:
            fields["scrapes"] = process.scrapes[process.scrapes > middle]
            fields["started"], fields["past"] = start - 50_000, 700
        changed.append(Process(**fields))
    return changed
