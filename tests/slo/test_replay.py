"""A walk through history tells what evaluating every single step would have told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import Reach
from app.slo.evaluate import Evaluated
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
    happened,
    stories,
    stretch,
)

pytestmark = pytest.mark.slow


def walked(story: Story) -> list[Evaluated]:
    replay = Replay(story.slos, STEP, T0)
    return [found for stretches in story.stretches for found in replay.walk(stretches)]


@given(stories())
@settings(max_examples=10, deadline=None)
def test_a_walk_tells_what_every_step_would_have_told(story: Story) -> None:
    stepped, found = [one for one, _ in every_step(story)], walked(story)
    transitions = [t for evaluated in stepped for t in evaluated.calls.transitions]
    assert [t for evaluated in found for t in evaluated.calls.transitions] == transitions
    assert list(found[-1]) == list(stepped[-1])


@given(stories(), st.integers(1, 2))
@settings(max_examples=4, deadline=None)
def test_a_stretch_that_is_passed_over_counts(story: Story, passed: int) -> None:
    replay = Replay(story.slos, STEP, T0)
    for stretches in story.stretches[:passed]:
        replay.pass_over(stretches)
    last = [found for stretches in story.stretches[passed:] for found in replay.walk(stretches)][
        -1:
    ]
    for found in last:
        stepped, _ = list(every_step(story))[-1]
        assert [s.events for s in found] == [s.events for s in stepped]
        assert [s.burn_rates for s in found] == [s.burn_rates for s in stepped]


def test_only_steps_in_which_something_changes_are_evaluated() -> None:
    slo = ratio("ungrouped")
    calm = happened([Weather(9, 30, 0.0, is_there=True)], 2880, np.random.default_rng(1))
    found = Replay([slo], STEP, T0).walk({slo.name: stretch(slo, [calm], 0, 2880)})
    assert [one.evaluated_at for one in found] == [T0 + STEP, T0 + 2880 * STEP]


@given(
    st.integers(1, 20_000),
    st.sampled_from([300, 1800, 3600, 7200, 6 * HOUR, DAY, 3 * DAY, 30 * DAY]),
)
@settings(max_examples=50, deadline=None)
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
@settings(max_examples=6, deadline=None)
def test_whoever_has_an_alert_is_suspected(story: Story) -> None:
    for evaluated, ledger in every_step(story):
        firing = {key[0].split(".")[0] for key in evaluated.calls.board.alerts if _burns(key[1])}
        assert firing <= {slo.name for slo in suspects(evaluated, ledger)}


def test_whoever_is_calm_is_not_suspected() -> None:
    slo, random = ratio("ungrouped"), np.random.default_rng(1)
    calm = happened([Weather(9, 30, 0.001, is_there=True)], 2880, random)
    replay = Replay([slo], STEP, T0)
    *_, found = replay.walk({slo.name: stretch(slo, [calm], 0, 2880)})
    assert suspects(found, replay.ledger) == []


def _burns(condition: str) -> bool:
    return condition not in {"budget-below", "no-data"}
