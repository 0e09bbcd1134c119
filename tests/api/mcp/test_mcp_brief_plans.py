"""What is told of plans and their runs is short too, however many there are and however long."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from mcp_types import CallToolResult

from app.api.app import backend_of
from app.api.mcp.brief import MOST_TOKENS, tokens_of
from app.slo.plan import CheckScope, CheckStep, Plan, WaitStep
from app.store.plan_runs import SqlPlanRuns
from tests.api.builders import World, healthy
from tests.api.keeping import KEPT_SECONDS, Keeping, keeping
from tests.api.mcp.connecting import MODERN, connected, served
from tests.plans.scripted import Bench, plan

pytestmark = pytest.mark.slow

MOST_STEPS = 50
LONG_NAMES = tuple(
    f"checkout-latency-with-a-name-as-long-as-names-may-be-{n:08d}" for n in range(50)
)


def long_plan(number: int) -> Plan:
    steps = [WaitStep(1.0)] * (MOST_STEPS - 1)
    judge = CheckStep(CheckScope.BUDGET, LONG_NAMES)
    return plan(*steps, judge, name=f"a-plan-with-a-long-name-{number:03d}", description="x" * 500)


@pytest.fixture
async def kept() -> AsyncIterator[Keeping]:
    async with keeping(World(healthy())) as opened:
        store = opened.store
        runs = SqlPlanRuns(store.leading, store.transactor, KEPT_SECONDS)
        bench = Bench([long_plan(number) for number in range(200)], runs)
        backend_of(opened.world.app).run_plans(bench.desk)
        yield opened
        await bench.runner.close()


def shown_tokens(answer: CallToolResult) -> int:
    assert not answer.is_error
    return tokens_of(answer.model_dump(mode="json", by_alias=True, exclude={"meta", "result_type"}))


async def test_plans_and_runs_stay_below_the_most_tokens(kept: Keeping) -> None:
    async with served(kept) as url, connected(url, MODERN) as agent:
        ran = await agent.call_tool("run_plan", {"name": long_plan(0).name})
        listed = await agent.call_tool("list_plans", {})
        ended = await agent.call_tool("cancel_run", {"id": ran.structured_content["id"]})
    assert ran.structured_content["verdict"] == "PASS"
    assert ended.structured_content["state"] == "FINISHED", "one that has ended stays as it is"
    for name, answer in (("run_plan", ran), ("list_plans", listed), ("cancel_run", ended)):
        assert shown_tokens(answer) < MOST_TOKENS
        print(f"{name}: {shown_tokens(answer)} tokens")  # noqa: T201  # shown with -s


async def test_a_page_of_plans_leads_on_to_the_next(kept: Keeping) -> None:
    async with served(kept) as url, connected(url, MODERN) as agent:
        first = (await agent.call_tool("list_plans", {})).structured_content
        again = await agent.call_tool("list_plans", {"cursor": first["next_cursor"]})
    names = [each["name"] for page in (first, again.structured_content) for each in page["plans"]]
    assert names == [long_plan(number).name for number in range(len(names))]
