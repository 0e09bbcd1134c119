"""ASGI layer that remembers answers: a snapshot is immutable, and so is what is said of it.

An answer is made at most once for a snapshot and a question, and is forgotten with the snapshot;
an expired snapshot is another one, so that none of its answers outlives it. Refuses to know what
the answers mean.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.service import Service
from app.slo.errors import NotYetEvaluated
from app.slo.snapshot import Snapshot

MOST_BYTES = 64 * 2**20
"""What is remembered for one snapshot; beyond that, answers are made each time."""

_SERVER_ERRORS = 500

REMEMBERED_PATHS = ("/slos", "/slo/check")
KEPT_PATH = "/slo/checks"
NOT_OF_THE_SNAPSHOT = "/history"
"""What is noted or kept may stand there, at any time."""


@dataclass(frozen=True, slots=True)
class _Answer:
    start: Message
    body: bytes
    route: Any


class AnswerCache:
    """Answers repeated questions about the current snapshot from memory."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._snapshot: Snapshot | None = None
        self._answers: dict[Hashable, _Answer] = {}
        self._making: dict[Hashable, asyncio.Lock] = {}
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the question on and remember what is said."""
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        answer = self._answers.get(key)
        if answer is None:
            # Who asks the same meanwhile waits for it: it is made once.
            async with self._making.setdefault(key, asyncio.Lock()):
                answer = self._answers.get(key) or await self._ask(key, scope, receive)
        scope["route"] = answer.route  # requests are counted by it
        await send(answer.start)
        await send({"type": "http.response.body", "body": answer.body})

    def _key(self, scope: Scope) -> Hashable:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = scope["path"]
        if not path.startswith(REMEMBERED_PATHS) or path.endswith(NOT_OF_THE_SNAPSHOT):
            return None
        if path.startswith(KEPT_PATH):
            return None
        try:
            snapshot = self._service.snapshot()
        except NotYetEvaluated:
            return None
        if snapshot is not self._snapshot:
            self._snapshot, self._answers, self._making, self._bytes = snapshot, {}, {}, 0
        known = tuple(value for name, value in scope["headers"] if name == b"if-none-match")
        return (path, scope["query_string"], known, self._service.expected_at())

    async def _ask(self, key: Hashable, scope: Scope, receive: Receive) -> _Answer:
        snapshot, making, sent = self._snapshot, self._making, list[Message]()

        async def listen(message: Message) -> None:
            sent.append(message)

        try:
            await self._app(scope, receive, listen)
        finally:
            making.pop(key, None)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        answer = _Answer(sent[0], body, scope.get("route"))
        # Our own trouble is not about the snapshot, and may be over at the next question.
        if snapshot is self._snapshot and answer.start["status"] < _SERVER_ERRORS:
            self._bytes += len(body)
            if self._bytes <= MOST_BYTES:
                self._answers[key] = answer
        return answer
