"""Whatever is wrong with a question, every face refuses it with the same stable code."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from mcp import Client

from app.api.admission import Access
from app.api.app import backend_of, check_runs
from app.slo.errors import SourceUnreachable
from app.slo.plan import LoadStep
from app.store.plan_runs import SqlPlanRuns
from tests.api.builders import EVALUATED_AT, World, healthy
from tests.api.keeping import KEPT_SECONDS, Keeping, keeping
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, bearer
from tests.api.mcp.connecting import MODERN, connected, problem_in, served
from tests.api.rpc.calling import Calls, calling
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.plans.scripted import Bench, plan
from tests.slo.making import ratio

pytestmark = pytest.mark.slow

ACCESS = Access(keys=(READ_KEY, WRITE_KEY))
SPAN = {"start": "2026-11-22T14:50:00Z", "end": "2026-11-22T15:00:00Z"}
NO_RUN = "0" * 32


class Case(NamedTuple):
    """A question that is refused, as each face asks it; ``None``: the face cannot ask it."""

    code: str
    rest: tuple[str, str, dict[str, Any] | None]
    grpc: tuple[str, dict[str, Any]] | None
    mcp: tuple[str, dict[str, Any]] | None
    token: str = WRITE_TOKEN
    field: str | None = None


CASES = {
    "an SLO that is not there": Case(
        "UNKNOWN_SLO",
        ("GET", "/slos/nope", None),
        ("GetSlo", {"id": "nope"}),
        ("get_slo", {"id": "nope"}),
    ),
    "a verdict on one": Case(
        "UNKNOWN_SLO",
        ("GET", "/slo/check?slo=nope", None),
        ("CheckSlos", {"slos": ["nope"]}),
        ("check_slos", {"slos": ["nope"]}),
    ),
    "a limit that is none": Case(
        "INVALID_QUESTION",
        ("GET", "/slos?limit=0", None),
        ("ListSlos", {"limit": 0}),
        ("list_slos", {"limit": 0}),
        field="limit",
    ),
    "a level that is none": Case(
        "INVALID_QUESTION",
        ("POST", "/slo/check", {**SPAN, "confidence": {"level": 2}}),
        ("CheckSlos", {**SPAN, "confidence": {"level": 2}}),
        ("check_slos", {**SPAN, "confidence": {"level": 2}}),
        field="confidence.level",
    ),
    "a question that nobody may ask so": Case(
        "INVALID_QUESTION",
        ("GET", "/slos?guess=1", None),
        None,  # a field without a name is refused by its number
        ("list_slos", {"guess": 1}),
        field="guess",
    ),
    "a write with a key that reads": Case(
        "INSUFFICIENT_SCOPE",
        ("POST", "/slo/check", SPAN),
        ("CheckSlos", SPAN),
        ("check_slos", SPAN),
        token=READ_TOKEN,
    ),
    "a run while Prometheus is away": Case(
        "SOURCE_UNREACHABLE",
        ("POST", "/slo/check", {**SPAN, "slos": ["availability"]}),
        ("CheckSlos", {**SPAN, "slos": ["availability"]}),
        ("check_slos", {**SPAN, "slos": ["availability"]}),
    ),
    "a plan that is not there": Case(
        "UNKNOWN_PLAN",
        ("POST", "/plans/nope/runs", None),
        ("RunPlan", {"name": "nope"}),
        ("run_plan", {"name": "nope"}),
    ),
    "a plan with a script that is not there": Case(
        "PLAN_UNAVAILABLE",
        ("POST", "/plans/release-gate/runs", None),
        ("RunPlan", {"name": "release-gate"}),
        ("run_plan", {"name": "release-gate"}),
    ),
    "a run that is not there": Case(
        "UNKNOWN_PLAN_RUN",
        ("POST", f"/plan-runs/{NO_RUN}/cancel", None),
        ("CancelPlanRun", {"id": NO_RUN}),
        ("cancel_run", {"id": NO_RUN}),
    ),
}


@dataclass(frozen=True)
class Faces:
    """One service, asked over each of its faces."""

    kept: Keeping
    calls: Calls
    agent: Client
    token: str

    async def rest(self, method: str, path: str, body: object) -> dict[str, Any]:
        async with self.kept.world.client(**bearer(self.token)) as client:
            answer = await client.request(method, path, json=body)
        assert answer.status_code >= 400, answer.text
        found: dict[str, Any] = answer.json()
        return found


def unrunnable(step: LoadStep) -> str | None:
    return f"there is no script {step.script}"


@pytest.fixture
async def kept(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Keeping]:
    async with keeping(World(healthy(), access=ACCESS)) as opened:
        world, store = opened.world, opened.store
        runs = ScriptedRuns({"availability": (counter(1, EVALUATED_AT - 7200, EVALUATED_AT), ())})
        runs.failing["availability"] = SourceUnreachable("it is away")
        check_runs(world.app, gate_over(runs, [ratio()], lambda: world.now))
        bench = Bench([plan()], SqlPlanRuns(store.leading, store.transactor, KEPT_SECONDS))
        monkeypatch.setattr(bench.loader, "unavailable", unrunnable)
        backend_of(world.app).run_plans(bench.desk)
        yield opened
        await bench.runner.close()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_each_face_gives_the_same_code(kept: Keeping, case: Case) -> None:
    async with AsyncExitStack() as stack:
        headers = {"authorization": f"Bearer {case.token}"}
        calls = await stack.enter_async_context(calling(kept.world, ACCESS, headers=headers))
        url = await stack.enter_async_context(served(kept))
        agent = await stack.enter_async_context(connected(url, MODERN, **bearer(case.token)))
        faces = Faces(kept, calls, agent, case.token)
        problem = await faces.rest(*case.rest)
        assert (problem["code"], problem["field"]) == (case.code, case.field)
        if case.grpc is not None:
            method, question = case.grpc
            refused = await faces.calls.refused(method, **question)
            assert (refused.code, refused.field) == (case.code, case.field)
            assert refused.message == problem["detail"]
        if case.mcp is not None:
            told = problem_in(await faces.agent.call_tool(*case.mcp))
            assert (told["code"], told["field"]) == (case.code, case.field)
            assert told["detail"] == problem["detail"]
