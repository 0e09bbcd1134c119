"""A real HTTP server on loopback that answers what it was told, one answer after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """What is answered: a status, a body, and when to ask again."""

    status: int
    body: object
    retry_after: str | None = None


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    body: Mapping[str, Any]
    key: str | None


@dataclass
class Scripted:
    """Answers in turn, the last one again and again; or as a function of the request says."""

    answers: Sequence[Answer] | Callable[[Request], Answer]
    requests: list[Request] = field(default_factory=list)
    was_asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The methods and paths of what was asked."""
        return [(request.method, request.path) for request in self.requests]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        self.was_asked.set()
        if callable(self.answers):
            return self.answers(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "{}"))

        def _answer(self, body: Mapping[str, Any]) -> None:
            key = self.headers.get("Idempotency-Key")
            answer = script.answer(Request(self.command, self.path, body, key))
            content = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            if answer.retry_after is not None:
                self.send_header("Retry-After", answer.retry_after)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
