"""``/slos``: the statuses, as a list in pages and one by one, and how they got there."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.operations import slos
from app.api.operations.asking import ById, Listing, Made
from app.api.operations.slos import HistoryQuestion, SlosQuestion, SpanQuestion
from app.api.rest.asking import Asked, Nothing, Who, json_response, problems, respond
from app.api.wire.history import History
from app.api.wire.status import StatusDetail, StatusList

router = APIRouter(tags=["slos"])

SloId = Annotated[str, Path(alias="id", description="Id of the SLO.")]


@router.get(
    "/slos",
    summary="List statuses",
    response_model=StatusList,
    responses={
        304: {"description": "Nothing has changed since the answer with that ETag."},
        **problems(422, 503),
    },
)
async def list_slos(
    asked: Asked, who: Who, request: Request, question: Annotated[SlosQuestion, Query()]
) -> Response:
    """List the statuses of the newest evaluation, ordered by id."""
    known = request.headers.get("If-None-Match", "")
    answer = await slos.list_slos(asked, who, question)
    return await answer.written(lambda made: _unless_known(made, known))


@router.get(
    "/slos/{id}",
    summary="Show one status",
    response_model=StatusDetail,
    responses=problems(404, 422, 503),
)
async def get_slo(asked: Asked, who: Who, slo_id: SloId, _parameters: Nothing) -> Response:
    """Show one status with its definition and the queries that read its events."""
    return await respond(await slos.get_slo(asked, who, ById(id=slo_id)))


@router.get(
    "/slos/{id}/history",
    summary="Show how an SLO got where it stands",
    response_model=History,
    responses=problems(404, 422, 503),
)
async def get_slo_history(
    asked: Asked, who: Who, slo_id: SloId, span: Annotated[SpanQuestion, Query()]
) -> Response:
    """Show events, burn rate and what was left of the budget over time, and what was noted."""
    question = HistoryQuestion.model_construct(id=slo_id, **dict(span))  # each is checked already
    return await respond(await slos.get_slo_history(asked, who, question))


def _unless_known(made: Made, known: str) -> Response:
    response = json_response(made, cache_control="no-cache")
    generation = made.lasting_generation if isinstance(made, Listing) else None
    if generation is None:
        return response
    # One generation can be published again, under other definitions: the content decides.
    digest = blake2b(bytes(response.body), digest_size=8).hexdigest()
    response.headers["ETag"] = tag = f'W/"{generation}-{digest}"'
    if _is_known(known, tag):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return response


def _is_known(if_none_match: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
