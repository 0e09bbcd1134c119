"""What one of two replicas leaves out the other leaves out, without reading everything anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.slo.account import StoredAccount
from app.slo.definition import Origin
from app.slo.errors import SourceUnreachable
from app.store import reading
from tests.monitor.replicas import (
    HOUR,
    MIDNIGHT,
    NOW,
    SLOS,
    STEP,
    Pair,
    a_shop,
    begun,
    nightly,
    quiet,
)
from tests.monitor.scripted import SCRAPE, ratio_slo
from tests.postgresql import PostgreSQLServer

pytestmark = pytest.mark.prometheus


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
    source = a_shop()
    async with AsyncExitStack() as stack:
        leader, follower = [await begun(stack, url, source) for _ in range(2)]
        found = Pair(leader, follower, whole)
        await leader.monitor.backfill(NOW)
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


async def test_with_other_exclusions_in_its_files_a_follower_says_so_and_shows_the_leaders(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    sentence = "the leading replica has other exclusions in its files than this one"
    leaders, own = quiet(NOW - HOUR, NOW + HOUR), quiet(NOW - 2 * HOUR, NOW + 2 * HOUR)
    async with AsyncExitStack() as stack:
        leader = await begun(stack, url, a_shop(), [leaders])
        await leader.monitor.backfill(NOW)
        with caplog.at_level(logging.WARNING, "app.monitor.follower"):
            follower = await begun(stack, url, a_shop(), [own])
            for at in range(NOW, NOW + 4 * STEP, STEP):
                await leader.replica.cycle(at)
                await leader.monitor.exclusions.run(at)
                await follower.replica.poll(at)
        assert follower.statuses == leader.statuses
        assert follower.shop.excluded is not None
        assert sentence in follower.words
        assert caplog.text.count(sentence) == 1
        moved = replace(leaders, id="file-2", origin=Origin("elsewhere.yaml", 7))
        await follower.replica.change(SLOS, NOW + 4 * STEP, [moved])
        await leader.replica.cycle(NOW + 4 * STEP)
        await follower.replica.poll(NOW + 4 * STEP)
        assert follower.statuses == leader.statuses
        assert sentence not in follower.words
