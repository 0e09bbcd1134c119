"""Failing is certain only where no end of the run could be a pass."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slo.certainty import LEVEL, allowed_bad, is_below_target, is_beyond_rescue

targets = st.sampled_from([0.5, 0.9, 0.95, 0.99, 0.999, 0.9999])


@st.composite
def runs(draw: st.DrawFn) -> tuple[float, list[bool], int]:
    """A target, the events of a whole run in order (true is bad), and where it is looked at."""
    target = draw(targets)
    events = draw(st.lists(st.booleans(), min_size=1, max_size=300))
    return target, events, draw(st.integers(0, len(events)))


def passes(bad: int, total: int, target: float) -> bool:
    return (total - bad) / total >= target


@given(runs(), st.integers(0, 50))
def test_a_run_that_passes_in_the_end_is_never_beyond_rescue(
    run: tuple[float, list[bool], int], fewer: int
) -> None:
    target, events, seen = run
    so_far = sum(events[:seen])
    if is_beyond_rescue(so_far, seen, target, len(events)):
        assert not passes(sum(events), len(events), target)
    if is_beyond_rescue(so_far, seen, target, len(events) + fewer):  # it ended sooner than thought
        assert not passes(sum(events), len(events), target)


@given(targets, st.integers(1, 100_000), st.integers(0, 100_000))
def test_a_run_is_given_up_exactly_when_all_good_would_not_save_it(
    target: float, expected: int, bad: int
) -> None:
    bad = min(bad, expected)
    best_sli = 1 - Fraction(bad, expected)
    assert is_beyond_rescue(bad, bad, target, expected) == (best_sli < Fraction(str(target)))


def test_an_allowance_of_exactly_one_bad_event_is_exactly_one() -> None:
    assert (1 - 0.9) * 10 < 1  # as floats reckon it would be less
    assert not is_beyond_rescue(1, 5, 0.9, 10)
    assert is_beyond_rescue(2, 5, 0.9, 10)
    assert allowed_bad(0.9, 10) == 1


def test_more_events_than_were_expected_stand_for_the_whole_run() -> None:
    assert is_beyond_rescue(6, 100, 0.95, 100)
    assert not is_beyond_rescue(6, 200, 0.95, 100)


@given(targets, st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_run_whose_events_meet_the_target_is_never_below_it(
    target: float, bad: int, good: int
) -> None:
    if is_below_target(bad, bad + good, target):
        assert not passes(bad, bad + good, target)


@given(targets, st.integers(1, 2_000), st.integers(0, 2_000))
def test_another_bad_event_never_saves_a_run(target: float, bad: int, good: int) -> None:
    if is_below_target(bad, bad + good, target):
        assert is_below_target(bad + 1, bad + good + 1, target)


def test_nothing_seen_decides_nothing() -> None:
    assert not is_below_target(0, 0, 0.95)
    assert not is_beyond_rescue(0, 0, 0.95, 0)


@pytest.mark.parametrize(("bad", "total", "target"), [(30, 100, 0.95), (400, 1000, 0.9)])
def test_a_plain_failure_is_seen_after_few_events(bad: int, total: int, target: float) -> None:
    assert is_below_target(bad, total, target)


@pytest.mark.parametrize(("target", "events"), [(0.95, 300), (0.5, 100)])
def test_looking_after_every_event_is_wrong_no_more_often_than_the_level_says(
    target: float, events: int
) -> None:
    """At a level of 0.9, of runs whose error ratio is exactly the allowed one, at most a tenth."""
    level, runs_seen = 0.9, 200
    bad = np.random.default_rng(7).random((runs_seen, events)) >= target
    wrong = sum(_is_ever_given_up(run, target, level) for run in bad.tolist())
    assert wrong / runs_seen <= (1 - level) + 0.05


def _is_ever_given_up(run: Iterable[bool], target: float, level: float) -> bool:
    bad = 0
    for total, is_bad in enumerate(run, start=1):
        bad += is_bad
        if is_below_target(bad, total, target, level):
            return True
    return False


def test_the_level_is_strict() -> None:
    assert LEVEL == 0.999
