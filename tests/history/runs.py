"""Runs as they are planned: of each kind some difficulty, and a question that is asked about it.

Refuses to know requests and samples: ``played.py`` plays the plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import numpy as np

Random = np.random.Generator

LATENCY_TARGET = Decimal("0.95")
TARGETS = (Decimal("0.95"), Decimal("0.99"), Decimal("0.999"))
SCRAPES = (5.0, 15.0, 15.0, 30.0)


class Kind(StrEnum):
    """What is special about a run."""

    CLEAN = "clean"
    SLOW = "slow"
    FAILING = "failing"
    OTHER_EDGES = "otherwise before and after"
    BORDERLINE = "borderline"
    UNSURE = "borderline, with confidence"
    AT_ONCE = "asked about at its end"
    SHORT = "too short"
    FEW = "too few events"
    EMPTY = "empty"
    END_LOST = "partial: end"
    MIDDLE_LOST = "partial: middle"
    RESTARTED = "partial: restart"
    PUSHED = "pushed (k6)"
    WRONG_LABELS = "wrong labels"
    AWAY = "Prometheus away"


USUAL: Mapping[Kind, int] = {
    Kind.CLEAN: 70,
    Kind.SLOW: 45,
    Kind.FAILING: 45,
    Kind.OTHER_EDGES: 20,
    Kind.BORDERLINE: 30,
    Kind.UNSURE: 30,
    Kind.AT_ONCE: 20,
    Kind.SHORT: 20,
    Kind.FEW: 15,
    Kind.EMPTY: 25,
    Kind.END_LOST: 25,
    Kind.MIDDLE_LOST: 25,
    Kind.RESTARTED: 25,
    Kind.PUSHED: 25,
    Kind.WRONG_LABELS: 15,
    Kind.AWAY: 5,
}
"""How many runs of each kind there are."""


class Background(StrEnum):
    """What goes on before and after a run."""

    IDLE = "idle"
    ALIKE = "alike"
    OTHERWISE = "otherwise"
    """Where the run is good, what is around it is not, and the other way round."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Scrapes fail from ``begin`` to ``end`` (seconds since the run began); of one process, or all.

    In one that is ``dead``, nothing happens either.
    """

    begin: float
    end: float
    of_one: bool = False
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Restart:
    """A process ends, and another one begins later; all of its last requests may fail."""

    at: float
    down_seconds: float
    storm_seconds: float
    renamed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of ``seconds``, its load, and what is promised.

    ``sigmas`` puts the share of bad events so many standard deviations beyond what the target
    allows, exactly. Runs ``by_label`` are told apart by a label, others by the time alone.
    All requests of ``last_storm_seconds`` at the end of the run fail. Processes that are young
    began shortly before the run; others had requests before, however idle.
    """

    kind: Kind
    seconds: float
    scrape_seconds: float
    processes: int
    rate: float
    target: Decimal
    failed_ratio: float
    slow_ratio: float
    background: Background
    by_label: bool
    tells_start: bool
    is_young: bool
    sigmas: float | None = None
    gap: Gap | None = None
    restart: Restart | None = None
    last_storm_seconds: float = 0.0
    min_events: float = 1.0


def plans(counts: Mapping[Kind, int], rng: Random) -> Iterator[Plan]:
    """Make as many plans of each kind as asked for."""
    for kind, count in counts.items():
        for _ in range(count):
            yield _CHANGES.get(kind, _unchanged)(_usual(kind, rng), rng)


def _usual(kind: Kind, rng: Random) -> Plan:
    target = TARGETS[int(rng.integers(len(TARGETS)))]
    return Plan(
        kind=kind,
        seconds=float(rng.uniform(240, 900)),
        scrape_seconds=SCRAPES[int(rng.integers(len(SCRAPES)))],
        processes=int(rng.integers(1, 4)),
        rate=float(rng.uniform(5, 25)),
        target=target,
        failed_ratio=float(1 - target) * float(rng.uniform(0, 0.3)),
        slow_ratio=float(rng.uniform(0, 0.02)),
        background=Background.IDLE if rng.random() < 0.5 else Background.ALIKE,
        by_label=bool(rng.random() < 0.5),
        tells_start=bool(rng.random() < 0.8),
        is_young=bool(rng.random() < 0.2),
    )


def _unchanged(plan: Plan, rng: Random) -> Plan:
    del rng
    return plan


def _slow(plan: Plan, rng: Random) -> Plan:
    return replace(plan, slow_ratio=float(rng.uniform(0.07, 0.6)))


def _failing(plan: Plan, rng: Random) -> Plan:
    ratio = float(1 - plan.target) * float(rng.uniform(1.6, 30))
    return replace(plan, failed_ratio=min(ratio, 1.0))


def _any_quality(plan: Plan, rng: Random) -> Plan:
    """Let half of the runs be good ones."""
    change = (_unchanged, _unchanged, _slow, _failing)[int(rng.integers(4))]
    return change(plan, rng)


def _other_edges(plan: Plan, rng: Random) -> Plan:
    return replace(_any_quality(plan, rng), background=Background.OTHERWISE)


def _borderline(plan: Plan, rng: Random) -> Plan:
    return replace(plan, sigmas=float(rng.uniform(-0.3, 0.3)))


def _at_once(plan: Plan, rng: Random) -> Plan:
    """Nobody has seen the last seconds yet; whatever may have happened there."""
    storm = float(rng.uniform(1, plan.scrape_seconds)) if rng.random() < 0.5 else 0.0
    return replace(_any_quality(plan, rng), last_storm_seconds=storm)


def _short(plan: Plan, rng: Random) -> Plan:
    changed = _any_quality(plan, rng)
    return replace(changed, seconds=plan.scrape_seconds * float(rng.uniform(0.2, 2.2)))


def _few(plan: Plan, rng: Random) -> Plan:
    changed = _any_quality(plan, rng)
    rate = float(rng.uniform(0.5, 60)) / plan.seconds / plan.processes
    return replace(changed, rate=rate, min_events=200.0, background=Background.IDLE)


def _empty(plan: Plan, rng: Random) -> Plan:
    """Nothing is there during the run, or nothing happens."""
    if rng.random() < 0.3:
        return replace(plan, rate=0.0)
    begin = float(rng.uniform(-300, -2 * plan.scrape_seconds))
    return replace(plan, gap=Gap(begin, plan.seconds + float(rng.uniform(0, 600)), dead=True))


def _end_lost(plan: Plan, rng: Random) -> Plan:
    begin = plan.seconds * float(rng.uniform(0.3, 0.95))
    end = plan.seconds + float(rng.uniform(60, 1500))
    return replace(_any_quality(plan, rng), gap=Gap(begin, end, of_one=rng.random() < 0.4))


def _middle_lost(plan: Plan, rng: Random) -> Plan:
    begin = plan.seconds * float(rng.uniform(0.05, 0.5))
    end = begin + plan.seconds * float(rng.uniform(0.1, 0.4))
    return replace(_any_quality(plan, rng), gap=Gap(begin, end, of_one=rng.random() < 0.5))


def _restarted(plan: Plan, rng: Random) -> Plan:
    restart = Restart(
        at=plan.seconds * float(rng.uniform(0.02, 0.98)),
        down_seconds=float(rng.uniform(0.5, 15)),
        storm_seconds=float(rng.uniform(1, 20)) if rng.random() < 0.5 else 0.0,
        renamed=bool(rng.random() < 0.3),
    )
    return replace(_any_quality(plan, rng), restart=restart)


def _pushed(plan: Plan, rng: Random) -> Plan:
    changed = _any_quality(plan, rng)
    return replace(
        changed,
        scrape_seconds=5.0,
        processes=1,
        by_label=True,
        tells_start=False,
        background=Background.IDLE,
    )


def _wrong_labels(plan: Plan, rng: Random) -> Plan:
    return replace(_any_quality(plan, rng), by_label=True)


_CHANGES: Mapping[Kind, Callable[[Plan, Random], Plan]] = {
    Kind.SLOW: _slow,
    Kind.FAILING: _failing,
    Kind.OTHER_EDGES: _other_edges,
    Kind.BORDERLINE: _borderline,
    Kind.UNSURE: _borderline,
    Kind.AT_ONCE: _at_once,
    Kind.SHORT: _short,
    Kind.FEW: _few,
    Kind.EMPTY: _empty,
    Kind.END_LOST: _end_lost,
    Kind.MIDDLE_LOST: _middle_lost,
    Kind.RESTARTED: _restarted,
    Kind.PUSHED: _pushed,
    Kind.WRONG_LABELS: _wrong_labels,
    Kind.AWAY: _any_quality,
}
