"""However the present was arrived at (at once, step by step, with absences): the counts agree."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.commands.evaluate import Forgetful
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.monitor.ports import Store
from app.slo.account import Entry
from app.slo.alert import Happened
from app.slo.definition import Slo
from app.slo.errors import SourceUnreachable
from app.slo.samples import Grain, Samples
from app.slo.snapshot import Data, Snapshot
from app.slo.step import Step
from app.sources.client import PrometheusClient
from app.sources.prometheus import PrometheusSource
from tests.history.holding import windows
from tests.history.loaded import STEP, Loaded, step_at
from tests.history.month import definitions
from tests.history.stepping import stored
from tests.history.world import CHURN, GAPS, LOW, MINUTE, RESETS, share

pytestmark = pytest.mark.prometheus

Counted = Mapping[tuple[str, int], tuple[float, float]]
"""Bad and total events by SLO and window."""

HURT = [service.name for service in (RESETS, CHURN, GAPS, LOW)]

BEGINS = share(0.53)
"""In a scrape outage of one service, just before the crash loop of another."""

VISITS = ((10, 8), (10, 45), (20, 180), (10, 0))
"""Minutes of service, each followed by minutes of absence."""

READ_WITHIN_SECONDS = 3.0
RECOVERY_STEPS = 15


def begin(loaded: Loaded) -> int:
    return step_at(BEGINS(loaded.history.line))


def arrival(loaded: Loaded) -> int:
    return begin(loaded) + sum(there + away for there, away in VISITS) * MINUTE


def counted(snapshot: Snapshot | None) -> Counted:
    assert snapshot is not None
    assert {status.data for status in snapshot} == {Data.OK}
    return {
        (status.id, seconds): (count.bad, count.total)
        for status in snapshot
        for seconds, _, _, count in windows(status)
    }


@pytest.fixture(scope="module")
def at_once(loaded: Loaded) -> Counted:
    return counted(asyncio.run(loaded.evaluated(arrival(loaded), definitions(HURT))))


class Marked(Forgetful):
    """Keeps nothing but how far each definition has been read."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}

    async def append(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._until[entry.delta.slo_name] = entry.delta.reach.until

    async def append_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None = None
    ) -> None:
        await super().append_step(entries, happened, step)
        await self.append(entries)

    async def has_reached(self, until: int) -> bool:
        """Wait a while for all that was ever read to have been read so far."""
        deadline = time.monotonic() + READ_WITHIN_SECONDS
        while min(self._until.values()) < until and time.monotonic() < deadline:  # noqa: ASYNC110 - the program sets no event
            await asyncio.sleep(0.01)
        return min(self._until.values()) >= until


class Severed(PrometheusSource):
    """A source that reaches nothing while it ``is_down``."""

    def __init__(self, client: PrometheusClient) -> None:
        super().__init__(client)
        self.is_down = False

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        if self.is_down:
            raise SourceUnreachable("the line is cut")
        return await super().observe(slos, after, until, grain)


@asynccontextmanager
async def running(
    loaded: Loaded, store: Store, at: int
) -> AsyncIterator[tuple[Monitor, Book, Severed]]:
    """A monitor that has read the past up to a step, as the service does when it starts."""
    client = PrometheusClient(loaded.connection)
    book, source = Book(), Severed(client)
    monitor = Monitor(source, store, book, STEP)
    await monitor.open(definitions(HURT), at)
    await monitor.backfill(at)
    try:
        yield monitor, book, source
    finally:
        await monitor.close()
        await client.close()


async def cycled(monitor: Monitor, after: int, until: int) -> None:
    for at in range(after + STEP, until + STEP, STEP):
        await monitor.cycle(at)


async def caught_up(monitor: Monitor, store: Marked, at: int) -> None:
    """Go on until the absence has been read: what is near by a cycle, the rest beside it.

    What was under way when the source came back may still fail; a later cycle begins it again.
    """
    for step in range(1, RECOVERY_STEPS):
        await monitor.cycle(at + step * STEP)
        if await store.has_reached(at - MINUTE):
            return
    raise AssertionError("the absence was never read")


async def test_live_steps_arrive_where_the_backfill_does(loaded: Loaded, at_once: Counted) -> None:
    async with running(loaded, Forgetful(), begin(loaded)) as (monitor, book, _):
        await cycled(monitor, begin(loaded), arrival(loaded))
        assert counted(book.current) == at_once


async def test_a_step_that_is_asked_for_again_counts_nothing(
    loaded: Loaded, at_once: Counted
) -> None:
    at = arrival(loaded)
    async with running(loaded, Forgetful(), at - 5 * STEP) as (monitor, book, _):
        await cycled(monitor, at - 5 * STEP, at)
        assert await monitor.cycle(at) is None
        assert await monitor.cycle(at - 2 * STEP) is None
        assert counted(book.current) == at_once


async def test_restarts_and_absences_change_no_count(
    loaded: Loaded, at_once: Counted, tmp_path: Path
) -> None:
    at, published = begin(loaded), None
    for there, away in VISITS:
        async with stored(tmp_path) as store, running(loaded, store, at) as (monitor, book, _):
            await cycled(monitor, at, at + there * MINUTE)
            published = book.current
        at += (there + away) * MINUTE
    assert counted(published) == at_once


async def test_a_prometheus_that_was_away_changes_no_count(
    loaded: Loaded, at_once: Counted
) -> None:
    at, store = begin(loaded), Marked()
    async with running(loaded, store, at) as (monitor, book, source):
        for there, away in VISITS[:-1]:
            await cycled(monitor, at, at + there * MINUTE)
            at += (there + away) * MINUTE
            source.is_down = True
            await cycled(monitor, at - away * MINUTE, at)
            assert {status.data for status in book.current or ()} == {Data.QUERY_ERROR}
            source.is_down = False
            await caught_up(monitor, store, at)
        await cycled(monitor, at, arrival(loaded))
        assert counted(book.current) == at_once


async def test_restarts_and_absences_change_no_count_on_victoriametrics_either(
    loaded_elsewhere: Loaded, at_once: Counted, tmp_path: Path
) -> None:
    visits = ((10, 8), (10, 45), (10, 0))
    end, published = arrival(loaded_elsewhere), None
    at = end - sum(there + away for there, away in visits) * MINUTE
    for there, away in visits:
        async with (
            stored(tmp_path) as store,
            running(loaded_elsewhere, store, at) as (monitor, book, _),
        ):
            await cycled(monitor, at, at + there * MINUTE)
            published = book.current
        at += (there + away) * MINUTE
    assert counted(published) == at_once
