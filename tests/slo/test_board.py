"""How alerts begin and end, one condition at a time and many at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.slo.alert import OpenAlert
from app.slo.board import Board, Conditions, moved
from tests.slo.making import STEP, T0, alert

KEEP = 90
HOLDS, NOT, UNKNOWN = "holds", "not", "unknown"
WORDS = st.sampled_from([HOLDS, NOT, UNKNOWN])


def conditions(words: list[str]) -> Conditions:
    return Conditions(
        np.array([[word == HOLDS for word in words]]),
        np.array([[word != UNKNOWN for word in words]]),
    )


def empty(columns: int) -> Board:
    board, _ = Board.of((), lambda _: None, (1, columns))
    return board


def played(*words: str) -> list[tuple[int, str]]:
    """Play one condition's words, a step each: the numbers of steps in which something changed."""
    board, told = empty(1), []
    for step, word in enumerate(words):
        now = moved(board, conditions([word]), np.array([float(KEEP)]), T0 + STEP * step)
        told += [(step, "fired") for _ in now.fired] + [(step, "resolved") for _ in now.resolved]
        board = Board(now.started, now.ceased, {})
    return told


def test_an_alert_fires_in_the_first_step_in_which_its_condition_holds() -> None:
    assert played(NOT, HOLDS, HOLDS, HOLDS) == [(1, "fired")]


def test_it_ends_once_the_condition_has_not_held_for_long_enough() -> None:
    assert played(HOLDS, NOT, NOT, NOT, NOT, NOT) == [(0, "fired"), (4, "resolved")]


def test_a_condition_that_holds_again_meanwhile_keeps_it_firing() -> None:
    assert played(HOLDS, NOT, NOT, NOT, HOLDS, NOT, NOT, NOT) == [(0, "fired")]


def test_what_is_not_known_changes_nothing() -> None:
    assert played(UNKNOWN, HOLDS, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) == [(1, "fired")]
    assert played(HOLDS, NOT, *[UNKNOWN] * 9) == [(0, "fired")]


def test_when_it_is_known_again_the_time_since_it_ceased_counts() -> None:
    assert played(HOLDS, NOT, *[UNKNOWN] * 9, NOT) == [(0, "fired"), (11, "resolved")]


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), max_size=30))
def test_many_conditions_move_as_each_would_alone(steps: list[list[str]]) -> None:
    board, told = empty(3), []
    for step, words in enumerate(steps):
        now = moved(board, conditions(words), np.full(3, float(KEEP)), T0 + STEP * step)
        told += [(step, "fired", column) for _, column in now.fired]
        told += [(step, "resolved", column) for _, column in now.resolved]
        board = Board(now.started, now.ceased, {})
    alone = [played(*(words[column] for words in steps)) for column in range(3)]
    expected = [(step, what, c) for c in range(3) for step, what in alone[c]]
    assert sorted(told) == sorted(expected)


@given(st.lists(WORDS, max_size=40))
def test_firing_and_ending_take_turns(words: list[str]) -> None:
    changes = [what for _, what in played(*words)]
    assert changes == (["fired", "resolved"] * len(changes))[: len(changes)]


@given(st.lists(WORDS, max_size=30), st.integers(0, 30))
def test_a_board_that_was_put_away_goes_on_as_if_nothing_had_been(
    words: list[str], break_at: int
) -> None:
    """What is stored is the alert and since when its condition has not held."""
    one = alert("page-fast")
    boards = [empty(1), empty(1)]
    for step, word in enumerate(words):
        at = T0 + STEP * step
        if step == break_at:
            boards[1] = _put_away(boards[1])
        now = [moved(b, conditions([word]), np.array([float(KEEP)]), at) for b in boards]
        assert (now[0].fired, now[0].resolved) == (now[1].fired, now[1].resolved)
        alerts = [
            {}
            if np.isnan(n.started[0, 0])
            else {one.subject.key: alert("page-fast", None, int(n.started[0, 0]))}
            for n in now
        ]
        boards = [Board(n.started, n.ceased, a) for n, a in zip(now, alerts, strict=True)]


def _put_away(board: Board) -> Board:
    kept = [OpenAlert(each.alert, each.ceased_at) for each in board.open_alerts(lambda _: (0, 0))]
    again, gone = Board.of(kept, lambda _: (0, 0), (1, 1))
    assert gone == []
    return again


def test_an_alert_whose_condition_is_gone_is_named() -> None:
    one = alert("page-fast")
    board, gone = Board.of([OpenAlert(one)], lambda _: None, (1, 1))
    assert gone == [one]
    assert not board.alerts
    assert not board.fires.any()


def test_a_condition_that_begins_or_ceases_to_hold_is_to_be_remembered() -> None:
    board = empty(1)
    changes = []
    for step, word in enumerate([HOLDS, NOT, NOT, HOLDS, HOLDS]):
        now = moved(board, conditions([word]), np.array([float(KEEP)]), T0 + STEP * step)
        changes.append(len(now.changed))
        board = Board(now.started, now.ceased, {})
    assert changes == [0, 1, 0, 1, 0]
