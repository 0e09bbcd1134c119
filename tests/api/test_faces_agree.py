"""For every state of data, all faces say the same: REST is what the others are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.api.metrics import FAMILIES, duration
from app.slo.snapshot import Data, State
from tests.api.builders import (
    World,
    exhausted,
    healthy,
    ratio_slo,
    without_data,
    zero_traffic,
)
from tests.api.mcp.connecting import ERAS, in_memory
from tests.api.rpc.calling import as_json, calling
from tests.api.rpc.test_rpc_answers import flat

pytestmark = pytest.mark.slow

STATES = {
    "healthy": healthy(),
    "a ratio": healthy(ratio_slo()),
    "exhausted": exhausted(),
    "zero traffic": zero_traffic(),
    **{data.name: without_data(data) for data in (Data.STALE, Data.NO_DATA, Data.QUERY_ERROR)},
}

Figures = Mapping[tuple[str, str], float]
"""By family and the value of its own label."""


@pytest.fixture(params=[*STATES, "expired"])
def world(request: pytest.FixtureRequest) -> World:
    """One SLO in each state of data, and one of which nothing new is known."""
    made = World(STATES.get(request.param, healthy()))
    if request.param == "expired":
        made.expire()
    return made


async def status_of(world: World) -> Any:  # noqa: ANN401  # JSON
    (status,) = (await world.get("/slos")).json()["slos"]
    return status


async def exported(world: World) -> Figures:
    page = (await world.get("/metrics")).text
    named = {family.name: family.label for family in FAMILIES}
    return {
        (family.name, sample.labels.get(named[family.name], "")): sample.value
        for family in text_string_to_metric_families(page)
        if family.name in named
        for sample in family.samples
    }


def measured(status: Mapping[str, Any]) -> Figures:
    """Give the figures of a status as they would be exported; what is null is left out."""
    budget, events, latency = status["budget"] or {}, status["events"] or {}, status["latency"]
    found: dict[tuple[str, str], float | None] = {
        ("sli_ratio", ""): status["sli"],
        ("target_ratio", ""): status["target"],
        ("budget_remaining_ratio", ""): budget.get("remaining_ratio"),
        **{("events", kind): events.get(kind) for kind in ("good", "bad")},
        **{
            ("burn_rate", duration(r["window_seconds"])): r["burn_rate"]
            for r in status["burn_rates"]
        },
        **{("alert_firing", alert["tier"]): 1.0 for alert in status["alerts"]},
        **{("state", word.name): float(word.name == status["state"]) for word in State},
        **{("data", word.name): float(word.name == status["data"]) for word in Data},
    }
    for each in latency["quantiles"] if latency else ():
        found["latency_seconds", str(each["quantile"])] = each["value_seconds"]
    return {
        (f"slo_monitor_slo_{name}", label): value
        for (name, label), value in found.items()
        if value is not None
    }


async def test_grpc_says_of_an_slo_what_rest_says(world: World) -> None:
    async with calling(world) as calls:
        (told,) = as_json(await calls.ask("ListSlos"))["slos"]
    assert told == flat(await status_of(world))


async def test_grpc_gives_the_verdict_that_rest_gives(world: World) -> None:
    async with calling(world) as calls:
        told = as_json(await calls.ask("CheckSlos"))["verdict"]
    assert told == flat((await world.get("/slo/check")).json())


async def test_metrics_have_the_figures_of_rest_and_no_others(world: World) -> None:
    assert await exported(world) == measured(await status_of(world))


@pytest.mark.parametrize("mode", ERAS)
async def test_mcp_says_of_an_slo_what_rest_says(world: World, mode: str) -> None:
    async with in_memory(world, mode) as agent:
        told = (await agent.call_tool("list_slos", {"detail": True})).structured_content
    assert told["slos"] == [await status_of(world)]


@pytest.mark.parametrize("mode", ERAS)
async def test_mcp_gives_the_verdict_that_rest_gives(world: World, mode: str) -> None:
    async with in_memory(world, mode) as agent:
        told = (await agent.call_tool("check_slos", {"detail": True})).structured_content
    assert told == (await world.get("/slo/check")).json()
