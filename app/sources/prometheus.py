"""Prometheus as the source of events: plans, asks, and hands over samples."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence

from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.latency import Distribution
from app.slo.samples import Samples, Stretch
from app.sources import planner, promql
from app.sources.assembly import assemble
from app.sources.client import PrometheusClient
from app.sources.distributions import read_distributions
from app.sources.routing import Router
from app.sources.targets import PROCESS_START, Remembered, Targets
from app.sources.wire import MatrixSeries

SURVEY_STEP_SECONDS = 3600
LATELY_SECONDS = 3600


class PrometheusSource:
    """Reads events from a server that speaks Prometheus' HTTP API.

    Raises a ``SourceError`` from every method that asks. Use it on one event loop.
    """

    def __init__(self, client: PrometheusClient) -> None:
        self._client = client
        self._routers: dict[tuple[tuple[str, str], ...], Router] = {}
        self._remembered: Remembered = {}
        self._starts: dict[tuple[float, float], asyncio.Task[list[MatrixSeries]]] = {}

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        """Group definitions that share a metric: they are read by the same queries."""
        return planner.together(slos)

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float
    ) -> Mapping[str, Samples]:
        """Read the samples in (after, until]: one query for each metric, one for the processes."""
        texts = [fetch.selector for fetch in planner.fetches(slos)]
        answers, starts = await asyncio.gather(
            asyncio.gather(*(self._matrix(text, after, until) for text in texts)),
            self._process_starts(after, until),
        )
        found = [series for answer in answers for series in answer]
        targets = Targets(starts, self._remembered)
        return await asyncio.to_thread(assemble, slos, found, self._router(slos), targets)

    async def survey(self, slos: tuple[Slo, ...], after: float, until: float) -> Sequence[Stretch]:
        """Ask hour by hour how many series had a sample: one range query for each metric."""
        step = SURVEY_STEP_SECONDS
        hours = math.ceil((until - after) / step)
        texts = [
            f"count(last_over_time({promql.range_selector(fetch.selector, step)}))"
            for fetch in planner.fetches(slos)
        ]
        first = until - (hours - 1) * step
        answers = await asyncio.gather(
            *(self._client.over(text, first, until, step) for text in texts)
        )
        counts: dict[float, int] = {}
        for series in (series for answer in answers for series in answer):
            for time, value in zip(series.times, series.values, strict=True):
                counts[time] = counts.get(time, 0) + int(value)
        return [Stretch(max(time - step, after), time, n) for time, n in sorted(counts.items())]

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
        found = [float(sample.labels["le"]) for sample in await self._client.instant(text, at)]
        return sorted({bound for bound in found if math.isfinite(bound)})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _matrix(self, text: str, after: float, until: float) -> list[MatrixSeries]:
        return await self._client.matrix(promql.range_selector(text, until - after), until)

    async def _process_starts(self, after: float, until: float) -> list[MatrixSeries]:
        """Read the processes' starts once for all readings of the same stretch of time."""
        key = (after, until)
        task = self._starts.get(key)
        if task is None:
            task = asyncio.ensure_future(self._matrix(PROCESS_START, after, until))
            self._starts[key] = task
            task.add_done_callback(lambda _done: self._starts.pop(key, None))
        return await asyncio.shield(task)

    def _router(self, slos: Sequence[Slo]) -> Router:
        key = tuple((slo.name, slo.fingerprint) for slo in slos)
        if key not in self._routers:
            self._routers[key] = Router(slos)
        return self._routers[key]
