"""A source whose samples are written by the test, and a store that keeps what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.definition import Group, RatioIndicator, RollingPeriod, Selector, Slo
from app.slo.errors import SourceError, SourceUnreachable, StoreError
from app.slo.exclusion import Exclusion, ExclusionChange
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
    """One series: ``per_scrape`` events at each scrape in (begin, end], counted since ``begin``.

    Samples before ``kept_from`` are no longer there.
    """

    slo_name: str
    part: Part
    per_scrape: float
    begin: int
    end: int
    kept_from: int = 0

    def samples(self, after: float, until: float) -> tuple[list[float], list[float]]:
        earliest = max(after, self.kept_from, self.begin + SCRAPE)
        first = self.begin + -int(-(earliest - self.begin) // SCRAPE) * SCRAPE
        times = [float(t) for t in range(first, int(min(until, self.end)) + 1, SCRAPE)]
        return times, [(t - self.begin) / SCRAPE * self.per_scrape for t in times]

    def gained(self, after: float, until: float) -> float:
        """Events in samples of (after, until]."""
        after = max(after, self.begin, self.kept_from - 1)
        scrapes = (min(until, self.end) - self.begin) // SCRAPE - (after - self.begin) // SCRAPE
        return max(scrapes, 0) * self.per_scrape


@dataclass
class ScriptedSource:
    """Serves what its counters say; ``failing`` names definitions that cannot be read.

    No time is read that ends at or before ``reachable_from``.
    """

    counters: list[Counter] = field(default_factory=list)
    failing: dict[str, SourceError] = field(default_factory=dict)
    asked: list[tuple[tuple[str, ...], float, float]] = field(default_factory=list)
    found_extent: Extent = field(default_factory=lambda: Extent(0, None))
    reachable_from: int = 0

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        return [(slo,) for slo in slos]

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        self.asked.append((tuple(slo.name for slo in slos), after, until))
        if until <= self.reachable_from:
            raise SourceUnreachable("gone")
        for slo in slos:
            if slo.name in self.failing:
                raise self.failing[slo.name]
        if grain is None:
            return {slo.name: self._samples(slo, after, until) for slo in slos}
        coarse = grain.coarse_until >= until
        return {slo.name: self._sums(slo, after, until, coarse=coarse) for slo in slos}

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

    def _sums(self, slo: Slo, after: float, until: float, *, coarse: bool) -> Samples:
        """What each counter gained, each time as a sample of a process of its own.

        Old time comes in stretches of 5 min, other time in steps of two scrapes.
        """
        seconds = 300 if coarse else 2 * SCRAPE
        ends = np.append(np.arange(after // seconds * seconds + seconds, until, seconds), until)
        begins = np.append(after, ends[:-1])
        gained = {}
        for part in dict.fromkeys(c.part for c in self.counters if c.slo_name == slo.name):
            mine = [c for c in self.counters if (c.slo_name, c.part) == (slo.name, part)]
            gained[part] = [
                sum(c.gained(begin, end) for c in mine)
                for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
            ]
        return Samples(
            feedings=tuple(
                Feeding(Series(f"{part.name}{SUMMED}", ()), None, (Feed((), part),))
                for part in gained
            ),
            offsets=np.arange(len(gained) + 1) * len(ends),
            time=np.tile(ends, len(gained)).astype(float),
            value=np.array(list(gained.values()), float).reshape(-1),
            start=np.tile(ends - 1.0, len(gained)),
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
    """Keeps the entries of each transaction, and what happened in each step.

    ``broken`` makes the next transaction fail.
    """

    def __init__(self, open_alerts: Sequence[OpenAlert] = ()) -> None:
        self.transactions: list[Sequence[Entry]] = []
        self.steps: list[Happened] = []
        self.retired: list[Sequence[Account]] = []
        self.asked_for: list[Exclusion] = []
        self.broken = False
        self._open_alerts = open_alerts

    async def load(self) -> Sequence[StoredAccount]:
        return []

    async def append(self, entries: Sequence[Entry]) -> None:
        if self.broken:
            raise StoreError("the disk is full")
        self.transactions.append(entries)

    async def append_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None = None
    ) -> None:
        del step
        await self.append(entries)
        self.steps.append(happened())

    async def retire(self, accounts: Sequence[Account]) -> None:
        self.retired.append(accounts)

    async def open_alerts(self) -> Sequence[OpenAlert]:
        return self._open_alerts

    async def annotations(self, after: float, until: float) -> Sequence[Annotation]:
        del after, until
        return []

    async def exclusions(self) -> Sequence[Exclusion]:
        return self.asked_for

    async def exclude(self, portions: Iterable[Sequence[Entry]], change: ExclusionChange) -> None:
        await self.append([entry for entries in portions for entry in entries])
        self.asked_for = [each for each in self.asked_for if each.id != change.removed]
        if change.added is not None:
            self.asked_for.append(change.added)

    async def forget(self, slo_names: Sequence[str]) -> None:
        del slo_names

    async def close(self) -> None:
        return None
