"""Quantiles as the bucket that holds them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slo.latency import QUANTILES, Distribution, quantiles_of
from app.slo.snapshot import Quantile

INF = float("inf")


def distribution(*buckets: tuple[float, float]) -> Distribution:
    bounds, counts = zip(*buckets, strict=True)
    return Distribution(np.array(bounds, float), np.array(counts, float))


def quantile(q: float, *buckets: tuple[float, float]) -> Quantile:
    (found,) = quantiles_of(distribution(*buckets), [q])
    return found


@st.composite
def distributions(draw: st.DrawFn) -> tuple[Distribution, list[float]]:
    """Latencies, and how buckets count them."""
    bounds = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=8)))
    latencies = sorted(draw(st.lists(st.integers(0, 120).map(float), min_size=1, max_size=40)))
    edges = [-1.0, *map(float, bounds), INF]
    counts = [sum(low < x <= high for x in latencies) for low, high in pairwise(edges)]
    return distribution(*zip(edges[1:], map(float, counts), strict=True)), latencies


shares = st.sampled_from([0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1.0])


def test_three_quantiles_are_asked_for() -> None:
    found = quantiles_of(distribution((0.1, 1), (INF, 0)))
    assert tuple(each.quantile for each in found) == QUANTILES == (0.5, 0.95, 0.99)


def test_the_value_is_interpolated_inside_the_bucket() -> None:
    found = quantile(0.5, (0.25, 40), (0.5, 20), (INF, 40))
    assert found == Quantile(0.5, value_seconds=0.375, low_seconds=0.25, high_seconds=0.5)


def test_the_first_bucket_begins_at_nought() -> None:
    assert quantile(0.5, (0.25, 10), (INF, 0)) == Quantile(0.5, 0.125, 0, 0.25)


def test_a_rank_on_the_edge_of_a_bucket_belongs_to_that_bucket() -> None:
    assert quantile(0.95, (0.3, 95), (0.5, 5), (INF, 0)).high_seconds == 0.3


def test_a_rank_that_is_rounded_over_the_edge_still_belongs_to_that_bucket() -> None:
    assert 0.55 * 100 > 55  # what the rank is computed as
    assert quantile(0.55, (0.3, 55), (0.5, 45), (INF, 0)).high_seconds == 0.3


def test_beyond_the_last_bound_there_is_no_value() -> None:
    assert quantile(0.99, (0.1, 10), (INF, 10)) == Quantile(0.99, None, 0.1, None)


def test_a_histogram_of_one_bucket_says_nothing() -> None:
    assert quantile(0.5, (INF, 10)) == Quantile(0.5, None, 0.0, None)


def test_empty_buckets_hold_no_quantile() -> None:
    assert quantile(0.01, (0.1, 0), (0.2, 0), (0.3, 5), (INF, 0)).low_seconds == 0.2


@pytest.mark.parametrize("counts", [[], [0.0, 0.0]])
def test_without_events_there_are_no_quantiles(counts: list[float]) -> None:
    empty = Distribution(np.array([0.1, INF][: len(counts)]), np.array(counts, float))
    assert quantiles_of(empty) == ()


@given(distributions(), shares)
def test_the_bucket_holds_the_latency_of_that_rank(
    drawn: tuple[Distribution, list[float]], q: float
) -> None:
    buckets, latencies = drawn
    rank = max(int(np.ceil(q * len(latencies) - 1e-9)), 1)
    true = latencies[rank - 1]
    (found,) = quantiles_of(buckets, [q])
    assert found.low_seconds <= true
    assert true <= (found.high_seconds if found.high_seconds is not None else INF)


@given(distributions(), shares)
def test_the_value_lies_between_the_bounds(
    drawn: tuple[Distribution, list[float]], q: float
) -> None:
    (found,) = quantiles_of(drawn[0], [q])
    if found.value_seconds is None or found.high_seconds is None:
        assert (found.value_seconds, found.high_seconds) == (None, None)
    else:
        assert found.low_seconds <= found.value_seconds <= found.high_seconds


@given(distributions())
def test_a_higher_quantile_is_never_lower(drawn: tuple[Distribution, list[float]]) -> None:
    found = quantiles_of(drawn[0], np.linspace(0.01, 1, 34).tolist())
    values = [INF if each.value_seconds is None else each.value_seconds for each in found]
    assert all(before <= after + 1e-9 for before, after in pairwise(values))
