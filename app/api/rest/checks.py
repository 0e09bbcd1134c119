"""``/slo/checks``: the verdicts on runs that were given before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.operations import gate
from app.api.operations.asking import ById, Made
from app.api.operations.gate import ChecksQuestion
from app.api.rest.asking import Asked, Nothing, Who, json_response, problems, respond
from app.api.wire.verdict import CheckList, CheckPending, Verdict

router = APIRouter(tags=["gate"])


@router.get(
    "/slo/checks",
    summary="List verdicts on runs",
    response_model=CheckList,
    responses=problems(422),
)
async def list_checks(
    asked: Asked, who: Who, question: Annotated[ChecksQuestion, Query()]
) -> Response:
    """List the verdicts on runs that are kept, the one that was asked for last first."""
    return await respond(await gate.list_checks(asked, who, question))


@router.get(
    "/slo/checks/{id}",
    summary="Show one verdict on a run",
    response_model=Verdict,
    responses={
        202: {"model": CheckPending, "description": "It is not over; ask again."},
        **problems(404, 422),
    },
)
async def get_check(
    asked: Asked,
    who: Who,
    check_id: Annotated[str, Path(alias="id", description="Id of the check.")],
    _parameters: Nothing,
) -> Response:
    """Show the verdict on a run, whatever it is, or say that it is not there yet."""
    answer = await gate.get_check(asked, who, ById(id=check_id))
    return await answer.written(pending_or_whole)


def pending_or_whole(made: Made) -> Response:
    """Answer with a verdict, or that it is not there yet, and where and when to ask for it."""
    if not isinstance(made, CheckPending):
        return json_response(made)
    response = json_response(made, status=202)
    response.headers["Retry-After"] = f"{made.retry_after_seconds:.0f}"
    response.headers["Location"] = f"/slo/checks/{made.check_id}"
    return response
