"""Which series counts for which SLO: what a fetch brought is handed to its definitions.

A classic histogram is routed child by child, a child being the buckets that differ in ``le``
only: the bucket at the threshold counts the good events, the one at +Inf all of them. A child
without that bucket is reported as ``UNBOUNDED`` unless its definition accepts an estimate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.slo.definition import (
    Group,
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    Slo,
)
from app.slo.samples import Bound, Feed, Part, Series
from app.sources.matching import Condition, condition
from app.sources.planner import bucket_metric
from app.sources.table import labels_of

Labels = Mapping[str, str]
LabelPairs = tuple[tuple[str, str], ...]
Buckets = Mapping[float, int]
"""A child's buckets: upper bound to the number of the series."""

_FEW = 1000
"""So many series that are gone are not worth the trouble of forgetting."""


@dataclass(frozen=True, slots=True)
class Route:
    """One definition counts a series (or a histogram's child) for a group, as ``feeds`` say."""

    slo: Slo
    group: Group
    feeds: tuple[Feed, ...] = ()

    @property
    def is_latency(self) -> bool:
        """Whether the definition reads histograms."""
        return isinstance(self.slo.indicator, LatencyIndicator)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A series with the definitions that count it, and the names of its labels in order.

    Of a classic histogram's bucket, ``child`` is what its buckets have in common and ``bound``
    its upper bound, NaN if its ``le`` is no number: that is near no threshold, and no +Inf.
    """

    series: Series
    labels: Labels
    names: tuple[str, ...]
    routes: tuple[Route, ...]
    child: Known | None
    bound: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A definition counts series of one metric that meet its matchers, as one part.

    ``pins`` are the labels that have to have one value.
    """

    slo: Slo
    part: Part
    meets: Condition
    pins: Mapping[str, str]


class Router:
    """Knows for a set of definitions which of them a series belongs to; remembers its answers."""

    def __init__(self, slos: Sequence[Slo]) -> None:
        rules: dict[str, list[Rule]] = {}
        for slo in slos:
            for metric, rule in _rules(slo):
                rules.setdefault(metric, []).append(rule)
        self._rules = {metric: Rules(found) for metric, found in rules.items()}
        self._known: dict[bytes, Known] = {}
        self._children: dict[Series, Known] = {}

    def known(self, key: bytes) -> Known:
        """Find the definitions that count a series; ``key`` is how the server writes its labels."""
        known = self._known.get(key)
        if known is None:
            labels = labels_of(key)
            metric = labels.pop("__name__", "")
            known = self._known[key] = self._learned(metric, tuple(sorted(labels.items())))
        return known

    def forget_all_but(self, keys: Collection[bytes]) -> None:
        """Forget series that are gone, once they outnumber those that are there."""
        if len(self._known) > 2 * len(keys) + _FEW:
            self._known = {key: self._known[key] for key in keys}
            self._children = {c.series: c for k in self._known.values() if (c := k.child)}

    def _learned(self, metric: str, labels: LabelPairs) -> Known:
        own = dict(labels)
        child, bound = (self._child(metric, labels), _bound(own)) if "le" in own else (None, 0.0)
        routes = self._find(metric, own)
        return Known(Series(metric, labels), own, tuple(own), routes, child, bound)

    def _child(self, metric: str, labels: LabelPairs) -> Known:
        series = Series(metric, tuple(pair for pair in labels if pair[0] != "le"))
        if series not in self._children:
            self._children[series] = self._learned(metric, series.labels)
        return self._children[series]

    def _find(self, metric: str, labels: Labels) -> tuple[Route, ...]:
        parts: dict[str, tuple[Slo, list[Part]]] = {}
        for rule in self._rules[metric].met_by(labels) if metric in self._rules else ():
            parts.setdefault(rule.slo.name, (rule.slo, []))[1].append(rule.part)
        return tuple(_route(slo, group_of(slo, labels), found) for slo, found in parts.values())


def _bound(labels: Labels) -> float:
    try:
        return float(labels["le"])
    except ValueError:
        return math.nan


def _route(slo: Slo, group: Group, parts: Sequence[Part]) -> Route:
    return Route(slo, group, tuple(Feed(group, part) for part in parts))


def group_of(slo: Slo, labels: Labels) -> Group:
    """The values of the labels that a definition is grouped by; absent ones are empty."""
    return tuple((name, labels.get(name, "")) for name in sorted(slo.group_by))


def bucket_feeds(route: Route, buckets: Buckets) -> Iterator[tuple[int, Feed]]:
    """How a classic histogram's child feeds a latency definition, by number of the series."""
    indicator = route.slo.indicator
    assert isinstance(indicator, LatencyIndicator)  # noqa: S101  # only these read histograms
    total = buckets.get(math.inf)
    if total is None:
        return
    exact = _near(buckets, indicator.threshold_seconds)
    if exact is None and not indicator.estimate:
        yield total, Feed(route.group, Part.UNBOUNDED)
        return
    yield total, Feed(route.group, Part.TOTAL)
    if exact is not None:
        yield exact, Feed(route.group, Part.GOOD)
        return
    for number, bound, weight in _interpolated(buckets, indicator.threshold_seconds):
        yield number, Feed(route.group, Part.GOOD, bound, weight)


def _near(buckets: Buckets, threshold: float) -> int | None:
    for bound, number in buckets.items():
        if math.isclose(bound, threshold, rel_tol=1e-9):
            return number
    return None


def _interpolated(buckets: Buckets, threshold: float) -> Iterator[tuple[int, Bound, float]]:
    """Weights of the buckets around a threshold: linear inside a bucket, none towards +Inf."""
    below = max((b for b in buckets if b < threshold), default=None)
    above = min(b for b in buckets if b > threshold)
    low = 0.0 if below is None else below
    share = 0.0 if math.isinf(above) else (threshold - low) / (above - low)
    yield buckets[above], Bound.VALUE, share
    yield buckets[above], Bound.HIGH, 1.0
    if below is None:
        yield buckets[above], Bound.LOW, 0.0  # nothing is certain below the first bound
        return
    yield buckets[below], Bound.VALUE, 1.0 - share
    yield buckets[below], Bound.LOW, 1.0


def _rules(slo: Slo) -> Iterator[tuple[str, Rule]]:
    indicator = slo.indicator
    if isinstance(indicator, RatioIndicator):
        sides = (
            (Part.TOTAL, indicator.total),
            (Part.GOOD, indicator.good),
            (Part.BAD, indicator.bad),
        )
        for part, selector in sides:
            if selector is not None:
                yield selector.metric, rule_of(slo, part, selector.matchers)
        return
    for metric in (indicator.histogram, bucket_metric(indicator.histogram)):
        yield metric, rule_of(slo, Part.TOTAL, indicator.matchers)


def rule_of(slo: Slo, part: Part, matchers: Sequence[Matcher]) -> Rule:
    """Compile one selector of a definition."""
    pins = {m.label: m.value for m in matchers if m.operator is MatchOperator.EQUAL}
    return Rule(slo, part, condition(matchers), pins)


class Rules:
    """Rules of one metric by the value of the label that most of them pin."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        counts = Counter(label for rule in rules for label in rule.pins)
        self._label = max(counts, key=counts.__getitem__, default="")
        self._by_value: dict[str | None, list[Rule]] = {}
        for rule in rules:
            self._by_value.setdefault(rule.pins.get(self._label), []).append(rule)

    def met_by(self, labels: Labels) -> Iterator[Rule]:
        """List the rules that a series meets; those that pin another value are not even tried."""
        for value in (labels.get(self._label, ""), None):
            for rule in self._by_value.get(value, ()):
                if rule.meets(labels):
                    yield rule
