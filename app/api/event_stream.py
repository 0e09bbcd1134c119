"""What happened as server-sent events, for as long as the client and the service are there.

A client that reads too slowly is waited for, not buffered for; one that reads nothing is let go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.kept_views import event_view, reset_view
from app.api.wire.event import Event
from app.news import News, Told
from app.slo import kept as domain
from app.slo.errors import StoreError

MEDIA_TYPE = "text/event-stream"

HEARTBEAT_SECONDS = 15.0
"""So often something is said, so that neither side nor a proxy takes the silence for an end."""

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
    """Tells a client what happens after an event; ``None``: from now on.

    Raises ``TooManyListeners`` before anything is sent.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        news: News,
        after_id: int | None,
        kinds: Sequence[domain.EventKind] = (),
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._news = news
        self._after_id = after_id
        self._kinds = frozenset(kinds or domain.EventKind)
        self._heartbeat_seconds = heartbeat_seconds
        self._stalled_seconds = stalled_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what happens until the client goes or the service ends."""
        del scope
        with self._news.listening():
            place = await self._news.place_after(self._after_id)
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            telling = asyncio.create_task(self._tell(place.event_id, send, is_reset=place.is_reset))
            ends = [telling, *map(asyncio.create_task, (_gone(receive), self._closed()))]
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in ends:
                    task.cancel()
                _log_unforeseen(await asyncio.gather(*ends, return_exceptions=True))
            with suppress(OSError):  # a timeout is one
                await _put(send, b"", min(1.0, self._stalled_seconds), more=False)

    async def _tell(self, event_id: int, send: Send, *, is_reset: bool) -> None:
        begin = _reset(event_id) if is_reset else _here(event_id)
        await _put(send, _RETRY + begin, self._stalled_seconds)
        while True:
            try:
                found = await self._news.after(event_id, self._heartbeat_seconds)
            except StoreError as error:
                log.warning("a listener is sent home: %s", error)
                return
            event_id = found[-1].id if found else event_id
            said = b"".join(self._said(found)) or _HEARTBEAT
            await _put(send, said, self._stalled_seconds)

    def _said(self, found: Sequence[Told]) -> Iterator[bytes]:
        yield from (told.text for told in found if told.kind in self._kinds)
        if found and found[-1].kind not in self._kinds:
            yield _here(found[-1].id)

    async def _closed(self) -> None:
        await self._news.closed.wait()


def _log_unforeseen(outcomes: Sequence[BaseException | None]) -> None:
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
