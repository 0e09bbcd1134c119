"""What happened as server-sent events, for as long as the client and the service are there.

A client that reads too slowly is waited for, not buffered for; one that reads nothing is let go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.kept_views import event_view, reset_view
from app.api.operations.events import Turn
from app.api.wire.event import Event
from app.slo import kept as domain
from app.slo.errors import StoreError

MEDIA_TYPE = "text/event-stream"

STALLED_SECONDS = 60.0
"""A client that takes nothing for so long is gone."""

_RETRY = b"retry: 3000\n\n"
_HEARTBEAT = b": still here\n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

log = logging.getLogger(__name__)


def written(event: domain.Event) -> bytes:
    """Write what happened as a server-sent event."""
    return _written(event_view(event))


class EventStream(Response):
    """Tells a client what happens, turn by turn; the first decides whether it is told at all.

    Ends when the turns do, or ``closed`` is set.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        turns: AsyncGenerator[Turn],
        closed: asyncio.Event,
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._turns = turns
        self._closed = closed
        self._stalled_seconds = stalled_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what happens until the client goes or the service ends."""
        del scope
        async with aclosing(self._turns):
            await self._stream(receive, send)

    async def _stream(self, receive: Receive, send: Send) -> None:
        first = await anext(self._turns)
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        waiting = (self._tell(first, send), _gone(receive), self._closed.wait())
        ends: list[asyncio.Task[object]] = [*map(asyncio.create_task, waiting)]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in ends:
                task.cancel()
            _log_unforeseen(await asyncio.gather(*ends, return_exceptions=True))
        with suppress(OSError):  # a timeout is one
            await _put(send, b"", min(1.0, self._stalled_seconds), more=False)

    async def _tell(self, first: Turn, send: Send) -> None:
        event_id = first.event_id
        begin = _reset(event_id) if first.is_reset else _here(event_id)
        await _put(send, _RETRY + begin, self._stalled_seconds)
        try:
            async for turn in self._turns:
                await _put(send, _said(turn, event_id), self._stalled_seconds)
                event_id = turn.event_id
        except StoreError as error:
            log.warning("a listener is sent home: %s", error)


def _said(turn: Turn, event_id: int) -> bytes:
    """Write a turn for a client that stands after an event."""
    said = b"".join(told.text for told in turn.told)
    if turn.event_id == event_id:
        return _HEARTBEAT
    return said if turn.told and turn.told[-1].id == turn.event_id else said + _here(turn.event_id)


def _log_unforeseen(outcomes: Sequence[object]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
            log.error("a stream of events failed", exc_info=outcome)


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _put(send: Send, body: bytes, within_seconds: float, *, more: bool = True) -> None:
    async with asyncio.timeout(within_seconds):
        await send({"type": "http.response.body", "body": body, "more_body": more})


def _written(event: Event) -> bytes:
    return f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()


def _reset(event_id: int) -> bytes:
    return _written(reset_view(event_id))


def _here(event_id: int) -> bytes:
    """Say where the client stands, without an event: it resumes from there."""
    return f"id: {event_id}\n\n".encode()
