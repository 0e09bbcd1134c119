"""Questions about runs over HTTP: what may be asked, who may, and what is answered."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest

from app.api.admission import Access
from app.api.app import check_runs
from app.gate.gate import Gate, Limits
from app.slo.errors import SourceError, SourceTimeout, SourceUnreachable
from tests.api.builders import EVALUATED_AT, OFFSET_SECONDS, World, healthy
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, bearer
from tests.gate.kept_checks import KeptChecks
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.slo.making import ratio

pytestmark = pytest.mark.slow

NOW = EVALUATED_AT + OFFSET_SECONDS
RUN = {"start": "2026-11-22T14:50:00Z", "end": "2026-11-22T14:55:00Z"}
KEYS = Access(keys=(READ_KEY, WRITE_KEY))
VERDICT_KEYS = {"schema_version", "check_id", "verdict", "reason", "summary", "mode", "start"}


class Gated:
    """A world with a gate for runs beside it: one definition passes, one fails."""

    def __init__(self, access: Access | None = None, limits: Limits | None = None) -> None:
        total = counter(100, NOW - 3600, NOW)
        self.runs = ScriptedRuns(
            {"availability": (total, ()), "poor": (total, counter(5, NOW - 3600, NOW))}
        )
        self.checks = KeptChecks()
        self.world = World(healthy(), access=access)
        slos = [ratio(), ratio("poor")]
        self.gate: Gate = gate_over(self.runs, slos, lambda: NOW, self.checks, limits)
        check_runs(self.world.app, self.gate)

    async def ask(self, query: str = "", *, headers: Any = None, **body: Any) -> httpx.Response:  # noqa: ANN401
        async with self.world.client() as client:
            asked = {"slos": ["availability"], **RUN, **body}
            return await client.post(f"/slo/check{query}", json=asked, headers=headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.world.get(path, **headers)

    def counted(self, family: str) -> list[str]:
        lines = generate_latest(self.world.telemetry.registry).decode().splitlines()
        return [each for each in lines if each.startswith(family) and not each.endswith(" 0.0")]


async def test_a_run_is_judged() -> None:
    answer = await Gated().ask()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    shown = answer.json()
    assert shown.keys() >= VERDICT_KEYS
    assert (shown["mode"], shown["verdict"], shown["match"]) == ("RUN", "PASS", {})
    assert (shown["start"], shown["end"]) == (RUN["start"], RUN["end"])
    (result,) = shown["results"]
    assert result["slo"] == "availability"
    assert result["events"] == {"good": 2000, "bad": 0, "total": 2000}
    assert (result["sli"], result["target"]) == (1.0, 0.99)
    assert (result["start"], result["end"]) == ("2026-11-22T14:50:00Z", "2026-11-22T14:55:00Z")
    assert (result["budget"], result["burn_rates"], result["confidence"]) == (None, [], None)
    assert result["query"] == "good of availability\ntotal of availability"


async def test_everything_that_was_asked_for_is_shown() -> None:
    gated = Gated()
    answer = await gated.ask(
        slos=["availability", "poor"],
        match={"testid": "abc"},
        min_events=10,
        confidence={"level": 0.99, "method": "CLOPPER_PEARSON"},
        baseline={"window": "5m"},
        regression={"level": 0.99, "min_difference": 0.01},
        no_data="fail",
        informational=["poor"],
    )
    shown = answer.json()
    assert (answer.status_code, shown["verdict"]) == (200, "PASS")
    assert shown["match"] == {"testid": "abc"}
    first, poor = shown["results"]
    assert first["confidence"]["method"] == "CLOPPER_PEARSON"
    assert first["confidence"]["level"] == 0.99
    assert (first["baseline"]["check_id"], first["baseline"]["regressed"]) == (None, False)
    assert first["baseline"]["start"] == "2026-11-22T14:45:00Z"
    assert (poor["verdict"], poor["informational"]) == ("FAIL", True)


async def test_a_window_reaches_up_to_now() -> None:
    answer = await Gated().ask(start=None, end=None, window="5m")
    assert (answer.json()["start"], answer.json()["end"]) == (
        "2026-11-22T15:00:00Z",
        "2026-11-22T15:05:00Z",
    )


@pytest.mark.parametrize("window", [300, 300.0, "300s", "5m", "300000ms"])
async def test_durations_may_be_written_in_several_ways(window: object) -> None:
    answer = await Gated().ask(start=None, end=None, window=window)
    assert answer.json()["start"] == "2026-11-22T15:00:00Z"


async def test_without_a_range_the_budgets_are_judged() -> None:
    async with Gated().world.client() as client:
        answer = await client.post("/slo/check", json={"slos": ["checkout-latency"]})
    assert answer.json()["mode"] == "BUDGET"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"window": "5m"}, "window"),
        ({"start": None}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"end": "2026-11-22T14:40:00Z"}, "end"),
        ({"end": "2026-11-22T16:00:00Z"}, "end"),
        ({"settle": "11m"}, "settle"),
        ({"settle": "5 minutes"}, "settle"),
        ({"settle": True}, "settle"),
        ({"match": {"le": "0.3"}}, "match"),
        ({"match": {"__name__": "x"}}, "match.__name__.[key]"),
        ({"match": {'a"}': "x"}}, 'match.a"}.[key]'),
        ({"match": {"a": ""}}, "match.a"),
        ({"match": {f"a{n}": "x" for n in range(11)}}, "match"),
        ({"min_events": -1}, "min_events"),
        ({"confidence": {"level": 1}}, "confidence.level"),
        ({"confidence": {"method": "WALD"}}, "confidence.method"),
        ({"baseline": {}}, "baseline"),
        ({"baseline": {"last_pass": True, "window": "1h"}}, "baseline"),
        ({"baseline": {"start": RUN["start"]}}, "baseline"),
        ({"baseline": {"check_id": "x"}}, "baseline.check_id"),
        ({"baseline": {"last_pass": True, "match": {"a": "b"}}}, "baseline"),
        ({"regression": {"min_difference": 2}}, "regression.min_difference"),
        ({"no_data": "ignore"}, "no_data"),
        ({"informational": ["other"]}, "informational[0]"),
        ({"confidense": {}}, "confidense"),
        ({"slos": []}, "slos"),
    ],
)
async def test_a_wrong_question_about_a_run_is_refused(body: dict[str, Any], field: str) -> None:
    gated = Gated()
    answer = await gated.ask(**body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert gated.checks.checks == {}


async def test_what_is_of_a_run_is_refused_about_budgets() -> None:
    async with Gated().world.client() as client:
        answer = await client.post("/slo/check", json={"match": {"testid": "a"}})
    assert answer.status_code == 422
    assert "match" in answer.json()["detail"]


async def test_an_unknown_slo_is_not_found() -> None:
    answer = await Gated().ask(slos=["nobody"])
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SLO")


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?fail_status=412", 412), ("?fail_on=INCONCLUSIVE", 200), ("?fail_on=FAIL", 412)],
)
async def test_a_run_that_fails_answers_with_the_status_asked_for(query: str, status: int) -> None:
    answer = await Gated().ask(query, slos=["poor"])
    assert (answer.status_code, answer.json()["verdict"]) == (status, "FAIL")


# Prometheus away


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (SourceUnreachable("gone"), 502, "SOURCE_UNREACHABLE"),
        (SourceTimeout("slow"), 504, "SOURCE_TIMEOUT"),
    ],
)
async def test_an_error_is_a_problem_with_the_verdict_in_it(
    error: SourceError,
    status: int,
    code: str,
) -> None:
    gated = Gated()
    gated.runs.failing["availability"] = error
    answer = await gated.ask()
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["detail"] == problem["verdict"]["summary"]
    assert (problem["verdict"]["verdict"], problem["verdict"]["reason"]) == ("ERROR", code)
    kept = await gated.get(f"/slo/checks/{problem['verdict']['check_id']}")
    assert (kept.status_code, kept.json()) == (200, problem["verdict"])


async def test_a_fail_beside_an_error_is_a_fail() -> None:
    gated = Gated()
    gated.runs.failing["availability"] = SourceUnreachable("gone")
    answer = await gated.ask(slos=["availability", "poor"])
    assert (answer.status_code, answer.json()["verdict"]) == (200, "FAIL")


async def test_an_error_answers_with_the_status_asked_for() -> None:
    gated = Gated()
    gated.runs.failing["availability"] = SourceUnreachable("gone")
    answer = await gated.ask("?fail_status=412")
    assert (answer.status_code, answer.json()["verdict"]) == (412, "ERROR")


# Verdicts given before


async def test_a_verdict_can_be_asked_for_again() -> None:
    gated = Gated()
    given = (await gated.ask()).json()
    assert (await gated.get(f"/slo/checks/{given['check_id']}")).json() == given


async def test_verdicts_are_listed_page_by_page_the_last_first() -> None:
    gated = Gated()
    given = [(await gated.ask()).json()["check_id"] for _ in range(3)]
    seen, query = [], "?limit=2"
    while query:
        page = (await gated.get(f"/slo/checks{query}")).json()
        seen += [each["check_id"] for each in page["checks"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert sorted(seen) == sorted(given)
    (first, *_) = (await gated.get("/slo/checks")).json()["checks"]
    assert first.keys() == {
        *("check_id", "verdict", "reason", "summary", "start", "end", "match"),
        *("created_at", "created_by"),
    }
    assert first["created_by"] == "loopback"


async def test_a_list_of_verdicts_is_not_remembered() -> None:
    gated = Gated()
    assert (await gated.get("/slo/checks")).json()["checks"] == []
    await gated.ask()
    assert len((await gated.get("/slo/checks")).json()["checks"]) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/slo/checks/x", 404),
        (f"/slo/checks/{'0' * 32}", 404),
        ("/slo/checks?cursor=x", 422),
        ("/slo/checks?limit=0", 422),
        ("/slo/checks?verdict=FAIL", 422),
    ],
)
async def test_what_is_not_there_is_told(path: str, status: int) -> None:
    assert (await Gated().get(path)).status_code == status


# Asking once, and not waiting


async def test_the_same_key_gives_the_same_check() -> None:
    gated = Gated()
    key = {"Idempotency-Key": "build-1"}
    one, two = [(await gated.ask(headers=key)).json() for _ in range(2)]
    assert one == two
    assert len(gated.runs.asked) == 1
    other = await gated.ask(headers=key, min_events=7)
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")


async def test_who_does_not_wait_asks_again() -> None:
    gated = Gated()
    gated.runs.gate.clear()
    answer = await gated.ask(wait=False)
    pending = answer.json()
    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
    assert answer.headers["Location"] == f"/slo/checks/{pending['check_id']}"
    assert pending.keys() == {"check_id", "retry_after_seconds"}
    again = await gated.get(f"/slo/checks/{pending['check_id']}")
    assert (again.status_code, again.json()) == (202, pending)
    gated.runs.gate.set()
    await gated.checks.finished.wait()
    found = await gated.get(f"/slo/checks/{pending['check_id']}")
    assert (found.status_code, found.json()["verdict"]) == (200, "PASS")


async def test_too_many_at_a_time_are_turned_away() -> None:
    gated = Gated(limits=Limits(open_checks=1, retry_after_seconds=7))
    gated.runs.gate.clear()
    await gated.ask(wait=False)
    answer = await gated.ask()
    assert (answer.status_code, answer.json()["code"]) == (503, "TOO_MANY_CHECKS")
    assert answer.headers["Retry-After"] == "7"
    await gated.gate.close()


async def test_before_the_gate_is_open_nothing_is_judged() -> None:
    answer = await World(healthy()).post("/slo/check", {"window": "5m"})
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_YET_EVALUATED")


# Who may


async def test_asking_about_a_run_is_a_write() -> None:
    gated = Gated(KEYS)
    refused = await gated.ask(headers=bearer(READ_TOKEN))
    assert (refused.status_code, refused.json()["code"]) == (403, "INSUFFICIENT_SCOPE")
    assert "WWW-Authenticate" in refused.headers
    assert gated.runs.asked == []
    allowed = await gated.ask(headers=bearer(WRITE_TOKEN))
    assert allowed.status_code == 200
    (kept,) = gated.checks.checks.values()
    assert kept.verdict is not None
    assert kept.verdict.created_by == "ci"
    read = await gated.get(f"/slo/checks/{kept.id}", **bearer(READ_TOKEN))
    assert read.status_code == 200


async def test_a_look_is_answered_and_not_kept() -> None:
    gated = Gated(KEYS)
    look = await gated.ask(headers=bearer(WRITE_TOKEN), keep=False)
    assert (look.status_code, look.json()["verdict"]) == (200, "PASS")
    assert gated.checks.checks == {}
    assert (await gated.ask(headers=bearer(READ_TOKEN), keep=False)).status_code == 403


@pytest.mark.parametrize(
    ("body", "headers", "sentence"),
    [
        ({"wait": False}, {}, "let wait be true"),
        ({}, {"Idempotency-Key": "k"}, "is of a check that is kept"),
    ],
)
async def test_what_is_not_kept_cannot_be_asked_for_again(
    body: dict[str, Any], headers: dict[str, str], sentence: str
) -> None:
    refused = await Gated().ask(headers=headers, keep=False, **body)
    assert (refused.status_code, sentence in refused.json()["detail"]) == (422, True)


async def test_beyond_loopback_without_keys_nobody_asks_about_runs() -> None:
    refused = await Gated(Access(beyond_loopback=True)).ask()
    assert (refused.status_code, refused.json()["code"]) == (403, "WRITES_CLOSED")


async def test_a_foreign_page_asks_about_no_run() -> None:
    refused = await Gated().ask(headers={"Sec-Fetch-Site": "cross-site"})
    assert (refused.status_code, refused.json()["code"]) == (403, "FOREIGN_ORIGIN")


async def test_a_form_asks_about_no_run() -> None:
    async with Gated().world.client() as client:
        answer = await client.post(
            "/slo/check",
            content='{"window": "5m"}',
            headers={"Content-Type": "text/plain"},
        )
    assert answer.status_code == 422  # it is no JSON, whatever it says


async def test_a_check_is_recorded_and_counted_as_a_write(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gated = Gated(KEYS)
    with caplog.at_level(logging.INFO, "app.audit"):
        await gated.ask(headers=bearer(READ_TOKEN))
        given = (await gated.ask(headers=bearer(WRITE_TOKEN))).json()
        async with gated.world.client(**bearer(READ_TOKEN)) as client:
            await client.post("/slo/check", json={})
    refused, written = (record.getMessage() for record in caplog.records)
    assert refused.startswith("POST /slo/check by dashboard from ")
    assert refused.endswith("403, wrote nothing")
    assert written.endswith(f"200, wrote check {given['check_id']}")
    counter_name = "slo_monitor_http_writes_total"
    assert sorted(gated.counted(counter_name)) == [
        f'{counter_name}{{method="POST",outcome="{outcome}",route="/slo/check"}} 1.0'
        for outcome in ("refused", "written")
    ]
    # How long it waited for Prometheus says nothing of the service.
    (timed,) = gated.counted("slo_monitor_http_request_duration_seconds_count")
    assert timed.endswith(" 2.0")  # the one that was refused, and the one about budgets
    assert gated.counted("slo_monitor_http_refusals_total") == [
        'slo_monitor_http_refusals_total{reason="insufficient_scope"} 1.0'
    ]
