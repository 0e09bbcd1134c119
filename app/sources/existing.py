"""What there is: asked where a run was not found, or how it began is not known from its samples.

None of it is asked in a check that finds what it looks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from app.slo.definition import LatencyIndicator, Matcher, MatchOperator, Selector, Slo
from app.slo.samples import Series
from app.sources import planner, promql
from app.sources.assembly import Assembly
from app.sources.client import PrometheusClient
from app.sources.table import Table

Labels = Mapping[str, str]

FEW_SERIES = 5
"""So many series show which labels a metric has."""

UP = "up"
_TARGET = ("job", "instance")
_NO_PROCESSES = Table((), np.zeros(1, np.int64), np.empty(0), np.empty(0), {})


class Existing:
    """Asks a server what there is; each method raises a ``SourceError``."""

    def __init__(self, client: PrometheusClient) -> None:
        self._client = client

    async def newest(self, slos: Sequence[Slo], at: float) -> Sequence[Sequence[float]]:
        """For each metric that definitions read, the newest sample of each of its targets.

        What had none for five minutes before ``at``, or has ended, is left out.
        """
        by = promql.labels(_TARGET)
        texts = [
            f"max by ({by}) (timestamp({fetch.selector}))"
            for group in planner.together(slos)
            for fetch in planner.fetches(group)
        ]
        found = await asyncio.gather(*(self._client.instant(text, at) for text in texts))
        return [table.values.tolist() for table in found]

    async def last_before(
        self, slos: Sequence[Slo], at: float, seconds: float
    ) -> Mapping[str, Mapping[Series, float]]:
        """What each series of some definitions stood at, if it had a sample so long before ``at``.

        Keyed by SLO name.
        """
        texts = [
            f"last_over_time({promql.range_selector(fetch.selector, seconds)})"
            for fetch in planner.fetches(slos)
        ]
        found = await asyncio.gather(*(self._client.instant(text, at) for text in texts))
        read = await asyncio.to_thread(Assembly(slos).samples, found, _NO_PROCESSES, {})
        return {
            name: {
                feeding.series: float(samples.value[first])
                for feeding, first in zip(
                    samples.feedings, samples.offsets[:-1].tolist(), strict=True
                )
            }
            for name, samples in read.items()
        }

    async def label_sets(
        self, selector: Selector, names: Sequence[str], at: float, seconds: float
    ) -> Sequence[Labels]:
        """List the values that some labels had together, of series seen so long before ``at``.

        An absent label is left out. Without any series the list is empty.
        """
        by = promql.labels(names)
        text = f"group by ({by}) (last_over_time({_lately(selector, seconds)}))"
        return [series.labels for series in await self._client.instant(text, at)]

    async def failing(self, at: float) -> Sequence[Labels]:
        """List the targets, by their labels, that could not be scraped last."""
        return [series.labels for series in await self._client.instant(f"{UP} == 0", at)]

    async def label_names(self, selector: Selector, at: float, seconds: float) -> Sequence[str]:
        """List the labels that a few series have, by name."""
        text = f"topk({FEW_SERIES}, last_over_time({_lately(selector, seconds)}))"
        found = await self._client.instant(text, at)
        return sorted({name for series in found for name in series.labels} - {"__name__", "le"})


def total_of(slo: Slo) -> Selector:
    """Select what counts a definition's events: of a histogram, the series with all of them."""
    if not isinstance(slo.indicator, LatencyIndicator):
        return slo.indicator.total
    histogram, matchers = slo.indicator.histogram, slo.indicator.matchers
    names = promql.alternation([histogram, planner.bucket_metric(histogram)])
    # Both forms of a histogram: a native one has no `le`.
    name = Matcher("__name__", MatchOperator.REGEX, names)
    bound = Matcher("le", MatchOperator.REGEX, f"|{promql.le_pattern(float('inf'))}")
    return Selector("", (name, *matchers, bound))


def _lately(selector: Selector, seconds: float) -> str:
    if selector.metric:
        return promql.range_selector(promql.selector(selector.metric, selector.matchers), seconds)
    return promql.range_selector(promql.nameless_selector(selector.matchers), seconds)
