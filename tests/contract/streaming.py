"""How a client follows a stream of events, written down once in Python.

The form is that of server-sent events (WHATWG HTML, section 9.2.6). Each event is told at least
once, and given on once: one that is not beyond the last one was told before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.contract.failing import Failure, failure

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
RESET = "RESET"

Json = Mapping[str, Any]


@dataclass
class Parser:
    """Takes bytes as they come; ``last_id`` is the id that the last block had or kept."""

    last_id: str = ""
    _id: str = ""
    _data: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _is_first: bool = True
    _ended_in_return: bool = False

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the data of each event that is complete now."""
        if self._ended_in_return:  # which was the end of a line already, or half of it
            data = data.removeprefix(b"\n")
        self._ended_in_return = data.endswith(b"\r")
        lines = (self._rest + data).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            yield from self._line(line.decode())

    def _line(self, line: str) -> Iterator[str]:
        if self._is_first:
            line, self._is_first = line.removeprefix("\ufeff"), False
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                self._data.append(value)
            elif name == "id" and "\0" not in value:
                self._id = value
            return
        self.last_id = self._id
        if self._data:
            yield "\n".join(self._data)
        self._data = []


@dataclass
class Listener:
    """What was heard, and after how long it was listened again."""

    events: list[Json] = field(default_factory=list)
    after_ids: list[int | None] = field(default_factory=list)
    delays_seconds: list[float] = field(default_factory=list)
    error: Failure | None = None
    _last_id: int | None = None
    _given_on: int = -1
    _failed: int = 0

    def follow(self, connections: Sequence[Json], chunk_bytes: int) -> None:
        """Listen to one connection after the other, each of which ends or fails."""
        for number, connection in enumerate(connections):
            self.after_ids.append(self._last_id)
            wait = self._hear(connection, chunk_bytes)
            if self.error is not None:
                return
            if number + 1 < len(connections):
                delay = min(FIRST_DELAY_SECONDS * 2**self._failed, LONGEST_DELAY_SECONDS)
                self.delays_seconds.append(max(delay, wait))
                self._failed += 1

    def _hear(self, connection: Json, chunk_bytes: int) -> float:
        """Give how long the other side asks to be left alone; seconds."""
        if "text" in connection:
            self._read(connection["text"].encode(), chunk_bytes)
            return 0.0
        if "failure" in connection:
            return 0.0
        headers = {"Retry-After": connection.get("retry_after", "")}
        found = failure(connection["status"], headers, "")
        self.error = None if found.retryable else found
        return found.retry_after_seconds or 0.0

    def _read(self, text: bytes, chunk_bytes: int) -> None:
        parser = Parser(_id=str(self._last_id or ""))
        for start in range(0, len(text), chunk_bytes):
            self._failed = 0
            for data in parser.feed(text[start : start + chunk_bytes]):
                self._take(json.loads(data))
            if parser.last_id:
                self._last_id = int(parser.last_id)

    def _take(self, event: Json) -> None:
        if event["id"] > self._given_on or event["kind"] == RESET:
            self.events.append(event)
            self._given_on = event["id"]
