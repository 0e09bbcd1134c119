"""Plans over REST: a real store, and tools that do what a test says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.api.admission import Access
from app.api.app import backend_of
from app.slo.definition import Origin
from app.slo.plan import CheckScope, CheckStep, HttpStep, LoadStep, SettleStep, WaitStep
from app.store.plan_runs import SqlPlanRuns
from tests.api.builders import World, healthy
from tests.api.keeping import KEPT_SECONDS, Keeping, keeping
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, bearer
from tests.api.listening import Listening
from tests.plans.scripted import BUDGETS, Bench, plan

pytestmark = pytest.mark.slow

GATE = replace(plan(description="Load, settle, judge."), origin=Origin("shop.yaml", 9))
EVERYTHING = plan(
    LoadStep("load.js", 2, 60.0, {"TOKEN": "s3cret"}),
    SettleStep(30.0),
    WaitStep(5.0),
    CheckStep(CheckScope.RUN, ("a",), 10.0, 0.95, {"version": "1.42"}),
    HttpStep("https://hooks.example/go?token=s3cret", expect=204),
    name="everything",
    overlap=True,
    timeout_seconds=600.0,
)


@pytest.fixture
async def kept() -> AsyncIterator[Keeping]:
    async with keeping(World(healthy())) as opened:
        yield opened


@pytest.fixture
async def desk(kept: Keeping) -> AsyncIterator[Bench]:
    store = kept.store
    bench = Bench([EVERYTHING, GATE], SqlPlanRuns(store.leading, store.transactor, KEPT_SECONDS))
    backend_of(kept.world.app).run_plans(bench.desk)
    looking = asyncio.create_task(kept.news.run(kept.world.book))
    yield bench
    await bench.runner.close()
    kept.news.close()
    await looking


async def post(kept: Keeping, path: str, **headers: str) -> httpx.Response:
    async with kept.world.client(**headers) as client:
        return await client.post(path)


async def begin(kept: Keeping, name: str = "release-gate", **headers: str) -> Any:  # noqa: ANN401  # JSON
    answer = await post(kept, f"/plans/{name}/runs", **headers)
    assert answer.status_code == 202, answer.text
    return answer.json()


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


async def test_plans_are_listed_by_name_with_their_own_fields(kept: Keeping, desk: Bench) -> None:
    del desk
    listed = await kept.get("/plans")
    assert [each["name"] for each in listed["plans"]] == ["everything", "release-gate"]
    everything, gate = listed["plans"]
    assert (everything["overlap"], everything["timeout_seconds"]) == (True, 600)
    assert gate["location"] == {"file": "shop.yaml", "line": 9}
    assert gate["description"] == "Load, settle, judge."
    given = [
        {name: value for name, value in step.items() if value not in (None, [], {})}
        for step in everything["steps"]
    ]
    assert given == [
        {
            "kind": "LOAD",
            "title": "Run load.js with 2 virtual users for 1 min.",
            "script": "load.js",
            "vus": 2,
            "duration_seconds": 60,
            "env": ["TOKEN"],
            "max_time_seconds": 120,
        },
        {
            "kind": "SETTLE",
            "title": "Wait at most 30 s for the newest samples.",
            "max_wait_seconds": 30,
        },
        {"kind": "WAIT", "title": "Wait 5 s.", "duration_seconds": 5},
        {
            "kind": "CHECK",
            "title": "Judge the run: a.",
            "slos": ["a"],
            "scope": "RUN",
            "min_events": 10,
            "confidence": 0.95,
            "match": {"version": "1.42"},
        },
        {
            "kind": "HTTP",
            "title": "POST https://hooks.example/go.",
            "url": "https://hooks.example/go",
            "method": "POST",
            "expect_status": 204,
            "timeout_seconds": 10,
            "when": "PASSED",
        },
    ]


async def test_no_face_shows_a_secret_of_a_plan(kept: Keeping, desk: Bench) -> None:
    run = await desk.ran("everything")
    for path in ("/plans", "/plans/everything", "/plan-runs", f"/plan-runs/{run.id}"):
        assert "s3cret" not in (await kept.world.get(path)).text


async def test_pages_of_plans_follow_each_other(kept: Keeping, desk: Bench) -> None:
    del desk
    first = await kept.get("/plans?limit=1")
    assert first["next_cursor"] == "everything"
    second = await kept.get("/plans?limit=1&cursor=everything")
    assert [each["name"] for each in second["plans"]] == ["release-gate"]
    assert second["next_cursor"] is None


async def test_a_run_is_begun_and_shown_until_its_verdict(kept: Keeping, desk: Bench) -> None:
    answer = await post(kept, "/plans/release-gate/runs")
    begun = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/plan-runs/{begun['id']}"
    assert (begun["state"], begun["verdict"], begun["ended_at"]) == ("RUNNING", None, None)
    assert [step["state"] for step in begun["steps"]] == ["PENDING"] * 3
    await desk.followed(begun["id"])
    ended = await kept.get(answer.headers["location"])
    assert ended == {
        "id": begun["id"],
        "plan": "release-gate",
        "state": "FINISHED",
        "verdict": "PASS",
        "reason": "ABOVE_TARGET",
        "summary": "Step 3 (check): The run is PASS.",
        "created_at": "2023-11-14T22:13:20Z",
        "created_by": "loopback",
        "started_at": "2023-11-14T22:13:20Z",
        "ended_at": "2023-11-14T22:14:25Z",
        "progress_ratio": 1.0,
        "steps": ended["steps"],
    }
    assert ended["steps"][2] == {
        "number": 3,
        "kind": "CHECK",
        "state": "SUCCEEDED",
        "started_at": "2023-11-14T22:14:25Z",
        "ended_at": "2023-11-14T22:14:25Z",
        "message": "The run is PASS.",
        "check_id": f"{1:032x}",
        "check_verdict": "PASS",
        "progress_ratio": 1.0,
    }
    assert (await kept.get("/plans/release-gate"))["last_run"] == ended


async def test_a_run_is_streamed_whole_until_it_has_ended(kept: Keeping, desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()
    begun = await begin(kept)
    async with Listening(kept.world.app, f"/plan-runs/{begun['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        (first, *_) = await stream.heard(1)
        desk.loader.holds.set()
        await stream.end()
        sent = await stream.heard(2)
    assert {each.event for each in sent} == {"PLAN_RUN_CHANGED"}
    assert first.data["state"] == "RUNNING"
    assert sent[-1].data == await kept.get(f"/plan-runs/{begun['id']}")
    assert sent[-1].data["verdict"] == "PASS"


async def test_a_stream_of_a_run_ends_with_the_service(kept: Keeping, desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()
    begun = await begin(kept)
    async with Listening(kept.world.app, f"/plan-runs/{begun['id']}/events") as stream:
        await stream.heard(1)
        kept.news.close()
        await stream.end()


async def test_a_stream_of_no_run_is_refused(kept: Keeping, desk: Bench) -> None:
    del desk
    async with Listening(kept.world.app, f"/plan-runs/{'0' * 32}/events") as stream:
        await stream.end()
        assert stream.status == 404
        assert '"code":"UNKNOWN_PLAN_RUN"' in stream.text


async def test_what_happens_to_runs_is_among_the_events(kept: Keeping, desk: Bench) -> None:
    async with Listening(kept.world.app, "/events?after_id=0&kind=PLAN_RUN_CHANGED") as stream:
        desk.on_stored = kept.news.wake
        run = await desk.ran()
        sent = await stream.heard(8)
    assert [each.data["plan_run"]["id"] for each in sent] == [run.id] * 8
    assert sent[0].data["plan_run"]["state"] == "RUNNING"
    assert sent[-1].data["plan_run"] == await kept.get(f"/plan-runs/{run.id}")
    assert (sent[-1].data["transition"], sent[-1].data["generation"]) == (None, None)


async def test_a_run_is_cancelled_once(kept: Keeping, desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()
    begun = await begin(kept)
    await desk.loader.begun.wait()
    cancelled = await post(kept, f"/plan-runs/{begun['id']}/cancel")
    run = cancelled.json()
    assert (cancelled.status_code, run["state"], run["verdict"]) == (
        200,
        "CANCELLED",
        "INCONCLUSIVE",
    )
    assert (run["reason"], run["summary"]) == ("CANCELLED", "Cancelled by loopback.")
    assert [step["state"] for step in run["steps"]] == ["CANCELLED", "SKIPPED", "SKIPPED"]
    assert run["progress_ratio"] is None
    assert (await post(kept, f"/plan-runs/{begun['id']}/cancel")).json() == run


async def test_runs_do_not_overlap(kept: Keeping, desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()
    begun = await begin(kept)
    answer = await post(kept, "/plans/release-gate/runs")
    assert problem(answer) == (409, "PLAN_BUSY")
    assert begun["id"] in answer.json()["detail"]


async def test_a_run_under_one_key_is_begun_once(kept: Keeping, desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()
    key = {"Idempotency-Key": "deploy-7"}
    assert (await begin(kept, **key))["id"] == (await begin(kept, **key))["id"]
    other = await post(kept, "/plans/everything/runs", **key)
    assert problem(other) == (422, "INVALID_QUESTION")
    assert other.json()["field"] == "Idempotency-Key"


async def test_what_is_not_there_is_said_so(kept: Keeping, desk: Bench) -> None:
    del desk
    assert problem(await kept.world.get("/plans/none")) == (404, "UNKNOWN_PLAN")
    assert problem(await post(kept, "/plans/none/runs")) == (404, "UNKNOWN_PLAN")
    for run_id in ("0" * 32, "x"):
        assert problem(await kept.world.get(f"/plan-runs/{run_id}")) == (404, "UNKNOWN_PLAN_RUN")
        answer = await post(kept, f"/plan-runs/{run_id}/cancel")
        assert problem(answer) == (404, "UNKNOWN_PLAN_RUN")


async def test_a_plan_that_cannot_be_run_here_says_why(kept: Keeping, desk: Bench) -> None:
    desk.loader.off = "load is off"
    answer = await post(kept, "/plans/release-gate/runs")
    assert problem(answer) == (422, "PLAN_UNAVAILABLE")
    assert answer.json()["detail"].endswith("cannot be carried out: load is off")


async def test_a_follower_sends_writes_to_the_leader(kept: Keeping, desk: Bench) -> None:
    desk.epoch = None
    answer = await post(kept, "/plans/release-gate/runs")
    assert problem(answer) == (503, "NOT_LEADER")
    assert answer.headers["retry-after"] == "5"


async def test_before_the_store_is_open_plans_are_not_answered_about() -> None:
    world = World(healthy())
    assert problem(await world.get("/plans")) == (503, "NOT_YET_EVALUATED")


async def test_runs_are_listed_page_by_page(kept: Keeping, desk: Bench) -> None:
    ids = []
    for name in ("release-gate", "everything", "release-gate"):
        ids.append((await desk.ran(name)).id)
        desk.time.at += 1
    first = await kept.get("/plan-runs?limit=2")
    second = await kept.get(f"/plan-runs?limit=2&cursor={first['next_cursor']}")
    assert [run["id"] for run in (*first["runs"], *second["runs"])] == ids[::-1]
    assert second["next_cursor"] is None
    mine = await kept.get("/plan-runs?plan=everything")
    assert [run["id"] for run in mine["runs"]] == [ids[1]]
    assert (await kept.get("/plan-runs?plan=none"))["runs"] == []


@pytest.mark.parametrize(
    "path",
    ["/plans?page=2", "/plan-runs?limit=0", "/plan-runs?cursor=x", "/plans/everything?a=b"],
)
async def test_a_wrong_question_is_refused(kept: Keeping, desk: Bench, path: str) -> None:
    del desk
    assert problem(await kept.world.get(path)) == (422, "INVALID_QUESTION")


async def test_who_may_only_read_runs_and_cancels_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World(healthy(), access=Access(keys=(READ_KEY, WRITE_KEY)))
    async with keeping(world) as kept:
        runs = SqlPlanRuns(kept.store.leading, kept.store.transactor, KEPT_SECONDS)
        desk = Bench([plan(BUDGETS)], runs)
        backend_of(world.app).run_plans(desk.desk)
        for path in ("/plans/release-gate/runs", f"/plan-runs/{'0' * 32}/cancel"):
            answer = await post(kept, path, **bearer(READ_TOKEN))
            assert problem(answer) == (403, "INSUFFICIENT_SCOPE")
            assert (await post(kept, path)).status_code == 401
        with caplog.at_level(logging.INFO, "app.audit"):
            run = await begin(kept, **bearer(WRITE_TOKEN))
        await desk.followed(run["id"])
        await desk.runner.close()
    assert run["created_by"] == "ci"
    assert "POST /plans/{name}/runs by ci" in caplog.text
    assert f"wrote plan_run {run['id']}" in caplog.text
