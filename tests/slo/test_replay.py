"""A walk through history tells what evaluating every single step would have told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import Reach
from app.slo.alert import Transition
from app.slo.definition import AlertPolicy, RollingPeriod, Slo
from app.slo.evaluate import Evaluated
from app.slo.exclusion import Exclusion
from app.slo.ledger import Ledger
from app.slo.past import window_begins
from app.slo.period import boundaries, retention_seconds
from app.slo.replay import Replay
from app.slo.suspects import suspects
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio
from tests.slo.stories import (
    HOUR,
    WEEK,
    Story,
    Weather,
    always_there,
    every_step,
    exclusion,
    happened,
    left_out,
    promise,
    recurring,
    stories,
    stretch,
)

pytestmark = pytest.mark.slow


def walked(story: Story) -> list[Evaluated]:
    replay = Replay(story.slos, STEP, T0, story.times)
    return [found for stretches in story.stretches for found in replay.walk(stretches)]


def transitions(found: Sequence[Evaluated]) -> list[Transition]:
    return [transition for evaluated in found for transition in evaluated.calls.transitions]


@given(stories())
@settings(max_examples=10)
def test_a_walk_tells_what_every_step_would_have_told(story: Story) -> None:
    stepped, found = [one for one, _ in every_step(story)], walked(story)
    assert transitions(found) == transitions(stepped)
    assert list(found[-1]) == list(stepped[-1])


@given(stories(), st.integers(1, 2))
@settings(max_examples=4)
def test_a_stretch_that_is_passed_over_counts(story: Story, passed: int) -> None:
    replay = Replay(story.slos, STEP, T0, story.times)
    for stretches in story.stretches[:passed]:
        replay.pass_over(stretches)
    last = [found for stretches in story.stretches[passed:] for found in replay.walk(stretches)][
        -1:
    ]
    for found in last:
        stepped, _ = list(every_step(story))[-1]
        assert [s.events for s in found] == [s.events for s in stepped]
        assert [s.burn_rates for s in found] == [s.burn_rates for s in stepped]
        assert [s.excluded for s in found] == [s.excluded for s in stepped]


BAD_HOUR = [Weather(60, 30, 0.0, is_there=True), Weather(120, 30, 0.5, is_there=True)]


def called(slo: Slo, *excluded: Exclusion) -> set[tuple[str, str]]:
    """By SLO and condition, who is called in an hour of which the second half is bad."""
    rows = [happened(BAD_HOUR, 120, np.random.default_rng(1)) for _ in range(3)]
    told = stretch(slo, rows if slo.group_by else rows[:1], 0, 120)
    walk = Replay([slo], STEP, T0, left_out([slo], excluded)).walk({slo.name: told})
    return {transition.alert.subject.key for transition in transitions(list(walk))}


GROUPED, UNGROUPED = (
    promise(name, RollingPeriod(30 * DAY), budget_below=0.5) for name in ("grouped", "ungrouped")
)
SECOND_HALF = exclusion(T0 + HOUR / 2, HOUR / 2)


def test_what_is_excluded_calls_nobody() -> None:
    assert {"page-fast", "ticket-slow", "budget-below"} <= {key[1] for key in called(UNGROUPED)}
    assert called(UNGROUPED, SECOND_HALF) == set()
    assert called(UNGROUPED, exclusion(T0, HOUR / 2)) == called(UNGROUPED)


LOAD_TEST = exclusion(T0, 100 * STEP)


def load_test(*excluded: Exclusion) -> Story:
    """A failing service of which a lot of good requests were made before."""
    slo = replace(promise("calendar", WEEK), alerts=AlertPolicy())
    own = [Weather(100, 3000, 0.0, is_there=True), Weather(20, 30, 0.5, is_there=True)]
    told = stretch(slo, [happened(own, 120, np.random.default_rng(1))], 0, 120)
    return Story([slo], [{slo.name: told}], left_out([slo], excluded))


def test_what_is_excluded_hides_nothing() -> None:
    assert transitions(walked(load_test())) == []
    story = load_test(LOAD_TEST)
    found = transitions(walked(story))
    assert "page-fast" in {one.alert.subject.tier for one in found}
    assert found == transitions([one for one, _ in every_step(story)])


def test_what_recurs_is_excluded_each_time() -> None:
    every_ten = recurring(exclusion(T0, 10 * 60), 10)
    assert called(UNGROUPED, every_ten) == set()
    assert called(UNGROUPED, recurring(exclusion(T0, 60), 10)) == called(UNGROUPED)


def test_who_is_excluded_by_a_label_of_its_group_is_not_called() -> None:
    everybody = called(GROUPED)
    paying = {key for key in everybody if key[0] == GROUPED.id_of((("route", "/pay"),))}
    assert paying
    of_route = replace(SECOND_HALF, labels=(("route", "/pay"),))
    assert called(GROUPED, of_route) == everybody - paying


def test_only_steps_in_which_something_changes_are_evaluated() -> None:
    slo = ratio("ungrouped")
    calm = happened([Weather(9, 30, 0.0, is_there=True)], 2880, np.random.default_rng(1))
    found = Replay([slo], STEP, T0).walk({slo.name: stretch(slo, [calm], 0, 2880)})
    assert [one.evaluated_at for one in found] == [T0 + STEP, T0 + 2880 * STEP]


@given(
    st.integers(1, 20_000),
    st.sampled_from([300, 1800, 3600, 7200, 6 * HOUR, DAY, 3 * DAY, 30 * DAY]),
)
@settings(max_examples=50)
def test_windows_begin_where_those_of_a_ledger_do(steps: int, window: int) -> None:
    head, slo = T0 + STEP * steps, ratio()

    def cuts(after: int, until: int) -> Sequence[int]:
        return boundaries(WEEK, after, until)

    ledger = Ledger(STEP, head, cuts)
    ledger.open(slo.name, retention_seconds(slo.period))
    one = delta_of(slo, Reach(T0, head), cells([head], [[1]], [[1]]))
    ledger.apply(one)
    (begin,) = window_begins(
        np.array([head]), np.array([head - window]), STEP, cuts(head - 40 * DAY, head)
    )
    assert ledger.window(slo.name, head - window, head).start == begin


@given(stories(always_there))
@settings(max_examples=6)
def test_whoever_has_an_alert_is_suspected(story: Story) -> None:
    for evaluated, ledger in every_step(story):
        firing = {key[0].split(".")[0] for key in evaluated.calls.board.alerts if _burns(key[1])}
        assert firing <= {slo.name for slo in suspects(evaluated, ledger)}


def test_whoever_burns_only_outside_of_excluded_time_is_suspected() -> None:
    *_, (evaluated, ledger) = every_step(load_test(LOAD_TEST))
    assert [slo.name for slo in suspects(evaluated, ledger)] == ["calendar"]
    *_, (evaluated, ledger) = every_step(load_test())
    assert suspects(evaluated, ledger) == []


def test_whoever_is_calm_is_not_suspected() -> None:
    slo, random = ratio("ungrouped"), np.random.default_rng(1)
    calm = happened([Weather(9, 30, 0.001, is_there=True)], 2880, random)
    replay = Replay([slo], STEP, T0)
    *_, found = replay.walk({slo.name: stretch(slo, [calm], 0, 2880)})
    assert suspects(found, replay.ledger) == []


def _burns(condition: str) -> bool:
    return condition not in {"budget-below", "no-data"}
