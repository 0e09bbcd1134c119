"""Is a run worse than its baseline, or is that chance?"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.comparison import Proportion, Regression, compare, worse_by_chance

thorough = settings(max_examples=40)


def exactly(run: tuple[int, int], baseline: tuple[int, int]) -> float:
    """Fisher's exact test in whole numbers."""
    total, bad = run[1] + baseline[1], run[0] + baseline[0]
    every = math.comb(total, run[1])
    worse = range(run[0], min(run[1], bad) + 1)
    ways = sum(math.comb(bad, x) * math.comb(total - bad, run[1] - x) for x in worse)
    return float(Fraction(ways, every))


def test_the_tea_taster_is_the_literatures() -> None:
    # R. A. Fisher, "The Design of Experiments" (1935), chapter II: three of four cups, 17 of 70.
    assert math.isclose(worse_by_chance(Proportion(3, 4), Proportion(1, 4)), 17 / 70)


few = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, min(n, 4)), st.just(n)))


@thorough
@given(few, few)
def test_few_events_are_compared_exactly(run: tuple[int, int], baseline: tuple[int, int]) -> None:
    found = worse_by_chance(Proportion(*run), Proportion(*baseline))
    assert math.isclose(found, exactly(run, baseline), rel_tol=1e-9)


many = st.integers(300, 600).flatmap(lambda n: st.tuples(st.integers(60, n - 60), st.just(n)))


@thorough
@given(many, many)
def test_many_events_are_compared_as_well_as_exactly(
    run: tuple[int, int], baseline: tuple[int, int]
) -> None:
    found = worse_by_chance(Proportion(*run), Proportion(*baseline))
    assert math.isclose(found, exactly(run, baseline), abs_tol=0.05)  # it steps by whole events


@thorough
@given(many, many)
def test_worse_and_better_are_two_sides_of_one_thing(
    run: tuple[int, int], baseline: tuple[int, int]
) -> None:
    there = worse_by_chance(Proportion(*run), Proportion(*baseline))
    back = worse_by_chance(Proportion(*baseline), Proportion(*run))
    assert math.isclose(there + back, 1.0)


@pytest.mark.parametrize(("bad", "before"), [(0, 0), (100, 100)])
def test_what_is_all_alike_is_not_worse(bad: int, before: int) -> None:
    assert worse_by_chance(Proportion(bad, 100), Proportion(before, 100)) == 1.0


def test_a_run_with_clearly_more_bad_events_regressed() -> None:
    found = compare(Proportion(300, 10_000), Proportion(100, 10_000), Regression())
    assert found.regressed
    assert math.isclose(found.difference, 0.02)
    assert found.p_value < 1e-20


def test_a_difference_that_chance_explains_is_no_regression() -> None:
    assert not compare(Proportion(11, 1000), Proportion(9, 1000), Regression()).regressed


def test_a_difference_that_is_allowed_is_no_regression() -> None:
    allowed = Regression(min_difference=0.05)
    assert not compare(Proportion(300, 10_000), Proportion(100, 10_000), allowed).regressed


def test_a_better_run_is_no_regression_at_any_level() -> None:
    found = compare(Proportion(100, 10_000), Proportion(300, 10_000), Regression(0.5, -1.0))
    assert not found.regressed


def test_one_error_where_there_was_none_proves_nothing() -> None:
    assert not compare(Proportion(1, 1000), Proportion(0, 1000), Regression()).regressed


def test_very_many_events_with_few_bad_ones_are_compared_quickly() -> None:
    found = worse_by_chance(Proportion(30, 3e5), Proportion(40, 1e9))
    assert 0 < found < 1e-30
