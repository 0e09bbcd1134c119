"""Latency distributions, for many definitions with one grouped query for each histogram.

The query keeps every label that a definition matches or is grouped by, so that one answer can be
handed to all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.latency import Distribution
from app.slo.samples import Part
from app.sources import planner, promql
from app.sources.client import PrometheusClient
from app.sources.routing import Rules, group_of, rule_of
from app.sources.table import NativeHistogram, Table

Key = tuple[str, Group]
Buckets = dict[float, float]
"""Events per bucket by upper bound, not cumulative."""

Labelled = tuple[dict[str, str], Buckets]
Members = Sequence[tuple[Slo, LatencyIndicator]]


async def read_distributions(
    client: PrometheusClient, slos: Sequence[Slo], at: float, window_seconds: int
) -> dict[Key, Distribution]:
    """Read the distribution of each latency definition's groups over a window.

    Groups without a single event are left out.
    """
    found: dict[Key, Distribution] = {}
    for histogram, members in sorted(_by_histogram(slos).items()):
        answer = await _grouped(client, histogram, members, at, window_seconds)
        found |= await asyncio.to_thread(_handed_out, answer, members)
    return found


def _by_histogram(slos: Sequence[Slo]) -> dict[str, list[tuple[Slo, LatencyIndicator]]]:
    families: dict[str, list[tuple[Slo, LatencyIndicator]]] = {}
    for slo in slos:
        if isinstance(slo.indicator, LatencyIndicator):
            families.setdefault(slo.indicator.histogram, []).append((slo, slo.indicator))
    return families


async def _grouped(
    client: PrometheusClient, histogram: str, members: Members, at: float, window_seconds: int
) -> Table:
    labels = sorted(
        {m.label for _, indicator in members for m in indicator.matchers}
        | {name for slo, _ in members for name in slo.group_by}
    )
    matchers = planner.cover([indicator.matchers for _, indicator in members])

    def text(metric: str, by: Sequence[str]) -> str:
        rise = promql.increase(promql.selector(metric, matchers), window_seconds)
        return promql.sum_by(by, rise)

    bucket = planner.bucket_metric(histogram)
    classic = await client.instant(text(bucket, ["le", *labels]), at)
    return classic if len(classic) else await client.instant(text(histogram, labels), at)


def _handed_out(answer: Table, members: Members) -> dict[Key, Distribution]:
    rules = Rules([rule_of(slo, Part.TOTAL, indicator.matchers) for slo, indicator in members])
    found: dict[Key, Buckets] = {}
    for labels, buckets in (*_classic(answer), *_native(answer)):
        for rule in rules.met_by(labels):
            mine = found.setdefault((rule.slo.name, group_of(rule.slo, labels)), {})
            for bound, count in buckets.items():
                mine[bound] = mine.get(bound, 0.0) + count
    return {key: _distribution(buckets) for key, buckets in found.items() if any(buckets.values())}


def _classic(answer: Table) -> Iterable[Labelled]:
    cumulative: dict[tuple[tuple[str, str], ...], Buckets] = {}
    for number, value in _plain(answer):
        labels = answer.labels(number)
        bound = float(labels.pop("le", "nan"))
        if not np.isnan(bound):
            cumulative.setdefault(tuple(sorted(labels.items())), {})[bound] = value
    for key, buckets in cumulative.items():
        yield dict(key), _differences(buckets)


def _plain(answer: Table) -> Iterator[tuple[int, float]]:
    """The series that are numbers; others are histograms."""
    numbers = np.repeat(np.arange(len(answer)), np.diff(answer.offsets))
    return zip(numbers.tolist(), answer.values.tolist(), strict=True)


def _differences(cumulative: Buckets) -> Buckets:
    # A bucket read a scrape later than its neighbour can seem to hold less: never below nothing.
    bounds, rising = sorted(cumulative), [0.0]
    for bound in bounds:
        rising.append(max(cumulative[bound], rising[-1]))
    return {bound: high - low for bound, (low, high) in zip(bounds, pairwise(rising), strict=True)}


def _native(answer: Table) -> Iterable[Labelled]:
    for number, timed in answer.histograms.items():
        yield answer.labels(number), _with_lower_edges(timed[0][1])


def _with_lower_edges(histogram: NativeHistogram) -> Buckets:
    """A native histogram leaves empty buckets out: its lower edges say where one begins."""
    edges = {low: 0.0 for low, _, _ in histogram.buckets}
    return edges | {high: count for _, high, count in histogram.buckets}


def _distribution(buckets: Mapping[float, float]) -> Distribution:
    bounds = sorted(buckets)
    return Distribution(np.array(bounds), np.array([buckets[bound] for bound in bounds]))
