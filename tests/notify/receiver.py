"""A little HTTP receiver that keeps what it is sent; webhooks and Alertmanagers may post to it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever was posted
        return json.loads(self.body)


class Receiver:
    """Listens on a loopback port; ``answer`` says with which status a request is answered."""

    def __init__(self, answer: Callable[[Got], int] = lambda _: 204) -> None:
        self.got: list[Got] = []
        self.answer = answer
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self, got: Got) -> int:
        self.got.append(got)
        return self.answer(got)

    def wait_for(self, what: Callable[[Sequence[Got]], bool], within_seconds: float = 20.0) -> None:
        """Wait until what was received is as it should be."""
        deadline = time.monotonic() + within_seconds
        while not what(list(self.got)):
            assert time.monotonic() < deadline, [(one.path, one.body) for one in self.got]
            time.sleep(_POLL_SECONDS)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked may have been killed meanwhile."""


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # whoever asked was killed in the middle
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(Got(self.path, headers, body)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # theirs
            del format, args

    return Handler
