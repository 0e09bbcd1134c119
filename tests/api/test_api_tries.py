"""How often somebody may present a wrong key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.tries import MOST_TRIES, MOST_WATCHED, WINDOW_SECONDS, FailedTries


def failed(tries: FailedTries, who: str, times: int, at: float = 0.0) -> list[bool]:
    return [tries.note(who, at) for _ in range(times)]


def test_nobody_waits_before_the_last_try() -> None:
    tries = FailedTries()
    assert not any(failed(tries, "a", MOST_TRIES - 1))
    assert tries.wait_seconds("a", 0.0) == 0.0
    assert failed(tries, "a", 1) == [True]
    assert tries.wait_seconds("a", 0.0) == WINDOW_SECONDS


def test_the_wait_ends_with_the_window_that_began_with_the_first_failure() -> None:
    tries = FailedTries()
    failed(tries, "a", 1, at=100.0)
    failed(tries, "a", MOST_TRIES - 1, at=130.0)
    assert tries.wait_seconds("a", 130.0) == pytest.approx(WINDOW_SECONDS - 30)
    assert tries.wait_seconds("a", 100.0 + WINDOW_SECONDS) == 0.0


def test_after_a_window_the_count_begins_anew() -> None:
    tries = FailedTries()
    failed(tries, "a", MOST_TRIES)
    assert not any(failed(tries, "a", MOST_TRIES - 1, at=WINDOW_SECONDS))


def test_others_do_not_wait() -> None:
    tries = FailedTries()
    failed(tries, "a", MOST_TRIES)
    assert tries.wait_seconds("b", 0.0) == 0.0


def test_what_is_over_is_forgotten_by_whoever_asks_next() -> None:
    tries = FailedTries()
    failed(tries, "a", 3)
    tries.wait_seconds("b", WINDOW_SECONDS)
    assert len(tries) == 0


def test_memory_is_bounded_and_the_oldest_is_forgotten_first() -> None:
    tries = FailedTries()
    failed(tries, "first", MOST_TRIES)
    failed(tries, "second", MOST_TRIES)
    for place in range(MOST_WATCHED - 1):
        tries.note(place, 1.0)
    assert len(tries) == MOST_WATCHED
    assert tries.wait_seconds("first", 1.0) == 0.0
    assert tries.wait_seconds("second", 1.0) > 0.0


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 20, allow_nan=False)), max_size=100))
def test_no_window_has_more_failures_than_are_allowed(moves: list[tuple[str, float]]) -> None:
    tries, now = FailedTries(), 0.0
    compared: dict[str, list[float]] = {"a": [], "b": []}
    for who, after in moves:
        now += after
        if not tries.wait_seconds(who, now):
            tries.note(who, now)
            compared[who].append(now)
    for times in compared.values():
        while times:
            window = [at for at in times if at < times[0] + WINDOW_SECONDS]
            assert len(window) <= MOST_TRIES
            del times[: len(window)]
