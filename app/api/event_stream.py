"""What happened as server-sent events, each with an id to go on from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.api.kept_views import event_view, reset_view
from app.api.operations.events import Turn
from app.api.sse import STALLED_SECONDS, Stream
from app.api.wire.event import Event
from app.slo import kept as domain

_HEARTBEAT = b": still here\n\n"


def written(event: domain.Event) -> bytes:
    """Write what happened as a server-sent event."""
    return _written(event_view(event))


class EventStream(Stream):
    """Tells a client what happens, turn by turn; the first decides whether it is told at all."""

    def __init__(
        self,
        turns: AsyncGenerator[Turn],
        closed: asyncio.Event,
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        super().__init__(_parts(turns), closed, stalled_seconds)


async def _parts(turns: AsyncGenerator[Turn]) -> AsyncGenerator[bytes]:
    async with aclosing(turns):
        first = await anext(turns)
        event_id = first.event_id
        yield _reset(event_id) if first.is_reset else _here(event_id)
        async for turn in turns:
            yield _said(turn, event_id)
            event_id = turn.event_id


def _said(turn: Turn, event_id: int) -> bytes:
    """Write a turn for a client that stands after an event."""
    said = b"".join(told.text for told in turn.told)
    if turn.event_id == event_id:
        return _HEARTBEAT
    return said if turn.told and turn.told[-1].id == turn.event_id else said + _here(turn.event_id)


def _written(event: Event) -> bytes:
    return f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()


def _reset(event_id: int) -> bytes:
    return _written(reset_view(event_id))


def _here(event_id: int) -> bytes:
    """Say where the client stands, without an event: it resumes from there."""
    return f"id: {event_id}\n\n".encode()
