"""``/events``: what happens, as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import Field

from app.api.event_stream import MEDIA_TYPE, EventStream
from app.api.rest.asking import Parameters, problems, without_null
from app.news import News
from app.slo.kept import EventKind

router = APIRouter(tags=["events"])

LAST_ID = 2**63 - 1
_EVENT = {"type": "string", "contentSchema": {"$ref": "#/components/schemas/Event"}}


class EventParameters(Parameters):
    """Where to begin, and what to be told."""

    after_id: int | None = Field(
        None,
        json_schema_extra=without_null,
        ge=0,
        le=LAST_ID,
        description="Go on after this event; left out: with what happens from now on.",
    )
    kind: list[EventKind] = Field(
        default_factory=list, max_length=20, description="Only events of this kind; all if none."
    )


async def _news_of(request: Request) -> News:
    news: News = request.app.state.news
    return news


@router.get(
    "/events",
    summary="Listen to what happens",
    status_code=200,
    response_model=None,
    response_class=EventStream,
    responses={
        200: {
            "description": "Server-sent events, each with an `Event` as JSON in `data`.",
            "content": {MEDIA_TYPE: {"schema": _EVENT}},
        },
        **problems(422, 503),
    },
)
async def listen_to_events(
    news: Annotated[News, Depends(_news_of)],
    parameters: Annotated[EventParameters, Query()],
    last_event_id: Annotated[
        int | None,
        Header(
            alias="Last-Event-ID",
            json_schema_extra=without_null,
            ge=0,
            le=LAST_ID,
            description="Stands above `after_id`: browsers send it when they connect again.",
        ),
    ] = None,
) -> Response:
    """Be told of snapshots and alerts as they come, each at least once, until you close."""
    after_id = parameters.after_id if last_event_id is None else last_event_id
    return EventStream(news, after_id, parameters.kind)
