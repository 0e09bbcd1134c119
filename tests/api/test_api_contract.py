"""The document of the contract, and the service held against it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.api.admission import Access
from app.api.app import backend_of, check_runs
from app.slo.plan_run import PlanRun
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
from tests.api.keyring import READ_KEY
from tests.api.remembered import remembering
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.plans.kept_runs import KeptRuns
from tests.plans.scripted import T0, Bench, plan
from tests.slo.making import ratio

pytestmark = pytest.mark.slow


def world(access: Access | None = None) -> World:
    return World(
        healthy(),
        healthy(ratio_slo()),
        exhausted(latency_slo("spent")),
        zero_traffic(latency_slo("idle")),
        *(
            without_data(data, latency_slo(data.value.lower().replace("_", "-")))
            for data in (Data.STALE, Data.NO_DATA, Data.QUERY_ERROR)
        ),
        access=access,
    )


RUN_OF_A_PLAN = PlanRun.of(plan(), f"{7:032x}", T0, "ci").step_begun(1, T0).finished(T0 + 9)

HOST_OF_SCHEMATHESIS = Access(allowed_hosts=frozenset({"testserver"}))

asked = world(HOST_OF_SCHEMATHESIS)
backend_of(asked.app).remember(remembering(asked.service))
RUNS = ScriptedRuns({"availability": (counter(100, EVALUATED_AT - 7200, EVALUATED_AT), ())})
check_runs(asked.app, gate_over(RUNS, [ratio()], lambda: asked.now))
# Requests have an event loop each, and a run needs one that lasts: no plan can be begun here.
PLANS = KeptRuns()
PLANS.runs[RUN_OF_A_PLAN.id] = RUN_OF_A_PLAN
backend_of(asked.app).run_plans(Bench([plan()], PLANS, epoch=None).desk)
# Streams are held against the document where they are listened to.
STREAMS = ["/events", "/plan-runs/{id}/events"]
schema = schemathesis.openapi.from_asgi("/openapi.json", asked.app).exclude(path=STREAMS)


@schema.parametrize()
@settings(max_examples=16, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: schemathesis.Case[Any]) -> None:
    response = case.call()
    # An exclusion may be wrong as a whole although each of its fields is right.
    is_judged_as_a_whole = case.path == "/exclusions" and case.method == "POST"
    may_refuse = is_beyond(response) or is_judged_as_a_whole
    excluded: list[Any] | None = [positive_data_acceptance] if may_refuse else None
    case.validate_response(response, excluded_checks=excluded)


def is_beyond(response: schemathesis.Response) -> bool:
    """Whether an answer follows from more than a schema can say.

    A verdict under `fail_status` is no refusal, even where the client chose 400. A time can be
    one that nothing is kept of, and a key one that is taken. A run has a range, and all that is
    asked about one needs it. Files have names of their own.
    """
    if response.status_code < 400:
        return False
    answer = response.json()
    field = (answer.get("field") or "").partition(".")[0].partition("[")[0]
    return "check_id" in answer or field in BEYOND


BEYOND = {"start", "end", "window", "match", "baseline", "informational", "body", "files"}
BEYOND |= {"Idempotency-Key"}


def document(access: Access | None = None) -> dict[str, Any]:
    return world(access).app.openapi()


def operations() -> list[dict[str, Any]]:
    return [each for path in document()["paths"].values() for each in path.values()]


def test_operations_have_clean_names() -> None:
    assert [each["operationId"] for each in operations()] == [
        "list_slos",
        "get_slo",
        "get_slo_history",
        "check_slos",
        "check_slos_post",
        "list_checks",
        "get_check",
        "list_alerts",
        "list_alert_history",
        "list_annotations",
        "add_annotation",
        "get_annotation",
        "list_exclusions",
        "create_exclusion",
        "delete_exclusion",
        "list_plans",
        "get_plan",
        "run_plan",
        "list_plan_runs",
        "get_plan_run",
        "cancel_plan_run",
        "listen_to_plan_run",
        "validate_definitions",
        "definition_schema",
        "listen_to_events",
        "get_livez",
        "get_readyz",
        "get_metrics",
    ]


def test_problems_are_the_only_errors_documented() -> None:
    schemas = document()["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert "ValidationError" not in schemas
    for operation in operations()[:-3]:
        for status in ("401", "403", "421", "422", "429"):
            assert "application/problem+json" in operation["responses"][status]["content"]


def test_every_field_is_described_and_always_present() -> None:
    schemas = document()["components"]["schemas"]
    answers = ("Status", "StatusDetail", "StatusList", "Verdict", "Result", "Problem", "Exclusion")
    runs = ("VerdictProblem", "CheckList", "CheckSummary", "CheckPending", "BaselineResult")
    kept = ("Alert", "AlertList", "Transition", "TransitionList", "Annotation", "AnnotationList")
    plans = ("Plan", "PlanList", "PlanStep", "PlanRun", "PlanRunList", "PlanRunStep", "Location")
    other = ("Evidence", "Delivery", "History", "Point", "Event", "Validation", "Finding")
    for name in (*answers, *runs, *kept, *plans, *other):
        properties = schemas[name]["properties"]
        assert schemas[name]["required"] == list(properties)
        undescribed = [key for key, each in properties.items() if "description" not in each]
        assert undescribed == []


def test_enums_are_open_with_their_known_values_documented() -> None:
    state = document()["components"]["schemas"]["Status"]["properties"]["state"]
    assert "enum" not in state
    assert state["x-known-values"] == ["HEALTHY", "AT_RISK", "EXHAUSTED", "UNKNOWN"]


def test_the_key_is_documented_where_one_is_needed() -> None:
    with_key = document(Access(keys=(READ_KEY,)))
    assert with_key["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert with_key["security"] == [{"key": ["read"]}]
    assert with_key["paths"]["/livez"]["get"]["security"] == []
    assert "security" not in document()


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_the_document_is_served(path: str) -> None:
    assert (await world().get(path)).status_code == 200
