"""What one of two replicas leaves out the other leaves out, without reading everything anew."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection

from app.catalog.recurrence import occurrences
from app.monitor.book import Book
from app.monitor.follower import Follower
from app.monitor.journal import Journal
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.slo.account import StoredAccount
from app.slo.definition import Slo
from app.slo.errors import SourceUnreachable
from app.slo.exclusion import Exclusion, ExclusionChange, Recurrence
from app.slo.samples import Grain, Part, Samples
from app.slo.snapshot import Status
from app.store import reading
from app.store.sql import SqlStore, open_store
from tests.monitor.scripted import SCRAPE, Counter, ScriptedSource, ratio_slo
from tests.postgresql import PostgreSQLServer

pytestmark = pytest.mark.prometheus

STEP, HOUR, DAY = 30, 3600, 86_400
MIDNIGHT = 1_795_000_000 // DAY * DAY
NOW = MIDNIGHT - 20 * STEP
SLOS = tuple(ratio_slo(name) for name in ("cart", "shop"))


def quiet(begin: int, end: int, name: str = "x", slos: Sequence[str] = ("shop",)) -> Exclusion:
    return Exclusion(name, tuple(slos), (), float(begin), float(end), None, "maintenance")


def nightly(name: str) -> Exclusion:
    rule = Recurrence("FREQ=DAILY;BYHOUR=23;BYMINUTE=0;BYSECOND=0", 2 * HOUR, "UTC")
    return Exclusion(name, (), (), float(NOW - 9 * DAY), None, rule, "backups")


@dataclass
class LateSource(ScriptedSource):
    """Has no samples yet after the time ``there``."""

    there: float = math.inf

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        await super().observe(slos, after, until, grain)
        return {slo.name: self._samples(slo, after, min(until, self.there)) for slo in slos}


def a_shop() -> LateSource:
    begin, end = NOW - 5 * HOUR, NOW + DAY
    return LateSource(
        [
            Counter("cart", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.BAD, 1, begin, end),
        ]
    )


@dataclass
class Process:
    store: SqlStore
    source: LateSource
    book: Book
    replica: Replica
    monitor: Monitor

    @property
    def statuses(self) -> list[Status]:
        assert self.book.current is not None
        return list(self.book.current)

    @property
    def shop(self) -> Status:
        return self.statuses[1]

    async def exclude(self, exclusion: Exclusion) -> None:
        await self.monitor.exclusions.change(ExclusionChange(added=exclusion))

    async def include(self, name: str) -> None:
        await self.monitor.exclusions.change(ExclusionChange(removed=name))

    @property
    def excluded(self) -> list[str]:
        return [each.id for each in self.monitor.exclusions.listed()]


@dataclass
class Pair:
    """Two processes over one database; ``whole`` are the accounts that one read anew."""

    leader: Process
    follower: Process
    whole: list[str]

    async def step(self, at: int) -> Status:
        """Carry out a step; both must say the same, and list the same exclusions."""
        assert await self.leader.replica.cycle(at) is not None
        assert await self.follower.replica.poll(at) is not None
        assert self.follower.statuses == self.leader.statuses
        assert self.follower.excluded == self.leader.excluded
        return self.follower.shop

    async def steps(self, begin: int, until: int) -> Status:
        for at in range(begin, until, STEP):
            await self.step(at)
        return self.follower.shop

    async def fail_over(self, at: int) -> Pair:
        """Let the follower lead from the step that ends at ``at`` on."""
        await self.leader.replica.close()
        later = Pair(self.follower, self.leader, self.whole)
        await later.step(at)
        self.whole.clear()
        return later


@pytest.fixture
async def url(postgresql: PostgreSQLServer) -> str:
    return await postgresql.fresh()


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name the accounts that are read whole by whoever follows, once for each time."""
    names: list[str] = []
    read = reading.whole

    def counted(
        connection: Connection, records: Sequence[reading.AccountRecord], beside: int = 0
    ) -> list[StoredAccount]:
        names.extend(record["slo_name"] for record in records)
        return read(connection, records, beside)

    monkeypatch.setattr(reading, "whole", counted)
    return names


@pytest.fixture
async def pair(url: str, whole: list[str]) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        source = a_shop()

        async def begin(slos: Sequence[Slo]) -> Process:
            store = await open_store(url)
            stack.push_async_callback(store.close)
            book, journal = Book(), Journal(STEP)
            monitor = Monitor(source, store, book, STEP, journal=journal, occurrences=occurrences)
            follower = Follower(store, book, journal, STEP, monitor)
            replica = Replica(monitor, Leadership(store.lease), follower, book)
            await replica.open(slos, NOW)
            stack.push_async_callback(replica.close)
            return Process(store, source, book, replica, monitor)

        found = Pair(await begin(SLOS), await begin(SLOS), whole)
        await found.leader.monitor.backfill(NOW)
        await found.step(NOW)
        whole.clear()
        yield found


async def test_in_a_steady_step_nothing_is_read_whole(pair: Pair) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW + HOUR))
    await pair.step(NOW + STEP)
    assert pair.whole == ["shop", "shop#excluded"]
    pair.whole.clear()
    shop = await pair.steps(NOW + 2 * STEP, NOW + 12 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == HOUR + 11 * STEP
    assert pair.whole == []


async def test_what_is_excluded_ahead_is_followed_without_reading_anything_whole(
    pair: Pair,
) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW - HOUR // 2))
    await pair.step(NOW + STEP)
    pair.whole.clear()
    await pair.leader.exclude(quiet(NOW + 3 * STEP, NOW + 6 * STEP, "y"))
    shop = await pair.steps(NOW + 2 * STEP, NOW + 10 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == HOUR // 2 + 3 * STEP
    await pair.leader.exclude(quiet(NOW + HOUR, NOW + 2 * HOUR, "z"))
    await pair.step(NOW + 10 * STEP)
    await pair.leader.include("z")
    await pair.step(NOW + 11 * STEP)
    assert pair.whole == []


async def test_exclusions_come_and_go_at_both(pair: Pair) -> None:
    begun = NOW - 3 * HOUR
    before = await pair.step(NOW + STEP)
    await pair.leader.exclude(quiet(begun, begun + 1000))
    await pair.step(NOW + 2 * STEP)
    await pair.leader.exclude(quiet(begun + 500, begun + 1800, "y", slos=()))
    shop = await pair.step(NOW + 3 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == 1800
    await pair.leader.include("x")
    shop = await pair.step(NOW + 4 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == 1320
    await pair.leader.include("y")
    shop = await pair.step(NOW + 5 * STEP)
    assert (shop.excluded, before.excluded) == (None, None)
    assert pair.follower.excluded == []


async def test_one_that_comes_and_goes_within_a_step_changes_nothing(pair: Pair) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW + HOUR))
    await pair.step(NOW + STEP)
    await pair.leader.exclude(quiet(NOW - 3 * HOUR, NOW - 2 * HOUR, "y"))
    await pair.leader.include("y")
    await pair.steps(NOW + 2 * STEP, NOW + 6 * STEP)


async def test_a_follower_that_skipped_steps_meanwhile_leaves_out_the_same(pair: Pair) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW + HOUR))
    for at in range(NOW + STEP, NOW + 4 * STEP, STEP):
        await pair.leader.replica.cycle(at)
    await pair.step(NOW + 4 * STEP)
    pair.whole.clear()
    for at in range(NOW + 5 * STEP, NOW + 9 * STEP, STEP):
        await pair.leader.replica.cycle(at)
    await pair.step(NOW + 9 * STEP)
    assert pair.whole == []


async def test_events_that_come_late_are_taken_alike_by_both(pair: Pair) -> None:
    end = NOW + 20 * STEP
    await pair.leader.exclude(quiet(NOW - HOUR, end))
    excluded = None
    for at in range(NOW + STEP, end + 6 * STEP, STEP):
        pair.leader.source.there = at - 90
        excluded = (await pair.step(at)).excluded
        if pair.leader.monitor._lookout.task is not None:
            await asyncio.wait({pair.leader.monitor._lookout.task})
    assert excluded is not None
    # The last ones were not there before its end.
    assert excluded.events.total == (HOUR + 20 * STEP - 90) / SCRAPE * 10
    assert pair.whole == ["shop", "shop#excluded"]


async def test_while_prometheus_is_away_the_same_time_is_left_out(pair: Pair) -> None:
    for slo in SLOS:
        pair.leader.source.failing[slo.name] = SourceUnreachable("gone")
    await pair.step(NOW + STEP)
    await pair.leader.exclude(quiet(NOW + 3 * STEP, NOW + HOUR))
    shop = await pair.steps(NOW + 2 * STEP, NOW + 8 * STEP)
    await pair.leader.include("x")
    await pair.steps(NOW + 8 * STEP, NOW + 10 * STEP)
    await pair.leader.exclude(quiet(NOW + 3 * STEP, NOW + HOUR, "y"))
    await pair.steps(NOW + 10 * STEP, NOW + 12 * STEP)
    pair.leader.source.failing.clear()
    shop = await pair.steps(NOW + 12 * STEP, NOW + 16 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == 12 * STEP


async def test_a_past_that_is_read_later_is_left_out_at_both(pair: Pair) -> None:
    slower = replace(SLOS[1], indicator=ratio_slo("slow").indicator)  # another meaning: anew
    slos = [SLOS[0], slower]
    await pair.leader.exclude(quiet(NOW - 4 * HOUR, NOW - 2 * HOUR))
    await pair.step(NOW + STEP)
    for process in (pair.leader, pair.follower):
        await process.replica.change(slos, NOW + 2 * STEP)
    await pair.leader.replica.cycle(NOW + 2 * STEP)
    await pair.leader.monitor.backfill(NOW + 2 * STEP)
    shop = await pair.step(NOW + 3 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == 2 * HOUR
    await pair.steps(NOW + 4 * STEP, NOW + 6 * STEP)


async def test_exclusions_outlive_failovers(pair: Pair) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW + HOUR))
    await pair.steps(NOW + STEP, NOW + 3 * STEP)
    pair = await pair.fail_over(NOW + 5 * STEP)
    await pair.steps(NOW + 6 * STEP, NOW + 8 * STEP)
    await pair.leader.exclude(quiet(NOW - 2 * HOUR, NOW - HOUR, "y"))
    shop = await pair.step(NOW + 8 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == 2 * HOUR + 8 * STEP
    await pair.leader.include("x")
    pair = await pair.fail_over(NOW + 10 * STEP)
    assert pair.leader.excluded == ["y"]
    await pair.steps(NOW + 11 * STEP, NOW + 14 * STEP)
    assert pair.whole == []


async def test_a_replica_that_was_fenced_leaves_out_what_the_next_one_does(pair: Pair) -> None:
    await pair.leader.exclude(quiet(NOW - HOUR, NOW + HOUR))
    await pair.leader.replica.close()  # and it goes on to count what nobody stores
    await pair.follower.replica.poll(NOW + STEP)
    await pair.follower.include("x")
    await pair.follower.exclude(quiet(NOW - HOUR, NOW - 1800, "y"))
    later = Pair(pair.follower, pair.leader, pair.whole)
    await later.steps(NOW + 2 * STEP, NOW + 4 * STEP)


async def test_what_recurs_is_followed_over_the_end_of_a_day(pair: Pair) -> None:
    await pair.leader.exclude(nightly("n"))
    await pair.step(NOW + STEP)
    pair.whole.clear()
    shop = await pair.steps(NOW + 2 * STEP, MIDNIGHT + 5 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == HOUR + 4 * STEP
    assert pair.whole == []


async def test_files_that_change_are_in_force_at_both(pair: Pair) -> None:
    of_file = replace(quiet(NOW - HOUR, NOW + HOUR), id="file-1")
    for process in (pair.leader, pair.follower):
        await process.replica.change(SLOS, NOW + STEP, [of_file])
    await pair.leader.replica.cycle(NOW + STEP)
    await pair.leader.monitor.exclusions.run(NOW + STEP)  # their past follows beside the steps
    shop = await pair.step(NOW + 2 * STEP)
    assert shop.excluded is not None
    assert shop.excluded.seconds == HOUR + 2 * STEP
    pair = await pair.fail_over(NOW + 4 * STEP)
    assert pair.leader.excluded == ["file-1"]
    for process in (pair.leader, pair.follower):
        await process.replica.change(SLOS, NOW + 5 * STEP, [])
    await pair.leader.replica.cycle(NOW + 5 * STEP)
    await pair.leader.monitor.exclusions.run(NOW + 5 * STEP)
    shop = await pair.step(NOW + 6 * STEP)
    assert shop.excluded is None
