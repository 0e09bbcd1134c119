"""A source of runs that a test writes, and a gate over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.gate.answering import Words
from app.gate.gate import Gate, Limits
from app.gate.ports import CheckStore
from app.gate.settling import Clock
from app.slo.definition import Group, Selector, Slo
from app.slo.errors import SourceError
from app.slo.latency import Distribution
from app.slo.samples import Extent, Grain, Part, Samples, Series
from app.sources.existing import total_of
from tests.gate.kept_checks import KeptChecks
from tests.slo.making import Point, feeding, samples

SCRAPE = 15


def counter(per_scrape: float, begin: float, end: float, start: float | None = 0.0) -> list[Point]:
    """Samples of a counter that gains as much with each scrape."""
    count = int((end - begin) // SCRAPE) + 1
    points = [(begin + SCRAPE * k, 100 + per_scrape * k) for k in range(count)]
    return [(time, value, start) for time, value in points] if start is not None else [*points]


@dataclass
class ScriptedExisting:
    """Tells what a test says there is."""

    newest_at: Callable[[float], Sequence[Sequence[float]]] = lambda _: []
    sets: Sequence[Mapping[str, str]] = ()
    names: Sequence[str] = ()
    silent: Sequence[Mapping[str, str]] = ()
    before: Mapping[str, Mapping[Series, float]] = field(default_factory=dict)

    async def newest(self, slos: Sequence[Slo], at: float) -> Sequence[Sequence[float]]:
        del slos
        return self.newest_at(at)

    async def last_before(
        self, slos: Sequence[Slo], at: float, seconds: float
    ) -> Mapping[str, Mapping[Series, float]]:
        del at, seconds
        return {slo.name: self.before.get(slo.name, {}) for slo in slos}

    async def label_sets(
        self, selector: Selector, names: Sequence[str], at: float, seconds: float
    ) -> Sequence[Mapping[str, str]]:
        del selector, names, at, seconds
        return self.sets

    async def failing(self, at: float) -> Sequence[Mapping[str, str]]:
        del at
        return self.silent

    async def label_names(self, selector: Selector, at: float, seconds: float) -> Sequence[str]:
        del selector, at, seconds
        return self.names


@dataclass
class ScriptedRuns:
    """Holds for each definition, by name, the samples of its total and of its bad events."""

    held: dict[str, tuple[Sequence[Point], Sequence[Point]]] = field(default_factory=dict)
    failing: dict[str, SourceError] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    existing: ScriptedExisting = field(default_factory=ScriptedExisting)
    asked: list[tuple[str, float, float]] = field(default_factory=list)
    read: list[Slo] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    def again(self) -> ScriptedRuns:
        self.made += 1
        return self

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        return [(slo,) for slo in slos]

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        del grain
        await self.gate.wait()
        for slo in slos:
            self.asked.append((slo.name, after, until))
            self.read.append(slo)
            if slo.name in self.failing:
                raise self.failing[slo.name]
        return {slo.name: self._samples(slo, after, until) for slo in slos}

    async def extent(self, slos: tuple[Slo, ...], at: float, worth_series: int) -> Extent:
        del slos, at, worth_series
        return Extent(0, None)

    async def distributions(
        self, slos: Sequence[Slo], at: float, window_seconds: int
    ) -> Mapping[tuple[str, Group], Distribution]:
        del slos, at, window_seconds
        return {}

    async def bounds(self, slo: Slo, at: float) -> Sequence[float]:
        del slo, at
        return []

    def _samples(self, slo: Slo, after: float, until: float) -> Samples:
        total, bad = self.held.get(slo.name, ((), ()))
        parts = ((feeding(), total), (feeding(Part.BAD, metric="errors_total"), bad))
        within = [(f, [p for p in points if after < p[0] <= until]) for f, points in parts]
        return samples(*((f, points) for f, points in within if points))


def gate_over(
    source: ScriptedRuns,
    slos: Sequence[Slo],
    now: Callable[[], float],
    store: CheckStore | None = None,
    limits: Limits | None = None,
) -> Gate:
    """Make a gate; its clock stands still however long it sleeps."""

    async def sleep(seconds: float) -> None:
        del seconds
        await asyncio.sleep(0)

    definitions = {slo.name: slo for slo in slos}
    return Gate(
        source=source.again,
        definitions=lambda: definitions,
        store=KeptChecks() if store is None else store,
        words=Words(lambda slo: [f"good of {slo.name}", f"total of {slo.name}"], total_of),
        clock=Clock(now, sleep),
        limits=limits or Limits(),
    )
