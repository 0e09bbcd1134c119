"""Plays a service through its timeline: processes come and go, requests happen tick by tick.

Refuses to know Prometheus: what a scrape sees of this is ``scrape.py``'s business.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.history.world import BOUNDS, CODES, DAY, HOUR, Service, Timeline

Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Random = np.random.Generator

BUSIEST_HOUR = 14
LEAST_LOAD = 0.01
DAILY_SLOWING = 0.25
DURATION_SPREAD = 0.6
"""The sigma of the log-normal durations."""

NOT_FOUND_RATIO = 0.01
UNAVAILABLE_RATIO = 0.3

INFINITE = "+Inf"


def bound_text(bound: float) -> str:
    """Write a bucket bound as the label ``le`` has it."""
    return repr(bound)


KINDS = (*CODES, *(bound_text(bound) for bound in BOUNDS), INFINITE)
"""What is counted of a route: its requests by code, by upper bound of duration, and in all."""


@dataclass(frozen=True, slots=True)
class Process:
    """One life of an instance, in boundaries: it counts what happens in [born, died).

    ``ended`` is false for a process that outlives the simulation.
    """

    instance: str
    born: int
    died: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """The processes that take turns as one replica, and what they served.

    ``served`` holds for each route int32 counts, kinds × boundaries: all that had happened by
    then. A process' counter is the growth of that since it was born.
    """

    number: int
    processes: tuple[Process, ...]
    served: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one service."""

    service: Service
    slots: tuple[Slot, ...]


def tell(service: Service, line: Timeline, seed: int) -> Story:
    """Play one service through; the same seed tells the same story."""
    rng = np.random.default_rng([seed, *service.name.encode()])
    slots = (_slot(service, line, number, rng) for number in range(service.instances))
    return Story(service, tuple(slots))


def _slot(service: Service, line: Timeline, number: int, rng: Random) -> Slot:
    processes = _lives(service, line, number, rng)
    up = np.zeros(line.ticks, bool)
    for process in processes:
        up[process.born : process.died] = True
    load = _load(service, line) * up * line.tick / service.instances
    weights = _route_weights(len(service.routes))
    served = {
        route: _served(service, line, load * weight, rng)
        for route, weight in zip(service.routes, weights, strict=True)
    }
    return Slot(number, processes, served)


def _route_weights(count: int) -> Floats:
    falling: Floats = np.arange(count, 0, -1, dtype=float)
    return falling / float(falling.sum())


def _lives(service: Service, line: Timeline, number: int, rng: Random) -> tuple[Process, ...]:
    stop = line.ticks if service.gone is None else line.boundary(service.gone(line))
    down = max(1, service.restarts.down_seconds // line.tick)
    lives: list[Process] = []
    born = 0
    for cut in [c for c in _ends(service, line, rng) if c < stop] + [stop]:
        if cut > born:
            suffix = f"-{len(lives)}" if service.restarts.renamed else ""
            lives.append(Process(f"i{number}{suffix}", born, cut, ended=cut < line.ticks))
            born = cut + down
    return tuple(lives)


def _ends(service: Service, line: Timeline, rng: Random) -> list[int]:
    """The boundaries at which a process ends; none before the history has settled."""
    restarts = service.restarts
    ends: set[int] = set()
    if restarts.mean_seconds is not None:
        scraped = (line.end - line.scraped_from) / restarts.mean_seconds
        lengths = rng.exponential(restarts.mean_seconds, int(scraped + 6 * math.sqrt(scraped) + 9))
        after = line.scraped_from + HOUR // 4 + np.cumsum(lengths)
        ends |= {line.boundary(time) for time in after[after < line.end].tolist()}
    if restarts.crash_loop is not None:
        loop = restarts.crash_loop.ticks(line)
        ends |= set(range(loop.start, loop.stop, restarts.crash_every_seconds // line.tick))
    return sorted(ends)


def _daytime(line: Timeline) -> Floats:
    """Per tick a wave from 1 (the busiest hour) to −1 (the quietest)."""
    of_day = (line.begin + line.tick * np.arange(line.ticks)) % DAY
    wave: Floats = np.cos((of_day / HOUR - BUSIEST_HOUR) * (2 * math.pi / 24))
    return wave


def _load(service: Service, line: Timeline) -> Floats:
    """Requests per second of the whole service, per tick."""
    traffic = service.traffic
    shape = np.maximum(1 + traffic.swing * _daytime(line), LEAST_LOAD)
    load: Floats = traffic.rps * shape / shape.mean()
    if traffic.stops_after is not None:
        load[traffic.stops_after // line.tick :] = 0
    return load


def _error_ratio(service: Service, line: Timeline) -> Floats:
    quality = service.quality
    ratio = np.full(line.ticks, quality.error_ratio)
    if quality.night_error_ratio is not None:
        ratio[_daytime(line) < 0] = quality.night_error_ratio
    for spell in quality.spells:
        if spell.error_ratio is not None:
            ratio[spell.span.ticks(line)] = spell.error_ratio
    return ratio


def _median_seconds(service: Service, line: Timeline) -> Floats:
    hourly = np.round(_daytime(line), 1)  # few distinct medians: their tails are looked up
    median = service.quality.median_seconds * (1 + DAILY_SLOWING * hourly)
    for spell in service.quality.spells:
        median[spell.span.ticks(line)] *= spell.slowness
    return median


def _slower_than(bound: float, median: Floats) -> Floats:
    """The probability that a request takes longer, for each median."""
    distinct, which = np.unique(median, return_inverse=True)
    deviations = (math.log(bound) - np.log(distinct)) / (DURATION_SPREAD * math.sqrt(2))
    return np.array([math.erfc(z) / 2 for z in deviations.tolist()])[which]


def _served(service: Service, line: Timeline, expected: Floats, rng: Random) -> Counts:
    """One route's requests on one replica: kinds × boundaries, cumulative."""
    total = rng.poisson(expected)
    bad = rng.binomial(total, _error_ratio(service, line))
    unavailable = rng.binomial(bad, UNAVAILABLE_RATIO)
    not_found = rng.binomial(total - bad, NOT_FOUND_RATIO)
    per_tick = [total - bad - not_found, not_found, bad - unavailable, unavailable]
    median = _median_seconds(service, line)
    slower, chance = total, np.ones(line.ticks)
    for bound in BOUNDS:  # who is slower than a bound is drawn from who was slower than the last
        tail = _slower_than(bound, median)
        slower = rng.binomial(slower, np.minimum(tail / chance, 1.0))
        chance = tail
        per_tick.append(total - slower)
    per_tick.append(total)
    upto = np.zeros((len(KINDS), line.ticks + 1), np.int32)
    np.cumsum(np.stack(per_tick), axis=1, out=upto[:, 1:])
    return upto
