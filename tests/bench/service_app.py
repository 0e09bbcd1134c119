"""The application that the service serves, over a book that the bench fills."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.api.app import create_app
from app.api.security import Access
from app.keys import Key, Scope
from app.service import Service
from app.sources.planner import readable_queries
from app.telemetry import Telemetry
from tests.bench.service import STEP, Running
from tests.prometheus.server import free_port

KEY = f"slom_{'b' * 8}_{'e' * 64}"
HEADERS = {"Authorization": f"Bearer {KEY}"}


def application(running: Running) -> FastAPI:
    """Compose it with all its layers; its clock stands where the newest snapshot is fresh."""

    def now() -> float:
        current = running.book.current
        return STEP + (current.evaluated_at if current is not None else 0.0)

    service = Service(running.book, now, STEP, STEP, readable_queries)
    access = Access(keys=(Key.of_token("bench", Scope.READ, KEY),))
    return create_app(service, Telemetry(), access)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """Serve an application as ``app/main.py`` serves ours; yields the port."""
    port = free_port()
    config = uvicorn.Config(
        app, port=port, log_config=None, access_log=False, server_header=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    while not server.started:
        assert not task.done(), "the server ended"
        await asyncio.sleep(0.01)
    yield port
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await task
