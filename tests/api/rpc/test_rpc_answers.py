"""What gRPC answers is what REST answers, in every state of data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.api.app import check_runs
from app.slo.snapshot import Data
from tests.api.builders import (
    EVALUATED_AT,
    World,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
    without_data,
    zero_traffic,
)
from tests.api.rpc.calling import Calls, as_json, calling
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.slo.making import ratio


def every_state() -> World:
    return World(
        healthy(),
        healthy(ratio_slo()),
        exhausted(latency_slo("spent")),
        zero_traffic(latency_slo("idle")),
        *(
            without_data(data, latency_slo(data.value.lower().replace("_", "-")))
            for data in (Data.STALE, Data.NO_DATA, Data.QUERY_ERROR)
        ),
    )


@pytest.fixture
async def world() -> World:
    return every_state()


@pytest.fixture
async def calls(world: World) -> AsyncIterator[Calls]:
    async with calling(world) as made:
        yield made


async def rest(world: World, path: str) -> Any:  # noqa: ANN401  # JSON
    answer = await world.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def flat(value: Any) -> Any:  # noqa: ANN401  # JSON
    """Write what is one of two kinds with the fields of both, as a message has them."""
    if isinstance(value, list):
        return [flat(each) for each in value]
    if not isinstance(value, dict):
        return value
    written = {name: flat(each) for name, each in value.items()}
    if written.get("kind") in ("ROLLING", "CALENDAR"):
        return {"seconds": None, "unit": None, "timezone": None, **written}
    if written.get("kind") in ("LATENCY", "RATIO"):
        of_latency = {"histogram": None, "threshold_seconds": None, "estimate": None}
        of_ratio = {"total": None, "good": None, "bad": None}
        return {**of_latency, "matchers": [], **of_ratio, **written}
    return written


async def test_every_status_is_the_same(world: World, calls: Calls) -> None:
    assert as_json(await calls.ask("ListSlos")) == flat(await rest(world, "/slos"))


async def test_every_detail_is_the_same(world: World, calls: Calls) -> None:
    for slo_id in ("checkout-latency", "checkout-availability", "spent", "stale", "query-error"):
        detail = as_json(await calls.ask("GetSlo", id=slo_id))
        assert detail == flat(await rest(world, f"/slos/{slo_id}"))


async def test_the_verdict_on_budgets_is_the_same(world: World, calls: Calls) -> None:
    answer = as_json(await calls.ask("CheckSlos"))
    assert answer == {"verdict": flat(await rest(world, "/slo/check")), "check_pending": None}
    one = as_json(await calls.ask("CheckSlos", slos=["spent"]))["verdict"]
    assert one == flat(await rest(world, "/slo/check?slo=spent"))
    assert (one["verdict"], one["reason"]) == ("FAIL", "BUDGET_EXHAUSTED")


async def test_an_expired_snapshot_is_unknown_here_too(world: World, calls: Calls) -> None:
    world.expire()
    assert as_json(await calls.ask("ListSlos")) == flat(await rest(world, "/slos"))
    verdict = as_json(await calls.ask("CheckSlos"))["verdict"]
    assert (verdict["verdict"], verdict["reason"]) == ("INCONCLUSIVE", "SNAPSHOT_EXPIRED")


async def test_alerts_are_the_same(world: World, calls: Calls) -> None:
    assert as_json(await calls.ask("ListAlerts")) == flat(await rest(world, "/alerts"))


async def test_pages_follow_one_another(world: World, calls: Calls) -> None:
    first = as_json(await calls.ask("ListSlos", limit=4))
    second = as_json(await calls.ask("ListSlos", limit=4, cursor=first["next_cursor"]))
    ids = [each["id"] for page in (first, second) for each in page["slos"]]
    assert ids == [each["id"] for each in (await rest(world, "/slos"))["slos"]]
    assert second["next_cursor"] is None


async def test_conditions_mean_the_same(world: World, calls: Calls) -> None:
    found = as_json(await calls.ask("ListSlos", state="STATE_EXHAUSTED", service="checkout"))
    assert found == flat(await rest(world, "/slos?state=EXHAUSTED&service=checkout"))
    assert [each["id"] for each in found["slos"]] == ["spent"]


async def test_exclusions_are_created_listed_and_withdrawn(world: World, calls: Calls) -> None:
    created = as_json(
        await calls.ask(
            "CreateExclusion",
            slos=["checkout-latency"],
            start="2026-11-22T10:00:00Z",
            end="2026-11-22T11:00:00Z",
            reason="the move",
        )
    )
    assert created["created_by"] == "loopback"
    listed = as_json(await calls.ask("ListExclusions"))
    assert listed == flat(await rest(world, "/exclusions"))
    assert listed["exclusions"] == [created]
    await calls.ask("DeleteExclusion", id=created["id"])
    assert as_json(await calls.ask("ListExclusions"))["exclusions"] == []


async def test_a_run_is_judged_and_its_verdict_kept(world: World, calls: Calls) -> None:
    runs = ScriptedRuns({"availability": (counter(100, EVALUATED_AT - 7200, EVALUATED_AT), ())})
    check_runs(world.app, gate_over(runs, [ratio()], lambda: world.now))
    span = {"start": "2026-11-22T14:50:00Z", "end": "2026-11-22T15:00:00Z"}
    verdict = as_json(await calls.ask("CheckSlos", slos=["availability"], **span))["verdict"]
    assert (verdict["mode"], verdict["verdict"]) == ("RUN", "PASS")
    kept = as_json(await calls.ask("GetCheck", id=verdict["check_id"]))
    assert kept["verdict"] == verdict
    assert flat(await rest(world, f"/slo/checks/{verdict['check_id']}")) == verdict
    listed = as_json(await calls.ask("ListChecks"))
    assert listed == flat(await rest(world, "/slo/checks"))
    assert [each["check_id"] for each in listed["checks"]] == [verdict["check_id"]]
