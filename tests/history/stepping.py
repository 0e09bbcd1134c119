"""A monitor carried from step to step while writers write, and what it has counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.commands.evaluate import Forgetful, evaluate_once
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.monitor.ports import Store
from app.slo.snapshot import Snapshot
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from app.store.sql import open_store
from tests.history.holding import windows
from tests.history.loaded import STEP
from tests.history.month import availability
from tests.history.world import HOUR
from tests.history.writers import Writers

STEPS_UNTIL_ALL_IS_READ = 15
"""How long a late sample may take: its delay, up to the next look for it, and then one more."""

Counted = tuple[float, float]
"""Bad and total events."""


@asynccontextmanager
async def monitoring(
    writers: Writers, at: int, store: Store | None = None, step: int = STEP
) -> AsyncIterator[tuple[Monitor, Book]]:
    client = PrometheusClient(Connection(writers.url))
    book = Book()
    monitor = Monitor(PrometheusSource(client), store or Forgetful(), book, step)
    await monitor.open([availability(writers.service, HOUR)], at)
    await monitor.backfill(at)
    try:
        yield monitor, book
    finally:
        await monitor.close()
        await client.close()


@asynccontextmanager
async def stored(folder: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{folder / 'accounts.db'}")
    try:
        yield store
    finally:
        await store.close()


def of(snapshot: Snapshot | None) -> Mapping[int, Counted]:
    """Bad and total events by window."""
    assert snapshot is not None
    (status,) = snapshot
    return {seconds: (n.bad, n.total) for seconds, _, _, n in windows(status)}


async def stepped(monitor: Monitor, writers: Writers, after: int, steps: int) -> list[Snapshot]:
    """Let samples arrive and carry out each step, one after the other."""
    published = []
    for at in range(after + STEP, after + steps * STEP + 1, STEP):
        writers.write(at)
        snapshot = await monitor.cycle(at)
        await looked(monitor)
        assert snapshot is not None
        published.append(snapshot)
    return published


async def looked(monitor: Monitor) -> None:
    """Wait for the look at late samples that a step may have begun: here steps do not."""
    if monitor._lookout.task is not None:
        await monitor._lookout.task


async def settled(monitor: Monitor, book: Book, writers: Writers) -> None:
    """Go on until every writer's last sample has been looked for; then hold every window."""
    assert book.current is not None
    after = int(book.current.evaluated_at)
    last = (await stepped(monitor, writers, after, STEPS_UNTIL_ALL_IS_READ))[-1]
    assert of(last)[HOUR] == writers.events(last.evaluated_at)
    assert of(last) == await at_once(writers, last.evaluated_at)


async def at_once(writers: Writers, at: float) -> Mapping[int, Counted]:
    slos = [availability(writers.service, HOUR)]
    return of(
        await evaluate_once(Connection(writers.url), slos, int(at), STEP, lambda _share: None)
    )
