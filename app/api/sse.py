"""Server-sent events, for as long as the client and the service are there.

A client that reads too slowly is waited for, not buffered for; one that reads nothing is let go.
Refuses to know what is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.slo.errors import StoreError

MEDIA_TYPE = "text/event-stream"

STALLED_SECONDS = 60.0
"""A client that takes nothing for so long is gone."""

_RETRY = b"retry: 3000\n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

log = logging.getLogger(__name__)


class Stream(Response):
    """Tells a client part after part; the first decides whether it is told at all.

    Ends when the parts do, or ``closed`` is set.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        parts: AsyncGenerator[bytes],
        closed: asyncio.Event,
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._parts = parts
        self._closed = closed
        self._stalled_seconds = stalled_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is to tell until the client goes or the service ends."""
        del scope
        async with aclosing(self._parts):
            await self._stream(receive, send)

    async def _stream(self, receive: Receive, send: Send) -> None:
        first = await anext(self._parts)
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

    async def _tell(self, first: bytes, send: Send) -> None:
        await _put(send, _RETRY + first, self._stalled_seconds)
        try:
            async for part in self._parts:
                await _put(send, part, self._stalled_seconds)
        except StoreError as error:
            log.warning("a listener is sent home: %s", error)


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
