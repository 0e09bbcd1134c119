"""``/events``: what happens, as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from app.api.event_stream import EventStream
from app.api.operations import events
from app.api.operations.asking import without_null
from app.api.operations.events import LAST_ID, EventsQuestion
from app.api.rest.asking import Asked, Who, problems
from app.api.sse import MEDIA_TYPE

router = APIRouter(tags=["events"])

_EVENT = {"type": "string", "contentSchema": {"$ref": "#/components/schemas/Event"}}


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
    asked: Asked,
    who: Who,
    question: Annotated[EventsQuestion, Query()],
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
    """Be told of what happens as it comes, each thing at least once, until you close."""
    if last_event_id is not None:
        question = question.model_copy(update={"after_id": last_event_id})
    return EventStream(events.listen_to_events(asked, who, question), asked.news.closed)
