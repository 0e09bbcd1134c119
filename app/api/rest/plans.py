"""``/plans`` and ``/plan-runs``: lists of steps that end in a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from app.api.operations import plans
from app.api.operations.asking import REPEAT_KEY_PATTERN, ById, without_null
from app.api.operations.plans import ByName, PlanRunsQuestion, PlansQuestion
from app.api.rest.asking import Asked, Nothing, Who, json_response, problems, respond
from app.api.run_stream import RunStream
from app.api.sse import MEDIA_TYPE, Stream
from app.api.wire.plan import Plan, PlanList, PlanRun, PlanRunList

router = APIRouter(tags=["plans"])

PlanName = Annotated[str, Path(alias="name", description="Name of the plan.")]
RunId = Annotated[str, Path(alias="id", description="Id of the run.")]
RunKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=without_null,
        pattern=REPEAT_KEY_PATTERN,
        description="A run that is asked for again under the same key is begun once.",
    ),
]
_RUN = {"type": "string", "contentSchema": {"$ref": "#/components/schemas/PlanRun"}}


@router.get("/plans", summary="List plans", response_model=PlanList, responses=problems(422, 503))
async def list_plans(
    asked: Asked, who: Who, question: Annotated[PlansQuestion, Query()]
) -> Response:
    """List the plans in force, ordered by name, each with its last run."""
    return await respond(await plans.list_plans(asked, who, question))


@router.get(
    "/plans/{name}",
    summary="Show one plan",
    response_model=Plan,
    responses=problems(404, 422, 503),
)
async def get_plan(asked: Asked, who: Who, name: PlanName, _parameters: Nothing) -> Response:
    """Show one plan with its last run."""
    return await respond(await plans.get_plan(asked, who, ByName(name=name)))


@router.post(
    "/plans/{name}/runs",
    summary="Run a plan",
    status_code=202,
    response_model=PlanRun,
    responses={
        202: {
            "description": "It has begun.",
            "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
        },
        **problems(404, 409, 422, 503),
    },
)
async def run_plan(
    asked: Asked, who: Who, name: PlanName, _parameters: Nothing, repeat_key: RunKey = None
) -> Response:
    """Begin a run of a plan, and answer at once; it goes on whoever still listens.

    Runs of one plan do not overlap unless it says so.
    """
    asking = replace(who, repeat_key=repeat_key)
    answer = await plans.run_plan(asked, asking, ByName(name=name))
    response = json_response(answer.make(), status=202)
    (begun,) = who.written
    response.headers["Location"] = f"/plan-runs/{begun.id}"
    return response


@router.get(
    "/plan-runs",
    summary="List runs of plans",
    response_model=PlanRunList,
    responses=problems(422, 503),
)
async def list_plan_runs(
    asked: Asked, who: Who, question: Annotated[PlanRunsQuestion, Query()]
) -> Response:
    """List the runs that are kept, the one that was begun last first."""
    return await respond(await plans.list_plan_runs(asked, who, question))


@router.get(
    "/plan-runs/{id}",
    summary="Show one run",
    response_model=PlanRun,
    responses=problems(404, 422, 503),
)
async def get_plan_run(asked: Asked, who: Who, run_id: RunId, _parameters: Nothing) -> Response:
    """Show one run as it stands."""
    return await respond(await plans.get_plan_run(asked, who, ById(id=run_id)))


@router.post(
    "/plan-runs/{id}/cancel",
    summary="Cancel a run",
    response_model=PlanRun,
    responses=problems(404, 422, 503),
)
async def cancel_plan_run(asked: Asked, who: Who, run_id: RunId, _parameters: Nothing) -> Response:
    """End a run before its verdict, and show how it ended; one that has ended stays as it is."""
    return await respond(await plans.cancel_plan_run(asked, who, ById(id=run_id)))


@router.get(
    "/plan-runs/{id}/events",
    summary="Follow a run",
    status_code=200,
    response_model=None,
    response_class=Stream,
    responses={
        200: {
            "description": "Server-sent events, each with the whole `PlanRun` as JSON in `data`.",
            "content": {MEDIA_TYPE: {"schema": _RUN}},
        },
        **problems(404, 422, 503),
    },
)
async def listen_to_plan_run(
    asked: Asked, who: Who, run_id: RunId, _parameters: Nothing
) -> Response:
    """Be shown a run as it stands, and then as it goes on, until it has ended."""
    return RunStream(plans.listen_to_plan_run(asked, who, ById(id=run_id)), asked.news.closed)
