"""The application that the service serves, over a book that the bench fills."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.api.admission import Access, Admission
from app.api.app import check_runs, create_app
from app.gate.answering import Words
from app.gate.gate import Gate
from app.gate.settling import Clock
from app.keys import Key, Scope
from app.monitor.book import Book
from app.service import Service
from app.slo.definition import Slo
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.existing import total_of
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from app.store.checks import SqlChecks
from app.store.folder import DataFolder
from app.store.sql import open_store
from app.telemetry import Telemetry
from tests.bench.fleet import DAY
from tests.bench.service import STEP, Running
from tests.prometheus.server import free_port

KEY = f"slom_{'b' * 8}_{'e' * 64}"
CHECKS_SECONDS = 30 * DAY
HEADERS = {"Authorization": f"Bearer {KEY}"}


def application(running: Running) -> FastAPI:
    """Compose it with all its layers; its clock stands where the newest snapshot is fresh."""

    def now() -> float:
        current = running.book.current
        return STEP + (current.evaluated_at if current is not None else 0.0)

    service = Service(running.book, now, STEP, STEP, readable_queries)
    access = Access(keys=(Key.of_token("bench", Scope.READ, KEY),))
    return create_app(service, Telemetry(), Admission(access))


@asynccontextmanager
async def gate_application(
    url: str, folder: Path, slos: Sequence[Slo], now: float
) -> AsyncIterator[FastAPI]:
    """Compose what answers about runs, with a store, as ``app/gating.py`` does at another time."""
    async with AsyncExitStack() as stack:
        place = stack.enter_context(DataFolder(folder))
        store = await open_store(place.url)
        stack.push_async_callback(store.close)
        client = PrometheusClient(Connection(url))
        stack.push_async_callback(client.close)
        gate = Gate(
            source=lambda: PrometheusSource(client),
            definitions=lambda: {slo.name: slo for slo in slos},
            store=SqlChecks(store.transactor, CHECKS_SECONDS),
            words=Words(readable_queries, total_of),
            clock=Clock(lambda: now, asyncio.sleep),
        )
        stack.push_async_callback(gate.close)
        service = Service(Book(), lambda: now, STEP, STEP, readable_queries)
        access = Access(keys=(Key.of_token("bench", Scope.WRITE, KEY),))
        app = create_app(service, Telemetry(), Admission(access))
        check_runs(app, gate)
        yield app


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
