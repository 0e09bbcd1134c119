"""Reads what many instances counted as one number for each label set: Prometheus sums it up.

The numbers come as samples of series that do not exist: each sample is the whole value of a
process that began just before it, so that the counter takes it for what happened since the last
one. Refuses to know when that is worth it; ``app/sources/differences.py`` knows the queries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.slo.definition import Slo
from app.slo.errors import SourceRejected
from app.slo.samples import SUMMED, Extent, Feeding, Grain, Samples, Series
from app.sources import promql
from app.sources.assembly import Assembly
from app.sources.client import PrometheusClient
from app.sources.differences import LOOKBACK_SECONDS, Family, present
from app.sources.families import Wanted, wanted
from app.sources.flavour import is_promql
from app.sources.joining import find_join
from app.sources.stretches import Stretches
from app.sources.sums import LE, LabelSet, Sums
from app.sources.table import Table, joined

JOIN_HOLDS_SECONDS = 3600
"""For so long it is taken for granted that series go on having the labels that they have."""

_JUST_BEFORE_SECONDS = 1.0
_INFINITE = "+Inf"


class Aggregation:
    """Reads one group of definitions."""

    def __init__(self, client: PrometheusClient, slos: Sequence[Slo]) -> None:
        self._client = client
        self._wanted = wanted(slos)
        self._assembly = Assembly(slos)
        self._series = 1
        self._families: Sequence[Family] = ()
        self._joined_at = -np.inf
        self._assembling = asyncio.Lock()
        self._named: dict[str, tuple[tuple[Feeding, ...], tuple[Feeding, ...]]] = {}

    async def extent(self, at: float, worth_series: int) -> Extent:
        """Count the series that these definitions read, and the sums that would come instead.

        The sums are looked for if there are more series than ``worth_series``.

        Raises:
            SourceError: Prometheus gave no answer.
        """
        counts = await self._count(at)
        series = sum(sum(own.values()) for own in counts)
        possible = is_promql(self._client.flavour)
        possible &= all(o.can_be_summed(own) for o, own in zip(self._wanted, counts, strict=True))
        if series <= worth_series or not possible:
            return Extent(series, None)
        families = await self._joined(at, LOOKBACK_SECONDS)
        known = [family for family in families if family is not None]
        if len({family.metric for family in known}) < len(families):
            return Extent(series, None)
        self._families, self._joined_at = known, at
        return Extent(series, sum([await self._sums(family, at) for family in known]))

    async def samples(self, after: float, until: float, grain: Grain) -> Mapping[str, Samples]:
        """Read what was gained in (after, until], which is a whole number of steps.

        Raises:
            SourceError: Prometheus gave no complete answer.
        """
        await self._join(after, until)
        found = [await self._table(family, after, until, grain) for family in self._families]
        async with self._assembling:  # the past may be read beside the present
            samples = await asyncio.to_thread(self._assembly.samples, found, joined([]), {})
            return {name: self._told_apart(name, own) for name, own in samples.items()}

    async def _table(self, family: Family, after: float, until: float, grain: Grain) -> Table:
        sums = await Stretches(self._client, self._series).read(family, after, until, grain)
        if LE in family.by:
            sums = sums.without(await self._incomplete(family, until - after, until))
        return sums.table(family.metric)

    async def _incomplete(self, family: Family, seconds: float, at: float) -> list[LabelSet]:
        """Find buckets that some histograms have and others do not.

        Without that bucket the sums of a label set are reported and not counted, as those of a
        single histogram would be.
        """
        answer = await self._client.instant(present(family, seconds), at)
        counted = Sums()
        counted.add(answer)
        counts = {key: sum(own.values()) for key, own in counted.gained.items()}
        return [key for key, count in counts.items() if count < counts.get(_whole(key), 0.0)]

    async def _join(self, after: float, until: float) -> None:
        """Make sure that the labels which join series to processes are known."""
        if until - self._joined_at <= JOIN_HOLDS_SECONDS:
            return  # the past is read as the present is
        families = await self._joined(until, max(until - after, LOOKBACK_SECONDS))
        known = [family for family in families if family is not None]
        if len(known) < len(families):
            raise SourceRejected("has series of many instances that no label tells apart")
        await self._count(until)
        self._families, self._joined_at = known, until

    async def _joined(self, at: float, seconds: float) -> list[Family | None]:
        found: list[Family | None] = []
        for one in self._wanted:
            join = await find_join(self._client, _series_of(one), at, seconds)
            found.append(None if join is None else one.family(join))
        return found

    async def _count(self, at: float) -> list[dict[str, int]]:
        """Count the series of each metric: how much can be asked at once depends on it."""
        found = []
        for one in self._wanted:
            answer = await self._client.instant(f"count by (__name__) ({one.selector})", at)
            names = [answer.labels(number)["__name__"] for number in range(len(answer))]
            found.append(dict(zip(names, map(int, answer.values.tolist()), strict=True)))
        self._series = max(sum(sum(own.values()) for own in found), 1)
        return found

    async def _sums(self, family: Family, at: float) -> int:
        text = f"count({present(family, LOOKBACK_SECONDS)})"
        return int((await self._client.instant(text, at)).values.sum())

    def _told_apart(self, name: str, samples: Samples) -> Samples:
        """Name the series as what they are: sums, of no process, that begin anew each time."""
        before, named = self._named.get(name, ((), ()))
        if samples.feedings is not before:
            named = tuple(_named(feeding) for feeding in samples.feedings)
            self._named[name] = (samples.feedings, named)
        return replace(samples, feedings=named, start=samples.time - _JUST_BEFORE_SECONDS)


def _whole(bucket: LabelSet) -> LabelSet:
    """The bucket that counts all events of a histogram."""
    return tuple((name, _INFINITE if name == LE else value) for name, value in bucket)


def _series_of(one: Wanted) -> str:
    return promql.selector(one.metric, one.matchers)


def _named(feeding: Feeding) -> Feeding:
    series = Series(f"{feeding.series.metric}{SUMMED}", feeding.series.labels)
    return Feeding(series, None, feeding.feeds)
