"""Alerts and exclusions over two replicas: both say the same, and a failover ends no alert."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection, select

from app.monitor.book import Book
from app.monitor.follower import Follower
from app.monitor.journal import Journal
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.slo.alert import Alert
from app.slo.definition import AlertPolicy
from app.slo.errors import NotLeader
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.samples import Part
from app.slo.snapshot import Events, Status
from app.slo.tier import Severity, Tier
from app.store.alert_tables import TRANSITIONS
from app.store.sql import SqlStore, open_store
from tests.monitor.scripted import Counter, ScriptedSource, ratio_slo
from tests.postgresql import PostgreSQLServer

pytestmark = pytest.mark.prometheus

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30
BURNS_FAST = Tier("fast", Severity.PAGE, 0.5, 3600, 300)
SHOP = replace(ratio_slo("shop"), alerts=AlertPolicy(tiers=(BURNS_FAST,), keep_firing_seconds=60))


def a_shop(bad_until: int) -> ScriptedSource:
    """Half of the events are bad until some time, and none after it."""
    begin, end = NOW - 600, NOW + 7200
    return ScriptedSource(
        [
            Counter("shop", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.BAD, 5, begin, bad_until),
        ]
    )


@dataclass
class Process:
    store: SqlStore
    book: Book
    replica: Replica
    monitor: Monitor

    @property
    def shop(self) -> Status:
        assert self.book.current is not None
        return self.book.current.statuses[0]

    @property
    def firing(self) -> Sequence[Alert]:
        return self.shop.alerts


@dataclass
class Pair:
    """Two processes over one database and one source; the first leads."""

    first: Process
    second: Process

    async def step(self, at: int) -> None:
        assert await self.first.replica.cycle(at) is not None
        assert await self.second.replica.poll(at) is not None
        assert self.first.shop == self.second.shop


@pytest.fixture
async def pair(postgresql: PostgreSQLServer) -> AsyncIterator[Pair]:
    url = await postgresql.fresh()
    source = a_shop(NOW + 600)
    async with AsyncExitStack() as stack:

        async def begin() -> Process:
            store = await open_store(url)
            stack.push_async_callback(store.close)
            book, journal = Book(), Journal(STEP)
            monitor = Monitor(source, store, book, STEP, journal=journal)
            follower = Follower(store, book, journal, STEP, monitor)
            replica = Replica(monitor, Leadership(store.lease), follower, book)
            await replica.open([SHOP], NOW)
            stack.push_async_callback(replica.close)
            return Process(store, book, replica, monitor)

        found = Pair(await begin(), await begin())
        await found.first.monitor.backfill(NOW)
        yield found


async def stored(process: Process) -> list[tuple[str, str, int]]:
    def read(connection: Connection) -> list[tuple[str, str, int]]:
        columns = select(TRANSITIONS.c.id, TRANSITIONS.c.state, TRANSITIONS.c.at)
        return [tuple(row) for row in connection.execute(columns.order_by(TRANSITIONS.c.seq))]

    return await process.store.transactor.read(read)


async def test_a_follower_shows_the_leaders_alerts(pair: Pair) -> None:
    await pair.step(NOW)
    (alert,) = pair.second.firing
    assert alert.started_at == NOW
    await pair.step(NOW + STEP)
    assert pair.second.firing == (alert,)


async def test_a_failover_neither_ends_nor_repeats_an_alert(pair: Pair) -> None:
    await pair.step(NOW)
    await pair.step(NOW + STEP)
    before = pair.first.firing
    await pair.first.replica.close()
    assert await pair.second.replica.poll(NOW + 4 * STEP) is not None
    assert pair.second.firing == before
    assert [state for _, state, _ in await stored(pair.second)] == ["FIRING"]


async def test_an_alert_that_began_under_one_leader_ends_once_under_the_next(pair: Pair) -> None:
    await pair.step(NOW)
    (alert,) = pair.first.firing
    await pair.first.replica.close()
    later = Pair(pair.second, pair.first)
    for at in range(NOW + STEP, NOW + 1200, STEP):
        await later.step(at)
    assert later.second.firing == ()
    fired, resolved = await stored(pair.second)
    assert fired == (f"{alert.id}-firing", "FIRING", NOW)
    assert resolved[:2] == (f"{alert.id}-resolved", "RESOLVED")


async def test_a_follower_that_was_away_shows_the_alerts_as_they_are(pair: Pair) -> None:
    await pair.step(NOW)
    for at in range(NOW + STEP, NOW + 1200, STEP):
        await pair.first.replica.cycle(at)
    await pair.second.replica.poll(NOW + 1170)
    assert pair.second.firing == pair.first.firing == ()


QUIET = Exclusion("x", ("shop",), (), NOW - 300.0, NOW + 60.0, None, "maintenance")


async def test_what_is_excluded_at_the_leader_is_excluded_at_the_follower(pair: Pair) -> None:
    await pair.step(NOW)
    whole = pair.first.shop.events
    assert whole == Events(good=200.0, total=400.0)
    await pair.first.monitor.exclusions.change(ExclusionChange(added=QUIET))
    await pair.step(NOW + STEP)
    assert pair.second.shop.events == Events(good=100.0, total=200.0)
    assert pair.second.shop.excluded is not None
    await pair.first.monitor.exclusions.change(ExclusionChange(removed="x"))
    await pair.step(NOW + 2 * STEP)
    assert pair.second.shop.events == Events(good=220.0, total=440.0)


async def test_what_was_excluded_stays_so_under_the_next_leader(pair: Pair) -> None:
    await pair.step(NOW)
    await pair.first.monitor.exclusions.change(ExclusionChange(added=QUIET))
    await pair.first.replica.close()
    later = Pair(pair.second, pair.first)
    await later.step(NOW + 3 * STEP)
    assert later.first.shop.events == Events(good=110.0, total=220.0)
    assert [each.id for each in later.first.monitor.exclusions.listed()] == ["x"]


async def test_nothing_is_excluded_at_a_follower(pair: Pair) -> None:
    await pair.step(NOW)
    with pytest.raises(NotLeader) as refused:
        await pair.second.monitor.exclusions.change(ExclusionChange(added=QUIET))
    assert refused.value.retry_after_seconds == STEP
    await pair.step(NOW + STEP)
    assert pair.second.shop.excluded is None


async def test_an_alert_whose_definition_went_ends_with_the_next_start(
    postgresql: PostgreSQLServer,
) -> None:
    url = await postgresql.fresh()
    told: list[tuple[str, str, int]] = []
    for slos in ([SHOP], [ratio_slo("shop")]):
        store = await open_store(url)
        book, journal = Book(), Journal(STEP)
        monitor = Monitor(a_shop(NOW + 600), store, book, STEP, journal=journal)
        follower = Follower(store, book, journal, STEP, monitor)
        replica = Replica(monitor, Leadership(store.lease), follower, book)
        at = NOW if slos == [SHOP] else NOW + STEP
        await replica.open(slos, at)
        await monitor.backfill(at)
        await replica.cycle(at)
        told = await stored(Process(store, book, replica, monitor))
        await replica.close()
        await store.close()
    assert [state for _, state, _ in told] == ["FIRING", "RESOLVED"]


async def test_an_exclusion_that_began_under_one_leader_is_refused_under_the_next(
    pair: Pair,
) -> None:
    await pair.step(NOW)
    late = pair.first.monitor.exclusions
    await pair.first.replica.close()
    later = Pair(pair.second, pair.first)
    await later.step(NOW + STEP)
    await pair.second.replica.close()
    await Pair(pair.first, pair.second).step(NOW + 2 * STEP)  # the first leads again
    with pytest.raises(NotLeader):
        await late.change(ExclusionChange(added=QUIET))
    await pair.first.monitor.exclusions.change(ExclusionChange(added=QUIET))
