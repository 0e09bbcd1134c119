"""Asking about a run: until there is a verdict, and not for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.commands.remote import Refused, RemoteService, ServiceUnreachable
from app.commands.run_check import RunGate
from tests.commands.scripted import Answer, Scripted
from tests.commands.waits import Waits
from tests.gate.verdicts import AWAY, RUN

QUESTION = {"window": "5m", "wait": False}
RUNNING = Answer(202, {"check_id": "c 7", "retry_after_seconds": 3}, "3")
DONE = Answer(200, RUN)
BUSY = Answer(503, {"detail": "as many run as may"}, "2")
NOWHERE = "http://127.0.0.1:1"


def ask(
    url: str, waits: Waits, patience_seconds: float = 60.0, key: str = "k"
) -> Mapping[str, Any]:
    with RemoteService(url, None) as remote:
        return RunGate(remote, patience_seconds, waits.clock).ask(QUESTION, key)


def test_a_verdict_is_taken_as_it_is() -> None:
    with Scripted([DONE]) as server:
        assert ask(server.url, Waits(0)) == RUN
    assert server.asked == [("POST", "/slo/check")]
    assert (server.requests[0].body, server.requests[0].key) == (QUESTION, "k")


def test_a_check_that_runs_is_asked_for_until_it_is_done() -> None:
    waits = Waits(0)
    with Scripted([RUNNING, RUNNING, DONE]) as server:
        assert ask(server.url, waits) == RUN
    assert server.asked == [("POST", "/slo/check"), *[("GET", "/slo/checks/c%207")] * 2]
    assert waits.pauses == [3, 3]


def test_a_busy_service_is_asked_again_under_the_same_key() -> None:
    waits = Waits(0)
    with Scripted([BUSY, Answer(429, {}, "1"), DONE]) as server:
        assert ask(server.url, waits) == RUN
    assert [request.key for request in server.requests] == ["k", "k", "k"]
    assert waits.pauses == [2, 1]


def test_a_service_that_starts_again_is_waited_for() -> None:
    with Scripted([RUNNING, Answer(503, {}), RUNNING, DONE]) as server:
        assert ask(server.url, Waits(0)) == RUN


def test_waiting_ends_when_the_time_is_over_and_says_where_to_look_later() -> None:
    waits = Waits(0)
    with Scripted([RUNNING]) as server, pytest.raises(ServiceUnreachable, match=r"c 7.*later"):
        ask(server.url, waits, patience_seconds=10)
    assert waits.at <= 10


def test_a_service_that_stays_busy_gave_no_verdict() -> None:
    waits = Waits(0)
    with Scripted([BUSY]) as server, pytest.raises(ServiceUnreachable, match="within 10 s"):
        ask(server.url, waits, patience_seconds=10)
    assert waits.at <= 10


@pytest.mark.parametrize("status", [502, 504])
def test_a_prometheus_that_is_away_is_a_verdict(status: int) -> None:
    problem = {"detail": "Prometheus cannot be reached", "verdict": AWAY}
    with Scripted([Answer(status, problem)]) as server:
        assert ask(server.url, Waits(0)) == AWAY


def test_a_prometheus_that_went_away_meanwhile_is_a_verdict() -> None:
    with Scripted([RUNNING, Answer(502, {"verdict": AWAY})]) as server:
        assert ask(server.url, Waits(0)) == AWAY


def test_a_question_that_is_at_fault_is_refused_at_once() -> None:
    refusal = Answer(422, {"detail": "window must be a duration"})
    with Scripted([refusal]) as server, pytest.raises(Refused, match="window must be"):
        ask(server.url, Waits(0))
    assert len(server.requests) == 1


def test_a_check_that_is_gone_is_no_fault_of_the_question() -> None:
    gone = Answer(404, {"detail": "no such check"})
    with Scripted([RUNNING, gone]) as server, pytest.raises(ServiceUnreachable, match="no longer"):
        ask(server.url, Waits(0))


@pytest.mark.parametrize(
    "answer", [Answer(200, {}), Answer(200, {"verdict": 1}), Answer(202, {}), Answer(200, [])]
)
def test_what_is_no_gate_is_not_believed(answer: Answer) -> None:
    with Scripted([answer]) as server, pytest.raises(ServiceUnreachable, match="no SLO Monitor"):
        ask(server.url, Waits(0))


def test_a_service_that_is_away_is_not_waited_for() -> None:
    waits = Waits(0)
    with pytest.raises(ServiceUnreachable, match=NOWHERE):
        ask(NOWHERE, waits)
    assert waits.pauses == []


def test_a_wait_is_neither_endless_nor_none() -> None:
    waits = Waits(0)
    eager, patient = Answer(202, RUNNING.body, "0"), Answer(202, RUNNING.body, "3600")
    with Scripted([eager, patient, DONE]) as server:
        ask(server.url, waits)
    assert waits.pauses == [0.2, 30.0]
