"""The demo shop as an ASGI application: its pages, metrics, tally and traffic switch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.demo.shop.accounts import Accounts
from deploy.demo.shop.behaviour import PAGES, Behaviour, Page
from deploy.demo.shop.traffic import Traffic

Endpoint = Callable[[Request], Awaitable[Response]]


class Measured:
    """Middleware that times every request to a page and books it when its answer has gone out."""

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self._accounts.counts(scope["path"]):
            await self._app(scope, receive, send)
            return
        code, started = 500, perf_counter()

        async def send_noting_code(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting_code)
        finally:
            self._accounts.record(scope["path"], code, perf_counter() - started)


def build(accounts: Accounts, behaviour: Behaviour, traffic: Traffic) -> Starlette:
    """Put the shop together; it opens now."""
    opened = perf_counter()

    async def metrics(_: Request) -> Response:
        body = accounts.exposition()
        traffic.scraped()
        return Response(body, media_type=CONTENT_TYPE_LATEST)

    async def tally(_: Request) -> Response:
        return JSONResponse(accounts.tally())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await traffic.stop()

    return Starlette(
        routes=[
            *(Route(page.path, _page(page, behaviour, opened)) for page in PAGES),
            Route("/metrics", metrics),
            Route("/tally", tally),
            Route("/traffic/start", _start(traffic), methods=["POST"]),
            Route("/traffic/stop", _stop(traffic), methods=["POST"]),
        ],
        middleware=[Middleware(Measured, accounts=accounts)],
        lifespan=lifespan,
    )


def _page(page: Page, behaviour: Behaviour, opened: float) -> Endpoint:
    async def serve(_: Request) -> Response:
        outcome = behaviour.outcome(page, perf_counter() - opened)
        await asyncio.sleep(outcome.wait_seconds)
        if outcome.fails:
            return PlainTextResponse("the till is jammed\n", status_code=500)
        return PlainTextResponse(f"{page.path[1:]} of the demo shop\n")

    return serve


def _start(traffic: Traffic) -> Endpoint:
    async def start(_: Request) -> Response:
        traffic.start()
        return JSONResponse({"running": traffic.running})

    return start


def _stop(traffic: Traffic) -> Endpoint:
    async def stop(_: Request) -> Response:
        await traffic.stop()
        return JSONResponse({"running": traffic.running})

    return stop
