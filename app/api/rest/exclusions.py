"""``/exclusions``: time outside the promise."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.operations import exclusions
from app.api.operations.asking import ById
from app.api.operations.exclusions import ExclusionsQuestion
from app.api.rest.asking import Asked, Nothing, Who, problems, respond
from app.api.wire.exclusion import Exclusion, ExclusionList, ExclusionQuestion

router = APIRouter(tags=["exclusions"])


@router.get(
    "/exclusions",
    summary="List exclusions",
    response_model=ExclusionList,
    responses=problems(422, 503),
)
async def list_exclusions(
    asked: Asked, who: Who, question: Annotated[ExclusionsQuestion, Query()]
) -> Response:
    """List the exclusions of the files and those that were asked for, ordered by id."""
    return await respond(await exclusions.list_exclusions(asked, who, question))


@router.post(
    "/exclusions",
    summary="Exclude a time",
    status_code=201,
    response_model=Exclusion,
    responses=problems(422, 502, 503, 504),
)
async def create_exclusion(
    asked: Asked, who: Who, _parameters: Nothing, question: ExclusionQuestion
) -> Response:
    """Leave a time out of the figures, from the next step on; it may lie in the past.

    Where an edge in the past cuts a cell of the account, that cell is read from Prometheus again;
    if Prometheus no longer has it, the answer is 422 and names times that would work.
    """
    return await respond(await exclusions.create_exclusion(asked, who, question), status=201)


@router.delete(
    "/exclusions/{id}",
    summary="Withdraw an exclusion",
    status_code=204,
    response_class=Response,
    responses=problems(404, 422, 502, 503, 504),
)
async def delete_exclusion(
    asked: Asked,
    who: Who,
    exclusion_id: Annotated[str, Path(alias="id", description="Id of the exclusion.")],
    _parameters: Nothing,
) -> Response:
    """Count a time again, in the past too; one of a file can only be removed there."""
    await exclusions.delete_exclusion(asked, who, ById(id=exclusion_id))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
