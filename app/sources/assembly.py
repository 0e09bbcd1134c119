"""From Prometheus' series to each definition's samples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from app.slo.definition import LatencyIndicator, Slo
from app.slo.samples import Bound, Feed, Feeding, Floats, Part, Samples, Series
from app.sources.native import events_at_or_under
from app.sources.routing import Route, Router, bucket_feeds
from app.sources.targets import Targets
from app.sources.wire import MatrixSeries

LabelPairs = tuple[tuple[str, str], ...]


def assemble(
    slos: Sequence[Slo], found: Iterable[MatrixSeries], router: Router, targets: Targets
) -> Mapping[str, Samples]:
    """Hand the series of a reading to the definitions that count them; keyed by SLO name."""
    drafts = {slo.name: _Draft() for slo in slos}
    children: dict[tuple[str, LabelPairs], dict[float, MatrixSeries]] = {}
    seen: set[tuple[str, LabelPairs]] = set()
    for series in found:
        identity = metric, labels = _identity(series)
        if identity in seen:  # two fetches cover it
            continue
        seen.add(identity)
        routes = router.routes(metric, labels)
        _add_counter(drafts, routes, metric, series, targets)
        _add_native(drafts, routes, metric, series, targets)
        if "le" in series.labels and series.times:
            child = tuple(pair for pair in labels if pair[0] != "le")
            children.setdefault((metric, child), {})[_bound(series)] = series
    for (metric, child), buckets in children.items():
        _add_buckets(drafts, router.routes(metric, child), metric, buckets, targets)
    return {name: draft.samples() for name, draft in drafts.items()}


class _Draft:
    """One definition's samples as they come together."""

    def __init__(self) -> None:
        self._feedings: list[Feeding] = []
        self._times: list[Sequence[float]] = []
        self._values: list[Sequence[float]] = []
        self._starts: list[Floats] = []

    def add(
        self, feeding: Feeding, times: Sequence[float], values: Sequence[float], starts: Floats
    ) -> None:
        self._feedings.append(feeding)
        self._times.append(times)
        self._values.append(values)
        self._starts.append(starts)

    def samples(self) -> Samples:
        if not self._feedings:
            return Samples.none()
        return Samples(
            feedings=tuple(self._feedings),
            offsets=np.cumsum([0, *(len(times) for times in self._times)]),
            time=np.concatenate([np.asarray(times, float) for times in self._times]),
            value=np.concatenate([np.asarray(values, float) for values in self._values]),
            start=np.concatenate(self._starts),
        )


Drafts = Mapping[str, _Draft]


def _identity(series: MatrixSeries) -> tuple[str, LabelPairs]:
    metric = series.labels.pop("__name__", "")
    return metric, tuple(sorted(series.labels.items()))


def _bound(series: MatrixSeries) -> float:
    try:
        return float(series.labels["le"])
    except ValueError:
        return math.nan  # no bound at all: it is near no threshold, and no +Inf


def _add_counter(
    drafts: Drafts,
    routes: Sequence[Route],
    metric: str,
    series: MatrixSeries,
    targets: Targets,
) -> None:
    counting = [r for r in routes if not isinstance(r.slo.indicator, LatencyIndicator)]
    if not counting or not series.times:
        return
    target, starts = targets.of(series.labels, series.times)
    identity = Series(metric, tuple(sorted(series.labels.items())))
    for route in counting:
        feeds = tuple(Feed(route.group, part) for part in route.parts)
        feeding = Feeding(identity, target, feeds)
        drafts[route.slo.name].add(feeding, series.times, series.values, starts)


def _add_buckets(
    drafts: Drafts,
    routes: Sequence[Route],
    metric: str,
    buckets: Mapping[float, MatrixSeries],
    targets: Targets,
) -> None:
    series = list(buckets.values())
    numbers = {bound: i for i, bound in enumerate(buckets)}
    for route in routes:
        if not isinstance(route.slo.indicator, LatencyIndicator):
            continue
        for number, feeds in _grouped(bucket_feeds(route, numbers)):
            one = series[number]
            target, starts = targets.of(one.labels, one.times)
            identity = Series(metric, tuple(sorted(one.labels.items())))
            drafts[route.slo.name].add(
                Feeding(identity, target, feeds), one.times, one.values, starts
            )


def _grouped(feeds: Iterable[tuple[int, Feed]]) -> Iterator[tuple[int, tuple[Feed, ...]]]:
    by_number: dict[int, list[Feed]] = {}
    for number, feed in feeds:
        by_number.setdefault(number, []).append(feed)
    for number, found in by_number.items():
        yield number, tuple(found)


def _add_native(
    drafts: Drafts,
    routes: Sequence[Route],
    metric: str,
    series: MatrixSeries,
    targets: Targets,
) -> None:
    """Count a native histogram as four counters that restart together."""
    times = [time for time, _ in series.histograms]
    labels = tuple(sorted(series.labels.items()))
    total = Series(metric, labels)
    for route in routes:
        indicator = route.slo.indicator
        if not times or not isinstance(indicator, LatencyIndicator):
            continue
        target, starts = targets.of(series.labels, times)
        counts = [histogram.count for _, histogram in series.histograms]
        draft = drafts[route.slo.name]
        draft.add(Feeding(total, target, (Feed(route.group, Part.TOTAL),)), times, counts, starts)
        under = [events_at_or_under(h, indicator.threshold_seconds) for _, h in series.histograms]
        for k, bound in enumerate((Bound.LOW, Bound.VALUE, Bound.HIGH)):
            part = Series(f"{metric}#{bound.name.lower()}", labels)
            feeds = (Feed(route.group, Part.GOOD, bound),)
            feeding = Feeding(part, target, feeds, leader=total)
            draft.add(feeding, times, [triple[k] for triple in under], starts)
