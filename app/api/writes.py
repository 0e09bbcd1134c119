"""What a write is, who may write, and that each write is counted and recorded.

Stands behind ``app/api/security.py``, which has found out who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from app.api import refusals
from app.api.admission import refuse_to_write
from app.api.audit import Deed, log_write
from app.api.caller import address_of, caller_of
from app.api.counting import UNMATCHED, method_of, route_of
from app.api.operations.asking import Written
from app.api.refusals import Refusal, Refused
from app.telemetry import Telemetry

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READS_BY_POST = frozenset({("POST", "/slo/check"), ("POST", "/definitions/validate")})
"""The only routes that read with another method; every other one is a write, known or not.

A question about a run is kept: its endpoint calls ``begin_write``, and then it is a write too.
"""
MCP_PATH = "/mcp"
"""Its messages are reads and writes alike by POST; its tools tell them apart, and record them."""

OUTCOMES = ("written", "refused", "failed")

_OWN_PAGES = frozenset({"same-origin", "none"})
_REFUSED, _FAILED = 400, 500
CANCELLED = 499
"""Of a write that was cancelled before it wrote anything."""


def is_write(method: str, path: str) -> bool:
    """Say whether a request writes, by its method and its path or path template."""
    reads = method in READING_METHODS or (method, path) in READS_BY_POST
    return not reads and path != MCP_PATH


def may_write(method: str, path: str) -> bool:
    """Say whether a request writes, or may turn out to."""
    return is_write(method, path) or (method, path) in READS_BY_POST


_WRITES, _REFUSAL = "writes", "refusal"


def begin_write(request: Request) -> None:
    """Say in an endpoint that a request writes after all, before it does.

    Raises:
        Refused: who sent it may not write.
    """
    state = request.scope.setdefault("state", {})
    state[_WRITES] = True
    refusal = _refusal(request.scope)
    if refusal is not None:
        state[_REFUSAL] = refusal
        raise Refused(refusal)


def refuse_write(scope: AsgiScope) -> None:
    """Turn a write away that a request does not make by its method and path, if it may not be.

    Raises:
        Refused: who sent it may not write.
    """
    refusal = _refusal(scope)
    if refusal is not None:
        raise Refused(refusal)


def record_write(
    telemetry: Telemetry, scope: AsgiScope, route: str, status: int, written: Sequence[Written]
) -> None:
    """Count and record what a request wrote to a path template, and what status it came to."""
    method = method_of(scope)
    telemetry.record_write(method, route, outcome_of(status))
    log_write(Deed(caller_of(scope), address_of(scope), method, route, status, written))


class WriteGuard:
    """ASGI layer that turns away who may not write, and records who did.

    ``templates`` are the paths that there are, such as ``/slos/{id}``.
    """

    def __init__(self, app: ASGIApp, telemetry: Telemetry, templates: Iterable[str]) -> None:
        self._app = app
        self._telemetry = telemetry
        self._templates = [(compile_path(each)[0], each) for each in templates]

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass a read on as it is, and a write if it may be."""
        if scope["type"] != "http" or not may_write(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        status, state = 500, scope.setdefault("state", {})

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        writes = is_write(scope["method"], scope["path"])
        refusal = _refusal(scope) if writes else None
        try:
            await (refusal.response() if refusal else self._app)(scope, receive, note_status)
        finally:
            refusal = state.get(_REFUSAL, refusal)
            if refusal is not None:
                self._telemetry.record_refusal(refusal.reason)
            if writes or _WRITES in state:
                written = state.get("written", ())
                record_write(self._telemetry, scope, self._route(scope), status, written)

    def _route(self, scope: AsgiScope) -> str:
        """Give the template of the path, also where the request did not get that far."""
        found, path = route_of(scope), scope["path"]
        if found != UNMATCHED:
            return found
        return next((each for regex, each in self._templates if regex.match(path)), UNMATCHED)


def outcome_of(status: int) -> str:
    """Say in one of ``OUTCOMES`` what became of a write."""
    return OUTCOMES[(status >= _REFUSED) + (status >= _FAILED)]


def _refusal(scope: AsgiScope) -> Refusal | None:
    headers = Headers(scope=scope)
    if _is_sent_by_a_foreign_page(headers):
        return refusals.FOREIGN_ORIGIN
    try:
        refuse_to_write(caller_of(scope))
    except Refused as refused:
        return refused.refusal
    if _has_body(headers) and not _is_json(headers):
        return refusals.NOT_JSON
    return None


def _is_sent_by_a_foreign_page(headers: Headers) -> bool:
    """Say so where a browser tells of it without an Origin; one that is there was looked at."""
    return "origin" not in headers and not {*headers.getlist("sec-fetch-site")} <= _OWN_PAGES


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_json(headers: Headers) -> bool:
    # What an HTML form can send without asking first is never this.
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
