from __future__ import annotations

from app.slo.alert import Transition
from app.slo.delivery import (
    GIVE_UP_SECONDS,
    LONGEST_ASKED_WAIT_SECONDS,
    Attempt,
    Delivery,
    DeliveryState,
    Failure,
    attempted,
    wait_seconds,
)
from tests.notify.alerts import T0, alert_of

FIRED = Transition.fired(alert_of(started_at=T0))


def after(failure: Failure | None, attempts: int = 0, now: float = T0 + 10) -> Attempt:
    return attempted(Delivery(FIRED, attempts, 0.0), failure, now)


def test_what_was_taken_is_delivered() -> None:
    assert after(None) == Attempt(FIRED.id, DeliveryState.DELIVERED)


def test_each_failure_doubles_the_wait_up_to_ten_minutes() -> None:
    assert [wait_seconds(n) for n in (1, 2, 3, 10, 11, 5000)] == [1, 2, 4, 512, 600, 600]
    again = after(Failure("it answered 500"), attempts=2)
    assert again == Attempt(FIRED.id, DeliveryState.PENDING, T0 + 14, "it answered 500")


def test_what_a_receiver_asks_for_is_waited_within_reason() -> None:
    assert after(Failure("busy", wait_seconds=90)).next_attempt_at == T0 + 100
    assert after(Failure("busy", wait_seconds=0)).next_attempt_at == T0 + 11
    a_year = after(Failure("busy", wait_seconds=3e7)).next_attempt_at
    assert a_year == T0 + 10 + LONGEST_ASKED_WAIT_SECONDS


def test_a_final_refusal_is_the_end() -> None:
    assert after(Failure("it answered 404", is_final=True)).state is DeliveryState.DEAD


def test_what_has_failed_for_a_day_is_given_up() -> None:
    assert after(Failure("no answer"), now=T0 + GIVE_UP_SECONDS).state is DeliveryState.PENDING
    assert after(Failure("no answer"), now=T0 + GIVE_UP_SECONDS + 1).state is DeliveryState.DEAD
