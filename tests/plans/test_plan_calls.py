"""Calling real servers: a status comes back, and nothing else is followed, read or told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.plans.allowed import AllowList
from app.plans.calling import HttpCaller
from app.plans.ports import CallFailed
from app.slo.plan import HttpMethod, HttpStep


class Server:
    """Answers on loopback, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.let_go = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.command, self.path))
                if self.path.startswith("/silent"):
                    outer.let_go.wait(5.0)
                self.send_response(302 if self.path.startswith("/moved") else 204)
                self.send_header("Location", "/secret")
                self.end_headers()

            do_POST = do_GET  # noqa: N815  # the server's own names

            def log_message(self, *_: Any) -> None:  # noqa: ANN401
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with closing(Server()) as server:
        yield server


@pytest.fixture
def caller(server: Server) -> HttpCaller:
    return HttpCaller(AllowList([server.url]))


@pytest.mark.parametrize("method", HttpMethod)
async def test_the_status_comes_back(
    server: Server, caller: HttpCaller, method: HttpMethod
) -> None:
    assert await caller.call(HttpStep(f"{server.url}/a?token=t", method)) == 204
    assert server.asked == [(method.value, "/a?token=t")]


async def test_a_redirect_is_an_answer_and_not_followed(server: Server, caller: HttpCaller) -> None:
    assert await caller.call(HttpStep(f"{server.url}/moved")) == 302
    assert server.asked == [("POST", "/moved")]


async def test_proxies_of_the_environment_are_not_asked(
    server: Server, caller: HttpCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert await caller.call(HttpStep(f"{server.url}/")) == 204


async def test_who_does_not_answer_in_time_is_not_waited_for(
    server: Server, caller: HttpCaller
) -> None:
    with pytest.raises(CallFailed) as caught:
        await caller.call(HttpStep(f"{server.url}/silent?token=t", timeout_seconds=0.05))
    assert str(caught.value) == f"POST {server.url}/silent did not answer within 0.05 s."


async def test_nobody_there_is_told_without_the_query() -> None:
    caller = HttpCaller(AllowList(["http://127.0.0.1:1"]))
    with pytest.raises(CallFailed) as caught:
        await caller.call(HttpStep("http://127.0.0.1:1/?token=t"))
    assert str(caught.value) == "POST http://127.0.0.1:1/ did not answer: ConnectError."


async def test_what_is_not_allowed_is_not_called(server: Server) -> None:
    step = HttpStep(f"{server.url}/?token=t")
    elsewhere = HttpCaller(AllowList(["http://127.0.0.1:1"]))
    for caller in (HttpCaller(AllowList()), elsewhere):
        with pytest.raises(CallFailed):
            await caller.call(step)
    assert server.asked == []
    assert HttpCaller(AllowList()).unlisted(step) is None, "it may be meant for another place"
    said = elsewhere.unlisted(step)
    assert said == f"{server.url}/ is not among SLO_MONITOR_PLANS_HTTP_ALLOW"
