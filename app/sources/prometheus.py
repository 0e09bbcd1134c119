"""Prometheus as the source of events: plans, asks, and hands over samples."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence

from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.latency import Distribution
from app.slo.samples import Extent, Grain, Samples
from app.sources import planner, promql
from app.sources.client import PrometheusClient
from app.sources.desks import Desks
from app.sources.distributions import read_distributions
from app.sources.existing import Existing
from app.sources.table import Table
from app.sources.targets import PROCESS_START, Remembered

LATELY_SECONDS = 3600


class PrometheusSource:
    """Reads events from a server that speaks Prometheus' HTTP API.

    Raises a ``SourceError`` from every method that asks. Use it on one event loop. ``existing``
    tells what there is where something was not found.
    """

    def __init__(self, client: PrometheusClient) -> None:
        self._client = client
        self.existing = Existing(client)
        self._desks = Desks(client)
        self._remembered: Remembered = {}
        self._starts: dict[tuple[float, float], asyncio.Task[Table]] = {}

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        """Group definitions that share a metric: they are read by the same queries."""
        return self._desks.plan(slos)

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        """Read the samples in (after, until]: one query for each metric, one for the processes.

        With a ``grain``, read sums over instances instead; (after, until] is whole steps then.
        """
        desk = self._desks.desk(slos)
        if grain is not None:
            return await desk.aggregation.samples(after, until, grain)
        answers, starts = await asyncio.gather(
            asyncio.gather(*(self._matrix(text, after, until) for text in desk.selectors)),
            self._process_starts(after, until),
        )
        return await asyncio.to_thread(desk.assembly.samples, answers, starts, self._remembered)

    async def extent(self, slos: tuple[Slo, ...], at: float, worth_series: int) -> Extent:
        """Count the series at a time; of more than ``worth_series``, the sums that stand for them.

        Sums keep the labels that definitions look at.
        """
        return await self._desks.desk(slos).aggregation.extent(at, worth_series)

    async def distributions(
        self, slos: Sequence[Slo], at: float, window_seconds: int
    ) -> Mapping[tuple[str, Group], Distribution]:
        """Read latency distributions: one grouped query for each histogram."""
        return await read_distributions(self._client, slos, at, window_seconds)

    async def bounds(self, slo: Slo, at: float) -> Sequence[float]:
        """List the bounds that a latency definition's series had in the last hour, without +Inf."""
        indicator = slo.indicator
        if not isinstance(indicator, LatencyIndicator):
            return []
        metric = planner.bucket_metric(indicator.histogram)
        lately = promql.range_selector(promql.selector(metric, indicator.matchers), LATELY_SECONDS)
        text = f"group by (le) (last_over_time({lately}))"
        found = [float(series.labels["le"]) for series in await self._client.instant(text, at)]
        return sorted({bound for bound in found if math.isfinite(bound)})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _matrix(self, text: str, after: float, until: float) -> Table:
        return await self._client.matrix(promql.range_selector(text, until - after), until)

    async def _process_starts(self, after: float, until: float) -> Table:
        """Read the processes' starts once for all readings of the same stretch of time."""
        key = (after, until)
        task = self._starts.get(key)
        if task is None:
            task = asyncio.ensure_future(self._matrix(PROCESS_START, after, until))
            self._starts[key] = task
            task.add_done_callback(lambda done: self._over(key, done))
        return await asyncio.shield(task)

    def _over(self, key: tuple[float, float], done: asyncio.Task[Table]) -> None:
        self._starts.pop(key, None)
        if not done.cancelled():
            done.exception()  # it is looked at: whoever asked may have left
