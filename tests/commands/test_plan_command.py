"""``plan list`` and ``plan run``: what is shown, what Ctrl-C means, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
import pytest
from rich.console import Console
from typer.testing import CliRunner

from app.cli import cli
from app.commands import plan_progress
from app.commands.plan_following import Followed, LeftRunning
from app.commands.remote import RemoteService, ServiceUnreachable
from tests.commands.scripted import Answer, Request, Scripted
from tests.commands.waits import Waits

Run = dict[str, Any]

PLAN = {
    "name": "gate",
    "description": "Judge it [all].",
    "steps": [
        {"kind": "LOAD", "title": "Run load.js with 2 virtual users for 1 min."},
        {"kind": "CHECK", "title": "Judge the run: every SLO."},
    ],
    "last_run": None,
}


def step(number: int, kind: str, state: str, message: str | None = None) -> Run:
    ratio = {"SUCCEEDED": 1.0, "RUNNING": 0.5 if kind == "LOAD" else None}.get(state)
    return {
        "number": number,
        "kind": kind,
        "state": state,
        "message": message,
        "progress_ratio": ratio,
    }


def run(state: str, *states: str, verdict: str | None = None) -> Run:
    steps = [
        step(n, kind, one, f"[{kind}] it is {one}." if one not in ("PENDING", "RUNNING") else None)
        for n, (kind, one) in enumerate(zip(("LOAD", "CHECK"), states, strict=True), 1)
    ]
    return {
        "id": "r1",
        "state": state,
        "verdict": verdict,
        "summary": verdict and "So it ended [well].",
        "created_at": "2026-11-27T03:00:00Z",
        "steps": steps,
    }


BEGUN = run("RUNNING", "PENDING", "PENDING")
LOADING = run("RUNNING", "RUNNING", "PENDING")
CHECKING = run("RUNNING", "SUCCEEDED", "RUNNING")
PASSED = run("FINISHED", "SUCCEEDED", "SUCCEEDED", verdict="PASS")
CANCELLED = run("CANCELLED", "CANCELLED", "SKIPPED", verdict="INCONCLUSIVE")


def service(*runs: Run) -> Callable[[Request], Answer]:
    """Answer as a service whose run stands like this at each question; then like the last."""
    left = list(runs)

    def answer(request: Request) -> Answer:
        if request.method == "POST":
            return Answer(202, BEGUN)
        if request.path.startswith("/plans"):
            return Answer(200, PLAN)
        return Answer(200, left.pop(0) if len(left) > 1 else left[0])

    return answer


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.plan_following.POLL_SECONDS", 0.0)


def asked(url: str, *words: str) -> Any:  # noqa: ANN401  # the runner's result
    return CliRunner().invoke(cli, ["plan", *words, "--url", url])


def test_a_run_is_shown_line_by_line_and_ends_with_its_verdict() -> None:
    with Scripted(service(LOADING, LOADING, CHECKING, PASSED)) as server:
        result = asked(server.url, "run", "gate")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "1/2 LOAD RUNNING: Run load.js with 2 virtual users for 1 min.",
        "1/2 LOAD SUCCEEDED: [LOAD] it is SUCCEEDED.",
        "2/2 CHECK RUNNING: Judge the run: every SLO.",
        "2/2 CHECK SUCCEEDED: [CHECK] it is SUCCEEDED.",
    ]
    assert result.stdout.splitlines()[-1] == "PASS: So it ended [well]."
    assert "[LOAD] it is SUCCEEDED." in result.stdout
    assert server.asked[:3] == [
        ("GET", "/plans/gate"),
        ("POST", "/plans/gate/runs"),
        ("GET", "/plan-runs/r1"),
    ]


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("PASS", 0), ("WARNING", 0), ("FAIL", 1), ("INCONCLUSIVE", 3), ("ERROR", 4), ("NEW", 3)],
)
def test_it_exits_as_check_does(verdict: str, code: int) -> None:
    with Scripted(service({**PASSED, "verdict": verdict})) as server:
        assert asked(server.url, "run", "gate").exit_code == code


def test_for_programs_the_whole_run_is_printed() -> None:
    with Scripted(service(PASSED)) as server:
        result = asked(server.url, "run", "gate", "--format", "json")
    assert json.loads(result.stdout) == PASSED


def test_a_run_can_be_begun_and_left() -> None:
    with Scripted(service(LOADING)) as server:
        result = asked(server.url, "run", "gate", "--detach", "--idempotency-key", "k")
    assert (result.exit_code, result.stdout) == (0, "r1\n")
    assert server.requests[-1].key == "k"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(404, {"code": "UNKNOWN_PLAN", "detail": "no plan has the name 'gate'"}), 2),
        (Answer(503, {"code": "NOT_LEADER", "detail": "another replica leads"}, "5"), 4),
    ],
)
def test_a_service_that_refuses_is_explained(answer: Answer, code: int) -> None:
    assert isinstance(answer.body, dict)
    with Scripted([answer]) as server:
        result = asked(server.url, "run", "gate")
    assert result.exit_code == code
    assert answer.body["detail"] in result.stderr


def test_plans_are_listed_with_how_they_ended_last() -> None:
    pages = [
        Answer(200, {"plans": [PLAN], "next_cursor": "gate"}),
        Answer(200, {"plans": [{**PLAN, "name": "z", "last_run": PASSED}], "next_cursor": None}),
    ]
    with Scripted(pages) as server:
        result = asked(server.url, "list")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1][:4] == ["gate", "load", "check", "–"]
    assert lines[2][:5] == ["z", "load", "check", "PASS", "2026-11-27T03:00:00Z"]
    assert "Judge it [all]." in result.stdout
    assert server.asked == [("GET", "/plans"), ("GET", "/plans?cursor=gate")]


def test_plans_are_listed_for_programs() -> None:
    with Scripted([Answer(200, {"plans": [PLAN], "next_cursor": None})]) as server:
        result = asked(server.url, "list", "--json")
    assert json.loads(result.stdout) == {"plans": [PLAN], "next_cursor": None}


def test_nobody_there_is_unreachable() -> None:
    assert asked("http://127.0.0.1:1", "run", "gate").exit_code == 4


# Ctrl-C


def interrupted(at: Sequence[int]) -> tuple[Waits, Callable[[], None]]:
    """Press Ctrl-C at the n-th pauses."""
    waits = Waits(0)

    def press() -> None:
        if len(waits.pauses) + 1 in at:
            waits.pauses.append(0.0)
            raise KeyboardInterrupt

    waits.before_each = press
    return waits, press


def followed(
    server: Scripted, waits: Waits, is_to_be_cancelled: Callable[[], bool] = lambda: True
) -> Mapping[str, Any]:
    with RemoteService(server.url, None) as remote:
        following = Followed(remote, waits.clock, lambda _: None, is_to_be_cancelled)
        return following.to_the_end(BEGUN)


def cancelling(request: Request) -> Answer:
    return Answer(200, CANCELLED if request.path.endswith("/cancel") else LOADING)


def test_ctrl_c_cancels_the_run_and_waits_for_its_end() -> None:
    waits, _ = interrupted([2])
    with Scripted(cancelling) as server:
        assert followed(server, waits) == CANCELLED
    assert server.asked[-1] == ("POST", "/plan-runs/r1/cancel")


def test_who_does_not_want_to_cancel_goes_on_following() -> None:
    waits, _ = interrupted([1])
    with Scripted(service(LOADING, PASSED)) as server:
        assert followed(server, waits, lambda: False) == PASSED
    assert ("POST", "/plan-runs/r1/cancel") not in server.asked


def test_ctrl_c_again_leaves_the_run_alone() -> None:
    waits, _ = interrupted([1, 2])
    with Scripted(service(LOADING)) as server, pytest.raises(LeftRunning):
        followed(server, waits, lambda: False)


@pytest.mark.parametrize("pressed", [click.Abort, KeyboardInterrupt])
def test_ctrl_c_at_the_question_leaves_the_run_alone(pressed: type[BaseException]) -> None:
    waits, _ = interrupted([1])

    def ask() -> bool:
        raise pressed

    with Scripted(service(LOADING)) as server, pytest.raises(LeftRunning):
        followed(server, waits, ask)
    assert server.asked == []


def test_who_leaves_is_told_where_the_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object) -> Run:
        raise LeftRunning

    monkeypatch.setattr(Followed, "to_the_end", leave)
    with Scripted(service(LOADING)) as server:
        result = asked(server.url, "run", "gate")
    assert result.exit_code == 130
    assert "goes on without you: GET /plan-runs/r1" in result.stderr


def test_a_service_that_starts_again_is_waited_for_and_not_for_ever() -> None:
    gone = Answer(503, {})
    with Scripted([gone, gone, Answer(200, PASSED)]) as server:
        assert followed(server, Waits(0)) == PASSED
    waits = Waits(0)
    waits.before_each = lambda: setattr(waits, "at", waits.at + 10)
    with Scripted([gone]) as server, pytest.raises(ServiceUnreachable):
        followed(server, waits)
    assert waits.at == 70


def test_on_a_terminal_each_step_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Console(force_terminal=True, width=120, stderr=True)
    monkeypatch.setattr(plan_progress, "err", terminal)
    with terminal.capture() as captured, plan_progress.progress_of(PLAN) as shown:
        for each in (BEGUN, LOADING, CHECKING, PASSED):
            shown.show(each)
        assert shown.asked(lambda: True)
    text = captured.get()
    for word in ("Run load.js with 2 virtual users", "Judge the run", "RUNNING", "SUCCEEDED", "━"):
        assert word in text
