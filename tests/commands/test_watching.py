"""A running test that is followed ends early when it cannot pass, and never when it could."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.commands.remote import Refused, RemoteService
from app.commands.run_check import RunGate
from app.commands.run_question import Span
from app.commands.watching import Watch
from app.slo.instant import instant
from tests.commands.scripted import Answer, Request, Scripted
from tests.commands.waits import Waits
from tests.gate.verdicts import AVAILABLE, PASSING, RUN, Wire

BEGIN = 1_795_359_600.0  # 2026-11-22T15:00:00Z
LENGTH = 100.0
INTERVAL = 10.0
Events = Callable[[float], tuple[float, float]]


def seconds(time: str) -> float:
    return float(time[17:19]) + 60 * float(time[14:16])


@dataclass
class Run:
    """A service that counts a run: ``events`` says how many were bad of how many, by then.

    Its samples come late by ``lag_seconds``, unless it may wait for them.
    """

    events: Events
    target: float = 0.95
    lag_seconds: float = 0.0
    fields: Mapping[str, Any] = field(default_factory=dict)
    kept: list[Mapping[str, Any]] = field(default_factory=list)
    now: Callable[[], float] = lambda: BEGIN

    def answer(self, request: Request) -> Answer:
        question = request.body
        if question.get("keep", True):
            self.kept.append(question)
            assert request.key
        end = seconds(question["end"]) if "end" in question else self.now() - BEGIN
        return Answer(200, self.verdict(end, settles="settle" in question))

    def verdict(self, end: float, *, settles: bool = False) -> Wire:
        newest = self.now() - BEGIN - (0 if settles else self.lag_seconds)
        bad, total = self.events(min(newest, end))
        sli = (total - bad) / total if total else None
        word = "INCONCLUSIVE" if sli is None or newest < end else "FAIL"
        if sli is not None and sli >= self.target and word == "FAIL":
            word = "PASS"
        result = {**AVAILABLE, "verdict": word, "sli": sli, "target": self.target}
        result["events"] = {"good": total - bad, "bad": bad, "total": total}
        data = {"newest_sample": instant(BEGIN + newest)}
        return {**RUN, "verdict": word, "data": data, "results": [{**result, **self.fields}]}


@dataclass
class Followed:
    """How following a run went."""

    verdict: Mapping[str, Any]
    why_early: str | None
    at: float
    lines: list[str]
    requests: list[Request]


def follow(
    run: Run | Callable[[Request], Answer], expected: float | None = None, **question: object
) -> Followed:
    waits, lines = Waits(BEGIN), list[str]()
    if isinstance(run, Run):
        run.now = lambda: waits.at
    answers = run.answer if isinstance(run, Run) else run
    with Scripted(answers) as server, RemoteService(server.url, None) as remote:
        gate = RunGate(remote, 60, waits.clock)
        span = Span(BEGIN, BEGIN + LENGTH)
        watch = Watch(gate, question, "key", span, INTERVAL, expected, lines.append)
        verdict, why_early = watch.follow()
    return Followed(verdict, why_early, waits.at - BEGIN, lines, server.requests)


def steady(bad_ratio: float, per_second: int = 30) -> Events:
    return lambda at: (at * per_second * bad_ratio, at * per_second)


def test_a_good_run_is_followed_to_its_end_and_judged_whole() -> None:
    run = Run(steady(0.01))
    followed = follow(run, settle="60s", wait=False)
    assert (followed.verdict["verdict"], followed.why_early, followed.at) == ("PASS", None, LENGTH)
    assert len(followed.requests) == LENGTH / INTERVAL
    assert run.kept == [
        {
            "start": "2026-11-22T15:00:00Z",
            "end": "2026-11-22T15:01:40Z",
            "settle": "60s",
            "wait": False,
        }
    ]


def test_looks_are_not_kept_and_wait_for_nothing() -> None:
    look = follow(Run(steady(0.01)), settle="60s", wait=False).requests[0]
    assert look.body == {
        "start": "2026-11-22T15:00:00Z",
        "wait": True,
        "keep": False,
    }
    assert look.key is None


def test_a_failing_run_ends_early_and_says_why() -> None:
    run = Run(steady(0.5))
    followed = follow(run, expected=3000)
    assert followed.verdict["verdict"] == "FAIL"
    assert followed.at == 20  # 10 s do not exceed the 150 of 3,000 that may be bad
    assert followed.why_early == (
        "ended 80 s early, because failing is certain: checkout-availability has 300 bad"
        " events, more than the 150 that 3,000 allow"
    )
    assert [(each["end"], "keep" in each) for each in run.kept] == [("2026-11-22T15:00:20Z", False)]


def test_without_a_number_of_events_chance_is_ruled_out() -> None:
    followed = follow(Run(steady(0.5)))
    assert (followed.verdict["verdict"], followed.at) == ("FAIL", 10)
    assert followed.why_early is not None
    assert followed.why_early.endswith(
        "checkout-availability is at 50.00% of 300 events; its target is 95.00%"
    )


def test_a_run_slightly_below_its_target_is_followed_to_its_end() -> None:
    followed = follow(Run(steady(0.06)))
    assert (followed.verdict["verdict"], followed.why_early, followed.at) == ("FAIL", None, LENGTH)


@pytest.mark.parametrize(
    ("bad_at_first", "word"), [(150, "PASS"), (151, "FAIL")], ids=["as many", "one more"]
)
def test_a_bad_begin_is_forgiven_exactly_as_long_as_the_rest_can_make_up_for_it(
    bad_at_first: int, word: str
) -> None:
    run = Run(lambda at: (min(bad_at_first, at * 30), at * 30))
    followed = follow(run, expected=3000)
    assert followed.verdict["verdict"] == word
    assert (followed.why_early is None) == (word == "PASS")


def test_what_ends_a_run_is_judged_where_the_samples_end() -> None:
    run = Run(steady(0.5), lag_seconds=3)
    followed = follow(run)
    assert (followed.verdict["verdict"], followed.at) == ("FAIL", 10)
    assert [each["end"] for each in run.kept] == ["2026-11-22T15:00:07Z"]


def test_a_run_goes_on_if_the_service_does_not_say_fail() -> None:
    run = Run(steady(0.5))

    followed = follow(lambda _: Answer(200, {**run.verdict(20.0), "verdict": "ERROR"}))
    assert (followed.why_early, followed.at) == (None, LENGTH)


def test_an_informational_slo_ends_nothing() -> None:
    followed = follow(Run(steady(0.5), fields={"informational": True}), expected=3000)
    assert (followed.why_early, followed.at) == (None, LENGTH)


@pytest.mark.parametrize(("high", "ends"), [(0.96, False), (0.6, True)])
def test_what_is_estimated_ends_a_run_by_its_better_bound(high: float, *, ends: bool) -> None:
    fields = {"estimate": {"sli_low": 0.1, "sli_high": high}}
    for expected in (3000, None):
        followed = follow(Run(steady(0.5), fields=fields), expected=expected)
        assert (followed.why_early is not None) == ends


@pytest.mark.parametrize("fields", [{"events": None}, {"target": None}, {"target": 1.0}])
def test_what_is_not_known_ends_nothing(fields: Mapping[str, Any]) -> None:
    assert follow(Run(steady(0.5), fields=fields), expected=3000).why_early is None


def test_a_look_that_fails_is_passed_over() -> None:
    def answer(request: Request) -> Answer:
        is_away = "end" not in request.body
        return Answer(500, {"detail": "it is upset"}) if is_away else Answer(200, PASSING)

    followed = follow(answer)
    assert (followed.verdict, followed.at) == (PASSING, LENGTH)
    assert followed.lines[0].startswith("10 s of 100 s  ")
    assert "it is upset" in followed.lines[0]


def test_a_question_that_is_at_fault_ends_at_the_first_look() -> None:
    with pytest.raises(Refused, match="no SLO has the name"):
        follow(lambda _: Answer(404, {"detail": "no SLO has the name 'x'"}))


def test_progress_is_one_line_a_look() -> None:
    lines = follow(Run(steady(0.01))).lines
    assert len(lines) == 9
    assert lines[1] == ("20 s of 100 s  checkout-availability 99.00% (target 95.00%), 6 of 600 bad")


def test_a_run_that_has_not_begun_is_waited_for() -> None:
    waits = Waits(BEGIN - 25)
    with Scripted(Run(steady(0.01)).answer) as server, RemoteService(server.url, None) as remote:
        gate = RunGate(remote, 60, waits.clock)
        Watch(gate, {}, "key", Span(BEGIN, BEGIN + 10), INTERVAL, None, lambda _: None).follow()
    assert waits.pauses == [10, 10, 10, 5]
    assert ["end" in request.body for request in server.requests] == [False, True]


def test_the_command_ends_early_with_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    failing = Answer(200, {**RUN, "results": [RUN["results"][1]]})
    words = ["--watch", "--start", "now", "--window", "5m", "--interval", "10ms"]
    with Scripted([failing]) as server:
        result = CliRunner().invoke(
            cli, ["check", "--url", server.url, *words, "--expect-events", "12000"]
        )
    assert result.exit_code == 1, result.output
    assert "because failing is certain: checkout-latency has 700 bad events" in result.stderr
    assert result.stdout.splitlines()[-1].startswith("FAIL  ")
    *looks, kept = [request.body for request in server.requests]
    assert [look["keep"] for look in looks] == [False, False]
    assert "keep" not in kept
