"""Each series reaches the definitions that count it, with its target and its process start."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.samples import Bound, Feed, Part, Samples
from app.sources.assembly import assemble
from app.sources.native import events_at_or_under
from app.sources.routing import Router
from app.sources.targets import Remembered, Targets
from app.sources.wire import MatrixSeries, NativeHistogram

EQ = MatchOperator.EQUAL
TIMES = [100.0, 130.0]


def found(metric: str, values: tuple[float, float] = (1.0, 2.0), **labels: str) -> MatrixSeries:
    return MatrixSeries({"__name__": metric, **labels}, list(TIMES), list(values), [])


def start(value: float, **labels: str) -> MatrixSeries:
    labels = {"__name__": "process_start_time_seconds", **labels}
    return MatrixSeries(labels, list(TIMES), [value, value], [])


def ratio(name: str, *matchers: Matcher, group_by: tuple[str, ...] = ()) -> Slo:
    bad = Selector("requests_total", (*matchers, Matcher("code", EQ, "500")))
    indicator = RatioIndicator(Selector("requests_total", matchers), bad=bad)
    period = RollingPeriod(3600)
    return Slo(name, "shop", Decimal("0.99"), period, indicator, group_by=group_by)


def latency(name: str, threshold: float, *, estimate: bool = False) -> Slo:
    indicator = LatencyIndicator("seconds", (), threshold, estimate)
    return Slo(name, "shop", Decimal("0.95"), RollingPeriod(3600), indicator)


def handed_to(
    slos: list[Slo], series: list[MatrixSeries], starts: list[MatrixSeries] | None = None
) -> dict[str, Samples]:
    targets = Targets(starts or [], {})
    return dict(assemble(slos, series, Router(slos), targets))


def feeds(samples: Samples) -> list[tuple[str, tuple[Feed, ...]]]:
    return [(dict(f.series.labels).get("le", ""), f.feeds) for f in samples.feedings]


def test_an_error_counts_as_bad_and_in_the_total() -> None:
    samples = handed_to([ratio("a")], [found("requests_total", code="500")])["a"]
    assert set(samples.feedings[0].feeds) == {Feed((), Part.TOTAL), Feed((), Part.BAD)}


def test_a_series_goes_to_every_definition_whose_matchers_it_meets_and_no_other() -> None:
    mine, other = Matcher("service", EQ, "mine"), Matcher("service", EQ, "other")
    slos = [ratio("all"), ratio("mine", mine), ratio("other", other)]
    handed = handed_to(slos, [found("requests_total", service="mine", code="200")])
    assert {name: len(samples.feedings) for name, samples in handed.items()} == {
        "all": 1,
        "mine": 1,
        "other": 0,
    }


def test_groups_are_named_by_the_labels_values_absent_ones_being_empty() -> None:
    slo = ratio("a", group_by=("route", "zone"))
    samples = handed_to([slo], [found("requests_total", route="/x", code="200")])["a"]
    assert samples.feedings[0].feeds[0].group == (("route", "/x"), ("zone", ""))


def test_a_series_that_two_fetches_bring_is_counted_once() -> None:
    twice = [found("requests_total", code="200"), found("requests_total", code="200")]
    assert len(handed_to([ratio("a")], twice)["a"].feedings) == 1


def test_a_histogram_feeds_good_at_the_threshold_and_total_at_infinity() -> None:
    series = [found("seconds_bucket", le="0.3"), found("seconds_bucket", le="+Inf")]
    samples = handed_to([latency("a", 0.3)], series)["a"]
    assert sorted(feeds(samples)) == [
        ("+Inf", (Feed((), Part.TOTAL),)),
        ("0.3", (Feed((), Part.GOOD),)),
    ]


def test_a_histogram_without_the_threshold_is_reported_and_not_counted() -> None:
    series = [found("seconds_bucket", le="0.5"), found("seconds_bucket", le="+Inf")]
    samples = handed_to([latency("a", 0.3)], series)["a"]
    assert feeds(samples) == [("+Inf", (Feed((), Part.UNBOUNDED),))]


def test_an_estimate_weighs_the_buckets_around_the_threshold() -> None:
    series = [found("seconds_bucket", le=le) for le in ("0.2", "0.4", "+Inf")]
    samples = handed_to([latency("a", 0.25, estimate=True)], series)["a"]
    weights = {
        (le, feed.bound): pytest.approx(feed.weight)
        for le, found in feeds(samples)
        for feed in found
    }
    assert weights == {
        ("0.2", Bound.VALUE): 0.75,
        ("0.2", Bound.LOW): 1.0,
        ("0.4", Bound.VALUE): 0.25,
        ("0.4", Bound.HIGH): 1.0,
        ("+Inf", Bound.EXACT): 1.0,
    }


def test_above_the_last_bound_only_the_lower_side_is_certain() -> None:
    series = [found("seconds_bucket", le=le) for le in ("0.2", "+Inf")]
    samples = handed_to([latency("a", 5, estimate=True)], series)["a"]
    good = {
        (le, feed.bound): feed.weight
        for le, found in feeds(samples)
        for feed in found
        if feed.part is Part.GOOD
    }
    assert good == {
        ("0.2", Bound.VALUE): 1.0,
        ("0.2", Bound.LOW): 1.0,
        ("+Inf", Bound.VALUE): 0.0,
        ("+Inf", Bound.HIGH): 1.0,
    }


def test_a_native_histogram_is_split_where_the_threshold_lies_in_its_bucket() -> None:
    histogram = NativeHistogram(10, 1.0, ((0.25, 0.5, 4.0), (0.5, 1.0, 6.0)))
    low, value, high = events_at_or_under(histogram, 0.5**0.5)
    assert (low, high) == (4.0, 10.0)
    assert value == pytest.approx(7.0)  # half of the bucket, on a logarithmic scale


def test_a_native_histograms_parts_restart_with_its_count() -> None:
    histogram = NativeHistogram(10, 1.0, ((0.25, 0.5, 10.0),))
    series = MatrixSeries({"__name__": "seconds"}, [], [], [(100.0, histogram)])
    samples = handed_to([latency("a", 0.5)], [series])["a"]
    total, *parts = samples.feedings
    assert total.leader is None
    assert {part.leader for part in parts} == {total.series}


def test_a_series_is_joined_to_its_process_by_the_labels_that_both_have() -> None:
    series = [found("requests_total", job="shop", instance="a", route="/x")]
    starts = [start(50, job="shop", instance="a", version="1"), start(60, job="shop", instance="b")]
    samples = handed_to([ratio("a")], series, starts)["a"]
    assert samples.feedings[0].target == (("instance", "a"), ("job", "shop"))
    assert samples.start.tolist() == [50.0, 50.0]


def test_processes_that_cannot_be_told_apart_say_nothing() -> None:
    starts = [start(50, job="shop", instance="a"), start(60, job="shop", instance="b")]
    samples = handed_to([ratio("a")], [found("requests_total", job="shop")], starts)["a"]
    assert np.isnan(samples.start).all()


def test_a_target_keeps_its_name_in_a_reading_without_its_process() -> None:
    remembered: Remembered = {}
    labels = {"instance": "a", "service": "shop"}
    with_start = Targets([start(50, instance="a", service="shop")], remembered)
    named, _ = with_start.of(labels, TIMES)
    without, starts = Targets([], remembered).of(labels, TIMES)
    assert named == without == (("instance", "a"), ("service", "shop"))
    assert np.isnan(starts).all()
