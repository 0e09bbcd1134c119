"""A client that listens to server-sent events, straight at the application."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, NamedTuple, Self

from starlette.types import ASGIApp, Message

PATIENCE_SECONDS = 10.0


class Sent(NamedTuple):
    """One server-sent event, or what stands in place of one; what is absent is empty."""

    id: str = ""
    event: str = ""
    data: Any = None


def parsed(text: str) -> list[Sent]:
    """Read the events of a stream as the specification says; comments are nothing."""
    found = []
    for block in text.split("\n\n")[:-1]:
        lines = [line.split(": ", 1) for line in block.split("\n") if not line.startswith(":")]
        fields = dict(lines)
        data = json.loads(fields["data"]) if "data" in fields else None
        if fields.keys() & {"id", "event", "data"}:
            found.append(Sent(fields.get("id", ""), fields.get("event", ""), data))
    return found


class Listening:
    """A request for a path that is open for as long as the context lasts."""

    def __init__(self, app: ASGIApp, path: str, **headers: str) -> None:
        self._app = app
        name, _, query = path.partition("?")
        sent = {"host": "localhost", **headers}
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": name,
            "raw_path": name.encode(),
            "query_string": query.encode(),
            "headers": [(key.lower().encode(), value.encode()) for key, value in sent.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8080),
            "root_path": "",
        }
        self._gone = asyncio.Event()
        self._asked = False
        self._moved = asyncio.Condition()
        self.started: Message | None = None
        self.text = ""
        self.ended = False
        self.reads = asyncio.Event()  # a client that does not read makes the sender wait
        self.reads.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        await self._until(lambda: self.started is not None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.reads.set()
        self._gone.set()
        await asyncio.wait_for(self._task, PATIENCE_SECONDS)

    @property
    def status(self) -> int:
        """The HTTP status."""
        assert self.started is not None
        return int(self.started["status"])

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        assert self.started is not None
        return {name.decode(): value.decode() for name, value in self.started["headers"]}

    async def heard(self, count: int) -> list[Sent]:
        """Wait until so many events were sent, besides mere places, and give them."""
        await self._until(lambda: len(self._events()) >= count)
        return self._events()

    async def place(self) -> str:
        """Wait until the stream has said where it stands."""
        await self._until(lambda: bool(parsed(self.text)))
        return parsed(self.text)[0].id

    async def end(self) -> None:
        """Wait until the service has ended the answer."""
        await self._until(lambda: self.ended)

    async def until_said(self, text: str) -> None:
        """Wait until some text was sent."""
        await self._until(lambda: text in self.text)

    def _events(self) -> list[Sent]:
        return [each for each in parsed(self.text) if each.data is not None]

    async def _until(self, holds: Any) -> None:  # noqa: ANN401  # a condition
        async with self._moved:
            await asyncio.wait_for(self._moved.wait_for(holds), PATIENCE_SECONDS)

    async def _run(self) -> None:
        try:
            await self._app(self._scope, self._receive, self._send)
        finally:
            async with self._moved:
                self.ended = True
                self._moved.notify_all()

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.reads.wait()
        async with self._moved:
            if message["type"] == "http.response.start":
                self.started = message
            else:
                self.text += message.get("body", b"").decode()
            self._moved.notify_all()
