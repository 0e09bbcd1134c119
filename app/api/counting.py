"""ASGI layer that counts the requests answered; refuses to change any of them."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.security import PROBES
from app.telemetry import Telemetry

NOT_COUNTED = PROBES | {"/metrics"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "other"
STREAM = b"text/event-stream"


class RequestCounter:
    """Counts each request by method, route template and status; an exception counts as 500."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count what became of it."""
        if scope["type"] != "http" or scope["path"] in NOT_COUNTED:
            await self._app(scope, receive, send)
            return
        code, streams_since = 500, None

        async def note_status(message: Message) -> None:
            nonlocal code, streams_since
            if message["type"] == "http.response.start":
                code = message["status"]
                streams_since = time.perf_counter() if _is_stream(message) else None
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, note_status)
        finally:
            # How long a client listens says nothing of how fast it was answered.
            seconds = (streams_since or time.perf_counter()) - started
            timed = None if scope.get("state", {}).get(_UNTIMED) else seconds
            self._telemetry.record_request(method_of(scope), route_of(scope), code, timed)


_UNTIMED = "untimed"


def leave_untimed(request: Request) -> None:
    """Say in an endpoint that it waits for others, for as long as it was asked to."""
    request.scope.setdefault("state", {})[_UNTIMED] = True


def _is_stream(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(STREAM)
        for name, value in start.get("headers", ())
    )


def method_of(scope: Scope) -> str:
    """Give a request's method, ``other`` if a client made it up: each would be a series."""
    return scope["method"] if scope["method"] in METHODS else UNMATCHED


def route_of(scope: Scope) -> str:
    """Give the path template that answered a request, ``other`` if none did."""
    return getattr(scope.get("route"), "path", UNMATCHED)
