"""Each series reaches the definitions that count it, with its target and its process start."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import msgspec
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
from app.sources.assembly import Assembly
from app.sources.native import events_at_or_under
from app.sources.table import NativeHistogram, Table, TimedSeries
from app.sources.targets import Remembered

EQ = MatchOperator.EQUAL
TIMES = [100.0, 130.0]


def found(metric: str, values: tuple[float, float] = (1.0, 2.0), **labels: str) -> TimedSeries:
    return TimedSeries({"__name__": metric, **labels}, list(TIMES), list(values), [])


def start(value: float, **labels: str) -> TimedSeries:
    labels = {"__name__": "process_start_time_seconds", **labels}
    return TimedSeries(labels, list(TIMES), [value, value], [])


def ratio(name: str, *matchers: Matcher, group_by: tuple[str, ...] = ()) -> Slo:
    bad = Selector("requests_total", (*matchers, Matcher("code", EQ, "500")))
    indicator = RatioIndicator(Selector("requests_total", matchers), bad=bad)
    period = RollingPeriod(3600)
    return Slo(name, "shop", Decimal("0.99"), period, indicator, group_by=group_by)


def latency(name: str, threshold: float, *, estimate: bool = False) -> Slo:
    indicator = LatencyIndicator("seconds", (), threshold, estimate)
    return Slo(name, "shop", Decimal("0.95"), RollingPeriod(3600), indicator)


def tabled(series: Sequence[TimedSeries]) -> Table:
    return Table(
        keys=tuple(msgspec.json.encode(one.labels) for one in series),
        offsets=np.cumsum([0, *(len(one.times) for one in series)]),
        times=np.array([time for one in series for time in one.times], float),
        values=np.array([value for one in series for value in one.values], float),
        histograms={i: one.histograms for i, one in enumerate(series) if one.histograms},
    )


def handed_to(
    slos: list[Slo],
    series: Sequence[TimedSeries],
    starts: Sequence[TimedSeries] = (),
    remembered: Remembered | None = None,
) -> dict[str, Samples]:
    known = {} if remembered is None else remembered
    return dict(Assembly(slos).samples([tabled(series)], tabled(starts), known))


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
    series = TimedSeries({"__name__": "seconds"}, [], [], [(100.0, histogram)])
    samples = handed_to([latency("a", 0.5)], [series])["a"]
    total, *parts = samples.feedings
    assert total.leader is None
    assert {part.leader for part in parts} == {total.series}


def test_a_series_is_joined_to_its_process_by_the_labels_that_both_have() -> None:
    series = [found("requests_total", job="shop", instance="a", route="/x")]
    starts = [start(50, job="shop", instance="a", version="1"), start(60, job="shop", instance="b")]
    samples = handed_to([ratio("a")], series, starts)["a"]
    assert samples.feedings[0].target == (("instance", "a"), ("job", "shop"))
    assert samples.start[:2].tolist() == [50.0, 50.0]


def test_processes_that_cannot_be_told_apart_say_nothing() -> None:
    starts = [start(50, job="shop", instance="a"), start(60, job="shop", instance="b")]
    samples = handed_to([ratio("a")], [found("requests_total", job="shop")], starts)["a"]
    assert np.isnan(samples.start).all()


def test_a_target_keeps_its_name_in_a_reading_without_its_process() -> None:
    remembered: Remembered = {}
    series = [found("requests_total", instance="a", service="shop")]
    starts = [start(50, instance="a", service="shop")]
    named = handed_to([ratio("a")], series, starts, remembered)["a"]
    without = handed_to([ratio("a")], series, (), remembered)["a"]
    expected = (("instance", "a"), ("service", "shop"))
    assert named.feedings[0].target == without.feedings[0].target == expected
    assert np.isnan(without.start).all()


def test_a_process_start_holds_from_its_first_sample_until_the_next() -> None:
    times = [100.0, 110.0, 120.0, 130.0]
    series = TimedSeries({"__name__": "requests_total", "instance": "a"}, times, [1, 2, 3, 4], ())
    labels = {"__name__": "process_start_time_seconds", "instance": "a"}
    starts = [
        TimedSeries(labels | {"instance": "0"}, [90.0], [7.0], ()),
        TimedSeries(labels, [110.0, 125.0], [50.0, 60.0], ()),
    ]
    samples = handed_to([ratio("a")], [series], starts)["a"]
    assert np.array_equal(samples.start[:4], [np.nan, 50.0, 50.0, 60.0], equal_nan=True)


def test_series_that_come_again_are_handed_out_as_before() -> None:
    slos, known = [ratio("a"), ratio("b")], Remembered()
    first = [found("requests_total", code="200"), found("requests_total", code="500")]
    assembly = Assembly(slos)
    before = assembly.samples([tabled(first)], tabled([]), known)
    again = assembly.samples([tabled(first)], tabled([]), known)
    fresh = handed_to(slos, first)
    for name, samples in again.items():
        assert samples.feedings is before[name].feedings
        assert samples.feedings == fresh[name].feedings
        assert samples.value.tolist() == fresh[name].value.tolist()


def test_series_that_come_and_go_are_noticed() -> None:
    assembly, nothing = Assembly([ratio("a")]), tabled([])
    two = [found("requests_total", (1, 2), code="200"), found("requests_total", (3, 4), code="500")]
    for series in (two, two[1:], [], two[:1], two):
        samples = assembly.samples([tabled(series)], nothing, {})["a"]
        assert [dict(f.series.labels)["code"] for f in samples.feedings] == [
            one.labels["code"] for one in series
        ]
        assert samples.value.tolist() == [value for one in series for value in one.values]


def test_a_process_that_becomes_known_gives_its_series_their_target() -> None:
    assembly, series = Assembly([ratio("a")]), [found("requests_total", pod="x")]
    without = assembly.samples([tabled(series)], tabled([]), {})["a"]
    later = assembly.samples([tabled(series)], tabled([start(50, pod="x")]), {})["a"]
    assert without.feedings[0].target is None
    assert later.feedings[0].target == (("pod", "x"),)
    assert later.start[:2].tolist() == [50.0, 50.0]


def test_the_process_of_a_counter_is_seen_too_and_counts_nothing() -> None:
    series = [found("requests_total", instance="a", code=code) for code in ("200", "500")]
    starts = [start(50, instance="a"), start(60, instance="b")]
    *counters, witness = handed_to([ratio("a")], series, starts)["a"].feedings
    assert [counter.target for counter in counters] == [(("instance", "a"),)] * 2
    assert witness.series.metric == "process_start_time_seconds"
    assert (witness.target, witness.feeds) == ((("instance", "a"),), ())


def test_a_native_histogram_beside_processes_is_read_from_its_own_samples() -> None:
    histogram = NativeHistogram(10, 1.0, ((0.25, 0.5, 10.0),))
    labels = {"__name__": "seconds", "instance": "a"}
    series = TimedSeries(labels, [], [], [(100.0, histogram), (130.0, histogram)])
    samples = handed_to([latency("a", 0.5)], [series], [start(50, instance="a")])["a"]
    values = [samples.value[a:b].tolist() for a, b in pairwise(samples.offsets.tolist())]
    assert values == [[10.0, 10.0]] * 4 + [[50.0, 50.0]]


def test_the_same_series_in_another_order_are_handed_out_as_before() -> None:
    assembly, nothing = Assembly([ratio("a")]), tabled([])
    series = [found("requests_total", (k, k + 1), code=str(k)) for k in range(200, 205)]
    first = assembly.samples([tabled(series)], nothing, {})["a"]
    again = assembly.samples([tabled([series[k] for k in (3, 1, 4, 0, 2)])], nothing, {})["a"]
    assert again.feedings is first.feedings
    assert again.value.tolist() == first.value.tolist()
