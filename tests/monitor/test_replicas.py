"""Two replicas over one PostgreSQL: both publish the same, one of them reads and stores."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from app.monitor.book import Book
from app.monitor.follower import Follower
from app.monitor.journal import Journal
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.slo.definition import Group, LatencyIndicator, RollingPeriod, Slo
from app.slo.errors import SourceUnreachable, StoreError
from app.slo.latency import Distribution
from app.slo.samples import Part
from app.slo.snapshot import Data, Events, Snapshot, Status
from app.store.sql import SqlStore, open_store
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo
from tests.postgresql import PostgreSQLServer

pytestmark = pytest.mark.prometheus

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30
TTL_SECONDS = 15.0
SLOS = (ratio_slo("shop"), ratio_slo("cart"))


def a_shop() -> ScriptedSource:
    return ScriptedSource(
        [
            Counter("shop", Part.TOTAL, 10, NOW - 9000, NOW + 7200),
            Counter("shop", Part.BAD, 1, NOW - 9000, NOW + 7200),
            Counter("cart", Part.TOTAL, 4, NOW - 300, NOW + 7200),
        ]
    )


@dataclass
class Process:
    """What one process of several holds."""

    store: SqlStore
    source: ScriptedSource
    book: Book
    replica: Replica
    monitor: Monitor
    roles: list[int | None] = field(default_factory=list)

    @property
    def statuses(self) -> list[Status]:
        assert self.book.current is not None
        return list(self.book.current)

    @property
    def words(self) -> str:
        return "; ".join(self.book.notices())


Begin = Callable[..., Awaitable[Process]]


@pytest.fixture
async def url(postgresql: PostgreSQLServer) -> str:
    return await postgresql.fresh()


@pytest.fixture
async def begin(url: str) -> AsyncIterator[Begin]:
    async with AsyncExitStack() as stack:

        async def begin(
            source: ScriptedSource,
            at: int = NOW,
            slos: Sequence[Slo] = SLOS,
            step: int = STEP,
            ttl_seconds: float = TTL_SECONDS,
        ) -> Process:
            store = await open_store(url, ttl_seconds=ttl_seconds)
            stack.push_async_callback(store.close)
            book, journal, roles = Book(), Journal(step), list[int | None]()
            monitor = Monitor(source, store, book, step, journal=journal)
            leadership = Leadership(store.lease, roles.append)
            follower = Follower(store, book, journal, step, monitor)
            replica = Replica(monitor, leadership, follower, book)
            await replica.open(slos, at)
            stack.push_async_callback(replica.close)
            return Process(store, source, book, replica, monitor, roles)

        yield begin


async def caught_up(process: Process, at: int) -> None:
    """Read everything that there is in the past of a leader."""
    await process.monitor.backfill(at)


async def both(leader: Process, follower: Process, at: int) -> Mapping[str, Status]:
    """Carry out a step on one, and let the other follow; they must say the same.

    Gives the statuses by id.
    """
    assert await leader.replica.cycle(at) is not None
    assert await follower.replica.poll(at) is not None
    assert follower.book.current is not None
    assert follower.book.current.generation == at // STEP
    assert follower.statuses == leader.statuses
    return {status.id: status for status in leader.statuses}


async def steps(leader: Process, follower: Process, count: int) -> Mapping[str, Status]:
    """Carry out so many steps after the last one, and give the statuses of the last."""
    statuses: Mapping[str, Status] = {}
    for _ in range(count):
        assert leader.book.current is not None
        statuses = await both(leader, follower, int(leader.book.current.evaluated_at) + STEP)
    return statuses


async def test_the_first_leads_and_the_second_follows(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await caught_up(leader, NOW)
    shop = (await both(leader, follower, NOW))["shop"]
    assert shop.data is Data.OK
    assert (leader.words, leader.roles[-1]) == ("this replica leads, epoch 1", 1)
    assert follower.words.startswith("this replica follows; ")
    assert follower.roles[-1] is None
    assert follower.source.asked == []


async def test_a_follower_says_step_by_step_what_the_leader_says(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    shop = (await steps(leader, follower, 9))["shop"]
    assert shop.data_until == NOW + 9 * STEP
    leader.source.failing["shop"] = SourceUnreachable("gone")
    shop = (await steps(leader, follower, 4))["shop"]
    assert (shop.data, shop.message) == (Data.QUERY_ERROR, "gone")
    leader.source.failing.clear()
    leader.source.counters.append(Counter("cart", Part.BAD, 1, NOW + 13 * STEP, NOW + 7200))
    cart = (await steps(leader, follower, 4))["cart"]
    assert cart.events is not None
    assert cart.events.bad > 0


async def test_a_follower_shows_a_past_as_far_as_it_is_read(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await leader.replica.cycle(NOW)
    await leader.monitor.close()
    await follower.replica.poll(NOW)
    await caught_up(leader, NOW + STEP)
    shop = (await both(leader, follower, NOW + STEP))["shop"]
    assert shop.events == Events(good=5418.0, total=6020.0)


async def test_a_follower_that_skipped_steps_says_what_the_leader_says(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    for at in range(NOW + STEP, NOW + 8 * STEP, STEP):
        await leader.replica.cycle(at)
    await both(leader, follower, NOW + 8 * STEP)
    await leader.replica.cycle(NOW + 1980)  # too far to be read by a step
    await leader.monitor.close()
    await caught_up(leader, NOW + 1980)
    shop = (await both(leader, follower, NOW + 2010))["shop"]
    assert shop.data_until == NOW + 2010


async def test_a_late_sample_reaches_the_follower_in_the_cell_of_its_time(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    hidden = Counter("cart", Part.BAD, 2, NOW - 300, NOW + 7200)
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    await steps(leader, follower, 4)
    leader.source.counters.append(hidden)  # its samples were there all the time, unseen
    cart = (await steps(leader, follower, 12))["cart"]
    assert cart.events is not None
    assert cart.events.bad > 0


async def test_latency_quantiles_are_the_leaders(begin: Begin) -> None:
    class Fast(ScriptedSource):
        async def distributions(
            self, slos: Sequence[Slo], at: float, window_seconds: int
        ) -> Mapping[tuple[str, Group], Distribution]:
            del at, window_seconds
            bounds, counts = np.array([0.1, 0.5, np.inf]), np.array([90.0, 9.0, 1.0])
            return {(slo.name, ()): Distribution(bounds, counts) for slo in slos}

    indicator = LatencyIndicator("shop", (), 0.5)
    slos = [replace(ratio_slo("shop"), indicator=indicator, period=RollingPeriod(3600))]
    leader = await begin(Fast(a_shop().counters), slos=slos)
    follower = await begin(ScriptedSource(), slos=slos)
    await caught_up(leader, NOW)
    for at in (NOW, NOW + STEP, NOW + 300):
        shop = (await both(leader, follower, at))["shop"]
        assert shop.latency is not None
    late = await begin(ScriptedSource(), slos=slos)
    assert late.statuses == leader.statuses


async def test_a_replica_that_takes_over_counts_on_without_a_gap(begin: Begin) -> None:
    source = a_shop()
    leader, follower = await begin(source), await begin(source)
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    await leader.replica.close()
    at = NOW + 4 * STEP
    assert await follower.replica.poll(at) is not None
    assert follower.words == "this replica leads, epoch 2"
    shop = follower.statuses[1]
    assert shop.data_until == at
    with pytest.raises(StoreError):
        await leader.monitor.cycle(at + STEP)
    shop = (await both(follower, leader, at + STEP))["shop"]
    assert shop.data is Data.OK


async def test_after_a_takeover_all_counts_are_those_of_a_single_process(begin: Begin) -> None:
    source = a_shop()
    first, second = await begin(source), await begin(source)
    await caught_up(first, NOW)
    await both(first, second, NOW)
    await both(first, second, NOW + STEP)
    await first.replica.close()
    await both(second, first, NOW + 5 * STEP)
    await second.replica.close()
    await both(first, second, NOW + 7 * STEP)
    assert first.store.lease.epoch == 3
    alone = Monitor(source, KeepingStore(), Book(), STEP)
    await alone.open(SLOS, NOW + 7 * STEP)
    await alone.backfill(NOW + 7 * STEP)
    snapshot = await alone.cycle(NOW + 7 * STEP)
    assert snapshot is not None
    assert [_counts(s) for s in snapshot] == [_counts(s) for s in first.statuses]


async def test_a_write_whose_outcome_is_unknown_is_found_out_before_the_next(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    append = leader.store.append_step

    async def stored_but_not_told(*arguments: object) -> None:
        await append(*arguments)  # type: ignore[arg-type]
        raise StoreError("the connection went away")

    leader.source.counters.append(Counter("cart", Part.BAD, 1, NOW, NOW + 7200))
    monkeypatch.setattr(leader.store, "append_step", stored_but_not_told)
    with pytest.raises(StoreError, match="went away"):
        await leader.replica.cycle(NOW + STEP)
    monkeypatch.setattr(leader.store, "append_step", append)
    assert await leader.replica.cycle(NOW + STEP) is None  # it was stored, and is published now
    assert await follower.replica.poll(NOW + STEP) is not None
    assert follower.statuses == leader.statuses
    await both(leader, follower, NOW + 2 * STEP)


async def test_a_database_that_was_away_for_a_while_loses_nothing(
    begin: Begin, postgresql: PostgreSQLServer
) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource())
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    postgresql.stop()
    try:
        for replica in (leader.replica, follower.replica):
            with pytest.raises(StoreError, match=r"cannot (reach|read|write)"):
                await replica.cycle(NOW + STEP)
    finally:
        postgresql.start()
    shop = (await both(leader, follower, NOW + 2 * STEP))["shop"]
    assert shop.events == Events(good=5436.0, total=6040.0)
    assert leader.words == "this replica leads, epoch 1"


async def test_a_follower_with_other_definitions_says_so_and_shows_what_both_know(
    begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    leader = await begin(a_shop())
    follower = await begin(ScriptedSource(), slos=[SLOS[0], ratio_slo("unknown")])
    await caught_up(leader, NOW)
    await leader.replica.cycle(NOW)
    await follower.replica.poll(NOW)
    assert "other definitions than this one" in follower.words
    assert caplog.text.count("other definitions than this one") == 1
    [shop, unknown] = follower.statuses
    assert shop == leader.statuses[1]
    assert unknown.data is not Data.OK
    assert "does not count this definition" in str(unknown.message)
    await follower.replica.change(SLOS, NOW + STEP)
    await both(leader, follower, NOW + STEP)
    assert "other definitions" not in follower.words


async def test_a_follower_on_another_grid_says_so_and_publishes_nothing(begin: Begin) -> None:
    leader, follower = await begin(a_shop()), await begin(ScriptedSource(), step=60)
    await caught_up(leader, NOW)
    await leader.replica.cycle(NOW)
    assert await follower.replica.poll(NOW) is None
    assert "every 30 s and this one every 60 s" in follower.words
    follower.source.counters = leader.source.counters
    await leader.replica.close()
    assert await follower.replica.poll(NOW + 60) is not None
    assert "every 30 s" not in follower.words
    assert [_counts(status) for status in follower.statuses]


async def test_a_replica_that_starts_later_publishes_at_once(begin: Begin) -> None:
    leader = await begin(a_shop())
    await caught_up(leader, NOW)
    await leader.replica.cycle(NOW)
    late = await begin(ScriptedSource(), NOW + 2 * STEP)
    assert late.statuses == leader.statuses


async def test_a_leader_whose_lease_ran_out_is_refused_and_follows(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_shop()
    leader, follower = await begin(source, ttl_seconds=1.0), await begin(source, ttl_seconds=1.0)
    await caught_up(leader, NOW)
    await both(leader, follower, NOW)
    await leader.replica._leadership._stop_renewing()  # as if this process had been stopped
    deadline = time.monotonic() + 5
    while await follower.replica.poll(NOW + STEP) is None:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    with pytest.raises(StoreError, match="led by another process"):
        await leader.monitor.cycle(NOW + STEP)
    words: list[str] = []
    publish = leader.book.publish

    def publish_and_listen(snapshot: Snapshot) -> None:
        words.append(leader.words)
        publish(snapshot)

    monkeypatch.setattr(leader.book, "publish", publish_and_listen)
    await both(follower, leader, NOW + 2 * STEP)
    assert words
    assert all(each.startswith("this replica follows") for each in words)


def _counts(status: Status) -> tuple[object, ...]:
    return status.id, status.events, tuple(rate.events for rate in status.burn_rates)
