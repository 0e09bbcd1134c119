"""``/slos``: the statuses, as a list in pages and one by one."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.api.aside import made
from app.api.rest.asking import (
    Asked,
    Nothing,
    Parameters,
    json_list_response,
    json_response,
    problems,
    without_null,
)
from app.api.rest.listing import LabelCondition, wanted_labels
from app.api.views import detail_view, list_view, status_view
from app.api.wire.status import StatusDetail, StatusList
from app.service import Service
from app.slo.snapshot import Snapshot, State, Status

router = APIRouter(tags=["slos"])

# Any text that base64url can stand for is a place in the order of ids, so none is a wrong cursor.
CURSOR_PATTERN = r"^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$"


class ListParameters(Parameters):
    """What to list, and how much of it."""

    service: str | None = Field(
        None, json_schema_extra=without_null, description="Only SLOs of this service."
    )
    state: State | None = Field(
        None, json_schema_extra=without_null, description="Only SLOs in this state."
    )
    label: list[LabelCondition] = Field(
        default_factory=list,
        max_length=100,
        description="Only SLOs with this label and value, as `label:value`; all must hold.",
    )
    limit: int = Field(1000, ge=1, le=1000, description="The most SLOs to answer with.")
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        max_length=400,
        pattern=CURSOR_PATTERN,
        description="`next_cursor` of the page before.",
    )


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
    asked: Asked, request: Request, parameters: Annotated[ListParameters, Query()]
) -> Response:
    """List the statuses of the newest evaluation, ordered by id."""
    known = request.headers.get("If-None-Match", "")
    return await made(lambda: _listed(asked, known, parameters), len(asked.snapshot().statuses))


@router.get(
    "/slos/{id}",
    summary="Show one status",
    response_model=StatusDetail,
    responses=problems(404, 422, 503),
)
async def get_slo(
    asked: Asked,
    slo_id: Annotated[str, Path(alias="id", description="Id of the SLO.")],
    _parameters: Nothing,
) -> Response:
    """Show one status with its definition and the queries that read its events."""
    status = asked.status(slo_id)
    return json_response(detail_view(status, asked.queries(status)))


def _listed(asked: Service, known: str, parameters: ListParameters) -> Response:
    labels = wanted_labels(parameters.label)
    snapshot, statuses = asked.statuses(parameters.service, parameters.state, labels)
    if labels is None:
        statuses = ()
    page, next_cursor = _page(statuses, parameters.cursor, parameters.limit)
    response = json_list_response(
        list_view(snapshot, (), next_cursor),
        "slos",
        map(status_view, page),
        cache_control="no-cache",
    )
    if snapshot.is_expired:
        return response
    response.headers["ETag"] = tag = _entity_tag(snapshot, bytes(response.body))
    if _is_known(known, tag):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return response


def _page(
    statuses: Sequence[Status], cursor: str | None, limit: int
) -> tuple[Sequence[Status], str | None]:
    after = _decode(cursor or "")
    first = bisect_right(statuses, after, key=_place) if after else 0
    page = statuses[first : first + limit]
    has_more = first + limit < len(statuses)
    return page, _encode(page[-1]) if has_more else None


def _place(status: Status) -> bytes:
    # UTF-8 orders as code points do, and so as the ids themselves.
    return status.id.encode()


def _encode(last: Status) -> str:
    return base64.urlsafe_b64encode(_place(last)).decode().rstrip("=")


def _decode(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def _entity_tag(snapshot: Snapshot, body: bytes) -> str:
    # One generation can be published again, under other definitions: the content decides.
    return f'W/"{snapshot.generation}-{blake2b(body, digest_size=8).hexdigest()}"'


def _is_known(if_none_match: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
