"""A source whose samples are written by the test, and a store that keeps what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from app.slo.account import Entry, StoredAccount
from app.slo.definition import Group, RatioIndicator, RollingPeriod, Selector, Slo
from app.slo.errors import SourceError, StoreError
from app.slo.latency import Distribution
from app.slo.samples import (
    SUMMED,
    Extent,
    Feed,
    Feeding,
    Grain,
    Part,
    Samples,
    Series,
)
from app.slo.step import Step

SCRAPE = 15


def ratio_slo(name: str, period_seconds: int = 6 * 3600) -> Slo:
    indicator = RatioIndicator(Selector(f"{name}_total"), bad=Selector(f"{name}_bad"))
    return Slo(name, "shop", Decimal("0.9"), RollingPeriod(period_seconds), indicator)


@dataclass
class Counter:
    """One series: ``per_scrape`` events at each scrape in (begin, end], counted since ``begin``."""

    slo_name: str
    part: Part
    per_scrape: float
    begin: int
    end: int

    def samples(self, after: float, until: float) -> tuple[list[float], list[float]]:
        times = [
            float(t)
            for t in range(self.begin + SCRAPE, self.end + 1, SCRAPE)
            if after <= t <= until
        ]
        return times, [(t - self.begin) / SCRAPE * self.per_scrape for t in times]

    def gained(self, after: float, until: float) -> float:
        """Events in samples of (after, until]."""
        times, _ = self.samples(after + 1, until)
        return len(times) * self.per_scrape


@dataclass
class ScriptedSource:
    """Serves what its counters say; ``failing`` names definitions that cannot be read."""

    counters: list[Counter] = field(default_factory=list)
    failing: dict[str, SourceError] = field(default_factory=dict)
    asked: list[tuple[tuple[str, ...], float, float]] = field(default_factory=list)
    found_extent: Extent = field(default_factory=lambda: Extent(0, None))

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        return [(slo,) for slo in slos]

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        self.asked.append((tuple(slo.name for slo in slos), after, until))
        for slo in slos:
            if slo.name in self.failing:
                raise self.failing[slo.name]
        read = self._samples if grain is None else self._sums
        return {slo.name: read(slo, after, until) for slo in slos}

    async def extent(self, slos: tuple[Slo, ...], at: float, worth_series: int) -> Extent:
        del slos, at, worth_series
        return self.found_extent

    async def distributions(
        self, slos: Sequence[Slo], at: float, window_seconds: int
    ) -> Mapping[tuple[str, Group], Distribution]:
        del slos, at, window_seconds
        return {}

    async def bounds(self, slo: Slo, at: float) -> Sequence[float]:
        del slo, at
        return []

    def _sums(self, slo: Slo, after: float, until: float) -> Samples:
        """What each counter gained, as one sample of a process of its own."""
        gained = {}
        for part in dict.fromkeys(c.part for c in self.counters if c.slo_name == slo.name):
            mine = [c for c in self.counters if (c.slo_name, c.part) == (slo.name, part)]
            gained[part] = sum(c.gained(after, until) for c in mine)
        return Samples(
            feedings=tuple(
                Feeding(Series(f"{part.name}{SUMMED}", ()), None, (Feed((), part),))
                for part in gained
            ),
            offsets=np.arange(len(gained) + 1),
            time=np.full(len(gained), float(until)),
            value=np.array(list(gained.values()), float),
            start=np.full(len(gained), until - 1.0),
        )

    def _samples(self, slo: Slo, after: float, until: float) -> Samples:
        mine = [c for c in self.counters if c.slo_name == slo.name]
        read = [(c, *c.samples(after, until)) for c in mine]
        read = [(c, times, values) for c, times, values in read if times]
        if not read:
            return Samples.none()
        return Samples(
            feedings=tuple(
                Feeding(
                    Series(f"{c.slo_name}_{c.part.name}", ()),
                    (("instance", "a"),),
                    (Feed((), c.part),),
                )
                for c, _, _ in read
            ),
            offsets=np.cumsum([0, *(len(times) for _, times, _ in read)]),
            time=np.concatenate([np.array(times) for _, times, _ in read]),
            value=np.concatenate([np.array(values) for _, _, values in read]),
            start=np.concatenate([np.full(len(times), float(c.begin)) for c, times, _ in read]),
        )


class KeepingStore:
    """Keeps the entries of each transaction; ``broken`` makes the next one fail."""

    def __init__(self) -> None:
        self.transactions: list[Sequence[Entry]] = []
        self.broken = False

    async def load(self) -> Sequence[StoredAccount]:
        return []

    async def append(self, entries: Sequence[Entry], step: Step | None = None) -> None:
        del step
        if self.broken:
            raise StoreError("the disk is full")
        self.transactions.append(entries)

    async def forget(self, slo_names: Sequence[str]) -> None:
        del slo_names

    async def close(self) -> None:
        return None
