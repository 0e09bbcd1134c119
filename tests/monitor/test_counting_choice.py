"""Whether definitions are counted series by series or from sums, and when that changes."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from app.monitor.book import Book
from app.monitor.counting import ASKED_EVERY_SECONDS, Many
from app.monitor.monitor import Monitor
from app.slo.definition import Slo
from app.slo.errors import SourceTimeout
from app.slo.samples import Extent, Part
from app.slo.snapshot import Counting, Data, Events, Snapshot
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30
MANY = Many(series=1, per_sum=50)
FLEET, SMALL = Extent(1000, 2), Extent(2, 2)


class CountingSource(ScriptedSource):
    """Remembers when it was asked how much there is; ``fails`` makes it know nothing."""

    counted_at: list[float]
    fails = False

    async def extent(self, slos: tuple[Slo, ...], at: float, worth_series: int) -> Extent:
        self.counted_at.append(at)
        if self.fails:
            raise SourceTimeout("too slow")
        return await super().extent(slos, at, worth_series)


def fleet(extent: Extent) -> CountingSource:
    counters = [
        Counter("shop", Part.TOTAL, 10, NOW - 600, NOW + 9000),
        Counter("shop", Part.BAD, 1, NOW - 600, NOW + 9000),
    ]
    source = CountingSource(counters, found_extent=extent)
    source.counted_at = []
    return source


async def opened(source: ScriptedSource, step: int = STEP) -> Monitor:
    monitor = Monitor(source, KeepingStore(), Book(), step, many=MANY)
    await monitor.open([ratio_slo("shop")], NOW)
    await monitor.backfill(NOW)
    return monitor


async def stepped(monitor: Monitor, times: Sequence[int]) -> Snapshot:
    published = [await monitor.cycle(at) for at in times]
    assert published[-1] is not None
    return published[-1]


def way(snapshot: Snapshot) -> Counting:
    (status,) = snapshot
    return status.counting


def events(snapshot: Snapshot) -> Events | None:
    (status,) = snapshot
    return status.events


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        (FLEET, Counting.AGGREGATED),
        (Extent(1000, None), Counting.EXACT),
        (Extent(1000, 20), Counting.EXACT),
        (Extent(1, 0), Counting.EXACT),
    ],
    ids=["many instances", "not to be summed", "many sums", "few series"],
)
async def test_sums_are_for_many_instances(extent: Extent, expected: Counting) -> None:
    monitor = await opened(fleet(extent))
    snapshot = await stepped(monitor, [NOW, NOW + STEP])
    assert way(snapshot) is expected
    assert events(snapshot) == Events(420 - 42, 420)


async def test_the_choice_is_made_once_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.monitor.counting")
    source = fleet(FLEET)
    await stepped(await opened(source), [NOW, NOW + STEP, NOW + 2 * STEP])
    assert len(source.counted_at) == 1
    logged = [r.getMessage() for r in caplog.records if r.name == "app.monitor.counting"]
    assert logged == ["counting 1 definitions from 2 sums over 1000 series, from here on"]


async def test_a_fleet_that_grew_is_counted_from_sums_from_a_step_on() -> None:
    source = fleet(SMALL)
    monitor = await opened(source)
    early = await stepped(monitor, [NOW, NOW + STEP])
    source.found_extent = FLEET
    late = range(NOW + 2 * STEP, NOW + ASKED_EVERY_SECONDS + 3 * STEP, STEP)
    snapshots = [await stepped(monitor, [at]) for at in late]
    ways = [way(early), *map(way, snapshots)]
    assert ways == sorted(ways, key=[Counting.EXACT, Counting.AGGREGATED].index)
    assert set(ways) == {Counting.EXACT, Counting.AGGREGATED}
    scrapes = 40 + (late[-1] - NOW) // 15
    assert events(snapshots[-1]) == Events(9 * scrapes, 10 * scrapes)
    assert len(source.counted_at) == 2


async def test_steps_of_a_second_are_counted_series_by_series() -> None:
    source = fleet(FLEET)
    monitor = await opened(source, step=1)
    assert way(await stepped(monitor, [NOW, NOW + 15])) is Counting.EXACT
    assert source.counted_at == []


async def test_what_cannot_be_counted_cannot_be_read() -> None:
    source = fleet(FLEET)
    source.fails = True
    monitor = await opened(source)
    (status,) = await stepped(monitor, [NOW, NOW + STEP])
    assert status.data is Data.QUERY_ERROR
    source.fails = False
    await monitor.backfill(NOW + STEP)
    assert way(await stepped(monitor, [NOW + 2 * STEP])) is Counting.AGGREGATED
