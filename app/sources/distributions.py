"""Latency distributions, for many definitions with one grouped query for each histogram.

The query keeps every label that a definition matches or is grouped by, so that one answer can be
handed to all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.latency import Distribution
from app.sources import planner, promql
from app.sources.client import PrometheusClient
from app.sources.matching import condition
from app.sources.routing import group_of
from app.sources.wire import NativeHistogram, VectorSample

Key = tuple[str, Group]
Buckets = dict[float, float]
"""Events per bucket by upper bound, not cumulative."""


async def read_distributions(
    client: PrometheusClient, slos: Sequence[Slo], at: float, window_seconds: int
) -> dict[Key, Distribution]:
    """Read the distribution of each latency definition's groups over a window.

    Groups without a single event are left out.
    """
    found: dict[Key, Buckets] = {}
    for histogram, members in sorted(_by_histogram(slos).items()):
        for sample in await _grouped(client, histogram, members, at, window_seconds):
            _hand_out(sample, members, found)
    return {key: _distribution(buckets) for key, buckets in found.items() if any(buckets.values())}


def _by_histogram(slos: Sequence[Slo]) -> dict[str, list[tuple[Slo, LatencyIndicator]]]:
    families: dict[str, list[tuple[Slo, LatencyIndicator]]] = {}
    for slo in slos:
        if isinstance(slo.indicator, LatencyIndicator):
            families.setdefault(slo.indicator.histogram, []).append((slo, slo.indicator))
    return families


Members = Sequence[tuple[Slo, LatencyIndicator]]


async def _grouped(
    client: PrometheusClient, histogram: str, members: Members, at: float, window_seconds: int
) -> Iterable[tuple[dict[str, str], Buckets]]:
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
    if classic:
        return _classic(classic)
    return _native(await client.instant(text(histogram, labels), at))


def _classic(samples: Sequence[VectorSample]) -> list[tuple[dict[str, str], Buckets]]:
    cumulative: dict[tuple[tuple[str, str], ...], Buckets] = {}
    for sample in samples:
        bound = float(sample.labels.pop("le", "nan"))
        if sample.value is not None and np.isfinite(sample.value) and not np.isnan(bound):
            key = tuple(sorted(sample.labels.items()))
            cumulative.setdefault(key, {})[bound] = sample.value
    return [(dict(key), _differences(buckets)) for key, buckets in cumulative.items()]


def _differences(cumulative: Buckets) -> Buckets:
    bounds = sorted(cumulative)
    # A bucket read a scrape later than its neighbour can seem to hold less: never below nothing.
    rising = np.maximum.accumulate([cumulative[bound] for bound in bounds])
    counts = np.diff(rising, prepend=0.0)
    return dict(zip(bounds, counts.tolist(), strict=True))


def _native(samples: Sequence[VectorSample]) -> list[tuple[dict[str, str], Buckets]]:
    return [
        (dict(sample.labels), _with_lower_edges(sample.histogram))
        for sample in samples
        if sample.histogram is not None
    ]


def _with_lower_edges(histogram: NativeHistogram) -> Buckets:
    """A native histogram leaves empty buckets out: its lower edges say where one begins."""
    edges = {low: 0.0 for low, _, _ in histogram.buckets}
    return edges | {high: count for _, high, count in histogram.buckets}


def _hand_out(
    sample: tuple[dict[str, str], Buckets], members: Members, found: dict[Key, Buckets]
) -> None:
    labels, buckets = sample
    for slo, indicator in members:
        if condition(indicator.matchers)(labels):
            mine = found.setdefault((slo.name, group_of(slo, labels)), {})
            for bound, count in buckets.items():
                mine[bound] = mine.get(bound, 0.0) + count


def _distribution(buckets: Mapping[float, float]) -> Distribution:
    bounds = sorted(buckets)
    return Distribution(np.array(bounds), np.array([buckets[bound] for bound in bounds]))
