"""Many SLOs, few queries: one fetch reads a metric for every definition that counts it.

A fetch covers the selectors of all its definitions: matchers that they share are kept, and a
label that each of them pins becomes one alternation. What a cover reads too much is sorted out
by ``app/sources/routing.py``. So the number of queries follows the metrics, never the SLOs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.slo.definition import LatencyIndicator, Matcher, MatchOperator, Selector, Slo
from app.sources import promql

_POSITIVE = frozenset({MatchOperator.EQUAL, MatchOperator.REGEX})


@dataclass(frozen=True, slots=True)
class Fetch:
    """Series of one family that some definition may count.

    ``bounds`` are the bucket bounds to read of a histogram, ``None`` for all of them; a counter
    has no ``histogram``. Both forms of a histogram, classic and native, come with one query.
    """

    metric: str
    matchers: tuple[Matcher, ...]
    histogram: bool = False
    bounds: tuple[float, ...] | None = ()

    @property
    def selector(self) -> str:
        """The instant selector of this fetch."""
        if not self.histogram:
            return promql.selector(self.metric, self.matchers)
        names = promql.alternation([self.metric, bucket_metric(self.metric)])
        matchers = [Matcher("__name__", MatchOperator.REGEX, names), *self.matchers]
        if self.bounds is not None:
            # A native histogram has no `le`: the empty alternative stands for it.
            patterns = ["", *(promql.le_pattern(bound) for bound in self.bounds)]
            matchers.append(Matcher("le", MatchOperator.REGEX, "|".join(patterns)))
        return promql.nameless_selector(matchers)


def bucket_metric(histogram: str) -> str:
    """Name the series that hold a classic histogram's buckets."""
    return f"{histogram}_bucket"


def selectors_of(slo: Slo) -> Sequence[Selector]:
    """The counters that a ratio definition reads, the total first."""
    indicator = slo.indicator
    if isinstance(indicator, LatencyIndicator):
        return [Selector(indicator.histogram, indicator.matchers)]
    return [s for s in (indicator.total, indicator.good, indicator.bad) if s is not None]


def readable_queries(slo: Slo) -> Sequence[str]:
    """The selectors whose samples are counted, as a person would write them; the total last."""
    indicator = slo.indicator
    if isinstance(indicator, LatencyIndicator):
        bucket = bucket_metric(indicator.histogram)
        les = (f"{indicator.threshold_seconds:.12g}", "+Inf")
        bounds = (Matcher("le", MatchOperator.EQUAL, le) for le in les)
        return [promql.selector(bucket, (*indicator.matchers, bound)) for bound in bounds]
    total, share = selectors_of(slo)
    return [promql.selector(s.metric, s.matchers) for s in (share, total)]


def together(slos: Sequence[Slo]) -> list[tuple[Slo, ...]]:
    """Group definitions that share a metric, directly or through others; in order of name."""
    groups: list[tuple[set[str], list[Slo]]] = []
    for slo in slos:
        metrics = {selector.metric for selector in selectors_of(slo)}
        touching = [group for group in groups if group[0] & metrics]
        groups = [group for group in groups if not group[0] & metrics]
        merged = [other for group in touching for other in group[1]]
        groups.append((metrics.union(*(group[0] for group in touching)), [*merged, slo]))
    return [tuple(sorted(members, key=lambda slo: slo.name)) for _, members in groups]


def fetches(slos: Sequence[Slo]) -> list[Fetch]:
    """The fetches that read every event of these definitions, one for each metric."""
    counters: dict[str, list[tuple[Matcher, ...]]] = {}
    histograms: dict[str, list[LatencyIndicator]] = {}
    for slo in slos:
        if isinstance(slo.indicator, LatencyIndicator):
            histograms.setdefault(slo.indicator.histogram, []).append(slo.indicator)
        else:
            for selector in selectors_of(slo):
                counters.setdefault(selector.metric, []).append(selector.matchers)
    return [
        *(Fetch(metric, cover(matchers)) for metric, matchers in sorted(counters.items())),
        *(_histogram_fetch(name, found) for name, found in sorted(histograms.items())),
    ]


def _histogram_fetch(name: str, indicators: Sequence[LatencyIndicator]) -> Fetch:
    bounds: tuple[float, ...] | None = None
    if not any(indicator.estimate for indicator in indicators):
        bounds = (*sorted({i.threshold_seconds for i in indicators}), float("inf"))
    return Fetch(name, cover([i.matchers for i in indicators]), histogram=True, bounds=bounds)


def cover(selectors: Sequence[tuple[Matcher, ...]]) -> tuple[Matcher, ...]:
    """Matchers that every series meets which meets one of the given sets of matchers."""
    shared = set(selectors[0]).intersection(*selectors)
    pinned = _pinned(selectors[0])
    labels = sorted(pinned.keys() - {m.label for m in shared if m.operator in _POSITIVE})
    unions = (_union(label, selectors) for label in labels)
    found = [*shared, *(union for union in unions if union is not None)]
    return tuple(sorted(found, key=lambda m: (m.label, m.operator.value, m.value)))


def _pinned(matchers: Iterable[Matcher]) -> dict[str, Matcher]:
    return {m.label: m for m in matchers if m.operator in _POSITIVE}


def _union(label: str, selectors: Sequence[tuple[Matcher, ...]]) -> Matcher | None:
    """One matcher for a label that every selector pins, ``None`` if one of them does not."""
    patterns = set()
    for matchers in selectors:
        matcher = _pinned(matchers).get(label)
        if matcher is None:
            return None
        patterns.add(
            promql.alternation([matcher.value])
            if matcher.operator is MatchOperator.EQUAL
            else f"(?:{matcher.value})"
        )
    return Matcher(label, MatchOperator.REGEX, "|".join(sorted(patterns)))
