"""``/exclusions``: time outside the promise."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.api.audit import note_written
from app.api.caller import Writer
from app.api.exclusion_view import exclusion_list_view, exclusion_view
from app.api.rest.asking import (
    Asked,
    Nothing,
    Parameters,
    json_response,
    problems,
    without_null,
)
from app.api.wire.exclusion import Exclusion as ExclusionShape
from app.api.wire.exclusion import ExclusionList, ExclusionQuestion
from app.slo.errors import InvalidQuestion
from app.slo.exclusion import Exclusion, Recurrence

router = APIRouter(tags=["exclusions"])


class ExclusionParameters(Parameters):
    """How much to list."""

    limit: int = Field(1000, ge=1, le=1000, description="The most exclusions to answer with.")
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        max_length=100,
        description="`next_cursor` of the page before.",
    )


@router.get(
    "/exclusions",
    summary="List exclusions",
    response_model=ExclusionList,
    responses=problems(422, 503),
)
async def list_exclusions(
    asked: Asked, parameters: Annotated[ExclusionParameters, Query()]
) -> Response:
    """List the exclusions of the files and those that were asked for, ordered by id."""
    found = asked.exclusions()
    first = bisect_right(found, parameters.cursor or "", key=lambda exclusion: exclusion.id)
    page = found[first : first + parameters.limit]
    is_last = first + parameters.limit >= len(found)
    return json_response(exclusion_list_view(page, None if is_last else page[-1].id))


@router.post(
    "/exclusions",
    summary="Exclude a time",
    status_code=201,
    response_model=ExclusionShape,
    responses=problems(422, 502, 503, 504),
)
async def create_exclusion(
    asked: Asked,
    request: Request,
    writer: Writer,
    _parameters: Nothing,
    question: ExclusionQuestion,
) -> Response:
    """Leave a time out of the figures, from the next step on; it may lie in the past.

    Where an edge in the past cuts a cell of the account, that cell is read from Prometheus again;
    if Prometheus no longer has it, the answer is 422 and names times that would work.
    """
    taken = await asked.exclude(_exclusion(question, writer))
    note_written(request, "exclusion", taken.id)
    return json_response(exclusion_view(taken), status=201)


@router.delete(
    "/exclusions/{id}",
    summary="Withdraw an exclusion",
    status_code=204,
    response_class=Response,
    responses=problems(404, 422, 502, 503, 504),
)
async def delete_exclusion(
    asked: Asked,
    request: Request,
    exclusion_id: Annotated[str, Path(alias="id", description="Id of the exclusion.")],
    _parameters: Nothing,
) -> Response:
    """Count a time again, in the past too; one of a file can only be removed there."""
    await asked.include_again(exclusion_id)
    note_written(request, "exclusion", exclusion_id)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _exclusion(question: ExclusionQuestion, writer: str) -> Exclusion:
    """Take a question over; the service gives it an id."""
    if question.all == bool(question.slos or question.labels):
        raise InvalidQuestion("all", "give slos, labels or both, or else all: true")
    return Exclusion(
        id="",
        slos=tuple(dict.fromkeys(question.slos)),
        labels=tuple(sorted(question.labels.items())),
        start=question.start.timestamp(),
        end=None if question.end is None else question.end.timestamp(),
        recurrence=_recurrence(question),
        reason=question.reason,
        created_by=writer,
    )


def _recurrence(question: ExclusionQuestion) -> Recurrence | None:
    if (question.end is None) == (question.rrule is None):
        raise InvalidQuestion("end", "give exactly one of end and rrule")
    if (question.rrule is None) != (question.duration_seconds is None):
        raise InvalidQuestion("duration_seconds", "give it with an rrule, and only then")
    if question.rrule is None or question.duration_seconds is None:
        if question.timezone is not None:
            raise InvalidQuestion("timezone", "give it with an rrule only")
        return None
    return Recurrence(question.rrule, question.duration_seconds, question.timezone or "UTC")
