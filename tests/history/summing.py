"""A monitor that has its source sum over instances wherever it can, however few there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.commands.evaluate import Forgetful
from app.monitor.book import Book
from app.monitor.counting import Many
from app.monitor.monitor import Monitor
from app.monitor.ports import Store
from app.slo.definition import Slo
from app.slo.snapshot import Snapshot
from app.sources.client import OnQuery, PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from tests.history.loaded import STEP

ALWAYS = Many(series=0, per_sum=0)


@asynccontextmanager
async def summing(
    connection: Connection,
    slos: Sequence[Slo],
    at: int,
    store: Store | None = None,
    many: Many = ALWAYS,
    on_query: OnQuery | None = None,
) -> AsyncIterator[tuple[Monitor, Book]]:
    """Open a monitor at a step, and read the past."""
    client, book = PrometheusClient(connection, on_query), Book()
    source = PrometheusSource(client)
    monitor = Monitor(source, store or Forgetful(), book, STEP, many=many)
    await monitor.open(slos, at)
    await monitor.backfill(at)
    try:
        yield monitor, book
    finally:
        await monitor.close()
        await client.close()


async def summed(connection: Connection, slos: Sequence[Slo], at: int) -> Snapshot:
    """Evaluate once from an empty state, as of a step."""
    async with summing(connection, slos, at) as (monitor, _):
        snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot
