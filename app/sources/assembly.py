"""From Prometheus' series to each definition's samples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from app.slo.definition import LatencyIndicator, Slo
from app.slo.samples import Bound, Feed, Feeding, Floats, Part, Samples, Series
from app.sources.native import events_at_or_under
from app.sources.routing import Known, LabelPairs, Router, bucket_feeds
from app.sources.targets import Targets
from app.sources.wire import MatrixSeries


def assemble(
    slos: Sequence[Slo], found: Iterable[MatrixSeries], router: Router, targets: Targets
) -> Mapping[str, Samples]:
    """Hand the series of a reading to the definitions that count them; keyed by SLO name."""
    drafts = {slo.name: _Draft() for slo in slos}
    children: dict[tuple[str, LabelPairs], dict[float, MatrixSeries]] = {}
    seen: set[Series] = set()
    for one in found:
        metric = one.labels.pop("__name__", "")
        labels = tuple(sorted(one.labels.items()))
        known = router.known(metric, labels)
        if known.series in seen:  # two fetches cover it
            continue
        seen.add(known.series)
        if one.times:
            _add_counter(drafts, known, one, targets)
        if one.histograms:
            _add_native(drafts, known, one, targets)
        if one.times and "le" in one.labels:
            child = tuple(pair for pair in labels if pair[0] != "le")
            children.setdefault((metric, child), {})[_bound(one)] = one
    for (metric, child), buckets in children.items():
        _add_buckets(drafts, router.known(metric, child), metric, buckets, targets)
    return {name: draft.samples() for name, draft in drafts.items()}


class _Draft:
    """One definition's samples as they come together."""

    def __init__(self) -> None:
        self._feedings: list[Feeding] = []
        self._times: list[Sequence[float]] = []
        self._values: list[Sequence[float]] = []
        self._starts: list[Sequence[float]] = []

    def add(
        self,
        feeding: Feeding,
        times: Sequence[float],
        values: Sequence[float],
        starts: Sequence[float],
    ) -> None:
        self._feedings.append(feeding)
        self._times.append(times)
        self._values.append(values)
        self._starts.append(starts)

    def samples(self) -> Samples:
        return Samples(
            feedings=tuple(self._feedings),
            offsets=np.cumsum([0, *map(len, self._times)]),
            time=_joined(self._times),
            value=_joined(self._values),
            start=_joined(self._starts),
        )


Drafts = Mapping[str, _Draft]


def _joined(parts: Iterable[Sequence[float]]) -> Floats:
    return np.fromiter(chain.from_iterable(parts), np.float64)


def _bound(series: MatrixSeries) -> float:
    try:
        return float(series.labels["le"])
    except ValueError:
        return math.nan  # no bound at all: it is near no threshold, and no +Inf


def _add_counter(drafts: Drafts, known: Known, one: MatrixSeries, targets: Targets) -> None:
    counting = [route for route in known.routes if not route.is_latency]
    if not counting:
        return
    target, starts = targets.of(one.labels, one.times)
    for route in counting:
        feeding = Feeding(known.series, target, route.feeds)
        drafts[route.slo.name].add(feeding, one.times, one.values, starts)


def _add_buckets(
    drafts: Drafts,
    child: Known,
    metric: str,
    buckets: Mapping[float, MatrixSeries],
    targets: Targets,
) -> None:
    series = list(buckets.values())
    numbers = {bound: i for i, bound in enumerate(buckets)}
    for route in child.routes:
        if not route.is_latency:
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


def _add_native(drafts: Drafts, known: Known, one: MatrixSeries, targets: Targets) -> None:
    """Count a native histogram as four counters that restart together."""
    times = [time for time, _ in one.histograms]
    counts = [histogram.count for _, histogram in one.histograms]
    total = known.series
    target, starts = targets.of(one.labels, times)
    for route in known.routes:
        indicator = route.slo.indicator
        if not isinstance(indicator, LatencyIndicator):
            continue
        draft = drafts[route.slo.name]
        draft.add(Feeding(total, target, (Feed(route.group, Part.TOTAL),)), times, counts, starts)
        under = [events_at_or_under(h, indicator.threshold_seconds) for _, h in one.histograms]
        for k, bound in enumerate((Bound.LOW, Bound.VALUE, Bound.HIGH)):
            part = Series(f"{total.metric}#{bound.name.lower()}", total.labels)
            feeds = (Feed(route.group, Part.GOOD, bound),)
            feeding = Feeding(part, target, feeds, leader=total)
            draft.add(feeding, times, [triple[k] for triple in under], starts)
