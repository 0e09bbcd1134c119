"""Binomial intervals: known values, bounds, symmetry, and that they cover what they say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.interval import (
    Confidence,
    IntervalMethod,
    beta_share,
    events_to_decide,
    interval,
)

thorough = settings(max_examples=40)

WILSON, EXACT = IntervalMethod.WILSON, IntervalMethod.CLOPPER_PEARSON
METHODS = [WILSON, EXACT]

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
# Medicine 17 (1998), 857-872, table I: methods 3 (score) and 5 (exact), at 95 %.
NEWCOMBE = [
    (81, 263, WILSON, 0.2553, 0.3662),
    (15, 148, WILSON, 0.0624, 0.1605),
    (0, 20, WILSON, 0.0000, 0.1611),
    (1, 29, WILSON, 0.0061, 0.1718),
    (81, 263, EXACT, 0.2527, 0.3676),
    (15, 148, EXACT, 0.0578, 0.1617),
    (0, 20, EXACT, 0.0000, 0.1684),
    (1, 29, EXACT, 0.0009, 0.1776),
]

levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999])
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("good", "total", "method", "low", "high"), NEWCOMBE)
def test_the_intervals_are_those_of_the_literature(
    good: int, total: int, method: IntervalMethod, low: float, high: float
) -> None:
    found = interval(good, total, Confidence(0.95, method))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("method", METHODS)
@thorough
@given(counts, levels)
def test_an_interval_holds_the_share_seen(
    method: IntervalMethod, counted: tuple[int, int], level: float
) -> None:
    good, total = counted
    found = interval(good, total, Confidence(level, method))
    assert 0.0 <= found.low <= good / total <= found.high <= 1.0


@pytest.mark.parametrize("method", METHODS)
@thorough
@given(counts, levels)
def test_bad_events_mirror_good_ones(
    method: IntervalMethod, counted: tuple[int, int], level: float
) -> None:
    good, total = counted
    one = interval(good, total, Confidence(level, method))
    other = interval(total - good, total, Confidence(level, method))
    assert math.isclose(one.low, 1 - other.high, abs_tol=1e-9)
    assert math.isclose(one.high, 1 - other.low, abs_tol=1e-9)


@pytest.mark.parametrize("method", METHODS)
@thorough
@given(counts)
def test_a_higher_level_is_wider(method: IntervalMethod, counted: tuple[int, int]) -> None:
    narrow = interval(*counted, Confidence(0.9, method))
    wide = interval(*counted, Confidence(0.99, method))
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize("method", METHODS)
def test_of_nothing_nothing_is_known(method: IntervalMethod) -> None:
    found = interval(0, 0, Confidence(0.95, method))
    assert (found.low, found.high) == (0.0, 1.0)


def chance(k: int, n: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def coverage(n: int, p: float, confidence: Confidence) -> float:
    """How probable it is that the interval of a sample holds the true share."""
    found = ((k, interval(k, n, confidence)) for k in range(n + 1))
    return sum(chance(k, n, p) for k, each in found if each.low <= p <= each.high)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.37, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("n", [10, 60])
def test_the_exact_interval_covers_at_least_its_level(n: int, p: float) -> None:
    assert coverage(n, p, Confidence(0.95, EXACT)) >= 0.95


def test_the_score_interval_covers_its_level_on_average() -> None:
    shares = [k / 100 for k in range(2, 99)]
    covered = [coverage(50, p, Confidence(0.95, WILSON)) for p in shares]
    assert 0.94 < sum(covered) / len(covered) < 0.965


@thorough
@given(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), st.floats(0, 1)
)
def test_the_beta_share_is_the_binomial_tail(counted: tuple[int, int], p: float) -> None:
    k, n = counted
    tail = sum(chance(i, n, p) for i in range(k, n + 1))
    assert math.isclose(beta_share(p, k, n - k + 1), tail, rel_tol=1e-8, abs_tol=1e-12)


def test_very_many_events_have_an_exact_interval_too() -> None:
    exact, score = (interval(95e7, 1e9, Confidence(0.95, each)) for each in (EXACT, WILSON))
    assert math.isclose(exact.low, score.low, abs_tol=1e-8)
    assert math.isclose(exact.high, score.high, abs_tol=1e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("share", "target"), [(0.94, 0.95), (0.97, 0.95), (1.0, 0.95), (0.5, 0.9)])
def test_so_many_events_decide_and_fewer_do_not(
    method: IntervalMethod, share: float, target: float
) -> None:
    confidence = Confidence(0.95, method)
    needed = events_to_decide(share, target, confidence)
    assert needed is not None
    enough, fewer = (interval(share * n, n, confidence) for n in (needed, needed - 1))
    assert not enough.low < target <= enough.high
    assert fewer.low < target <= fewer.high


def test_at_the_target_itself_no_number_decides() -> None:
    assert events_to_decide(0.95, 0.95, Confidence()) is None
    assert events_to_decide(0.95 + 1e-9, 0.95, Confidence()) is None
