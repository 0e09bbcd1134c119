"""How far a cycle looks back: to the last one, and to what came late; and who notices that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.monitor.book import Book
from app.monitor.counting import Many
from app.monitor.lookout import EVERY_SECONDS, FAR_SECONDS
from app.monitor.monitor import Monitor
from app.monitor.ports import Store
from app.slo.definition import Slo
from app.slo.errors import SourceRejected, StoreError
from app.slo.samples import Extent, Grain, Part, Samples
from app.slo.snapshot import Data, Events
from app.store.sql import open_store
from tests.monitor.scripted import SCRAPE, Counter, KeepingStore, ScriptedSource, ratio_slo

pytestmark = pytest.mark.slow

NOW = 1_795_000_000 // 3600 * 3600
STEP = OFFSET = 30


@dataclass
class LateSource(ScriptedSource):
    """Its samples are there ``behind`` seconds after their time; ``now`` is set by the test.

    Looks at what was read before wait for ``may_look``, or fail with ``look_fails``.
    """

    now: float = NOW
    behind: float = 0.0
    may_look: asyncio.Event | None = None
    look_fails: Exception | None = None

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        found = await super().observe(slos, after, until, grain)
        if until - after == FAR_SECONDS and self.may_look is not None:
            await self.may_look.wait()
        if until - after == FAR_SECONDS and self.look_fails is not None:
            raise self.look_fails
        if grain is not None:
            return found
        return {slo.name: self._samples(slo, after, min(until, self._there)) for slo in slos}

    @property
    def _there(self) -> float:
        return self.now - self.behind


def shop(begin: int = NOW - 900, end: int = NOW + 7200, behind: float = 0.0) -> LateSource:
    return LateSource([Counter("shop", Part.TOTAL, 10, begin, end)], behind=behind)


async def opened(
    source: LateSource, *, at: int = NOW, store: Store | None = None, offset: int = OFFSET
) -> Monitor:
    monitor = Monitor(source, store or KeepingStore(), Book(), STEP, offset_seconds=offset)
    await monitor.open([ratio_slo("shop")], at)
    source.now = at + offset
    await monitor.backfill(at)
    return monitor


async def step(monitor: Monitor, source: LateSource, at: int, offset: int = OFFSET) -> float:
    """Carry out a step, and the look that it begins; the events that it has counted in all."""
    source.now = at + offset
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    if monitor._lookout.task is not None:
        await asyncio.wait({monitor._lookout.task})
    events = snapshot.statuses[0].events
    return events.total if events is not None else 0.0


def read_by_cycle(source: LateSource, at: int) -> tuple[float, float]:
    """The range of the one reading of the cycle ``at``."""
    [(after, until)] = [(after, until) for _, after, until in source.asked if until == at]
    return after, until


def looks(source: LateSource) -> list[tuple[float, float]]:
    return [(a, u) for _, a, u in source.asked if u - a == FAR_SECONDS]


async def test_where_nobody_is_late_every_cycle_reads_exactly_the_gap() -> None:
    source = shop()
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 1200, STEP):
        await step(monitor, source, at)
        assert read_by_cycle(source, at) == (at - STEP, at)


async def test_without_an_offset_a_cycle_looks_back_by_one_scrape() -> None:
    source = shop(behind=SCRAPE - 1)  # nothing unusual: a scrape that takes its time
    monitor = await opened(source, offset=0)
    counted = [await step(monitor, source, at, 0) for at in range(NOW + STEP, NOW + 901, STEP)]
    assert read_by_cycle(source, NOW + STEP) == (NOW - SCRAPE, NOW + STEP)
    there = NOW + 900 - (SCRAPE - 1)
    assert counted[-1] == (there - (NOW - 900)) // SCRAPE * 10


async def test_what_comes_late_is_looked_for_every_five_minutes() -> None:
    source = shop()
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 3 * EVERY_SECONDS, STEP):
        await step(monitor, source, at)
    first, *later = looks(source)
    assert first == (NOW - FAR_SECONDS, NOW)
    ends = [NOW + EVERY_SECONDS - STEP, NOW + 2 * EVERY_SECONDS - STEP]
    assert later == [(end - FAR_SECONDS, end) for end in ends]


async def test_once_a_late_writer_was_noticed_a_cycle_reads_the_gap_and_its_lateness() -> None:
    source = shop(behind=OFFSET + 120)
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 901, STEP):
        counted = await step(monitor, source, at)
        there = at - 120
        if at > NOW + STEP:  # the first step began to look
            assert counted == (there - (NOW - 900)) // SCRAPE * 10
    after, until = read_by_cycle(source, NOW + 900)
    assert until - after <= STEP + 120 + SCRAPE


async def test_a_writer_that_lags_by_less_than_a_step_is_noticed_too() -> None:
    source = shop(behind=OFFSET + 10)
    monitor = await opened(source)
    await step(monitor, source, NOW + STEP)
    await step(monitor, source, NOW + 2 * STEP)
    after, _ = read_by_cycle(source, NOW + 2 * STEP)
    assert NOW + STEP - after >= 10


async def test_a_writer_that_is_in_time_again_is_forgotten() -> None:
    source = shop(behind=OFFSET + 120)
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 301, STEP):
        await step(monitor, source, at)
    source.behind = 0
    for at in range(NOW + 330, NOW + 1501, STEP):
        await step(monitor, source, at)
    assert read_by_cycle(source, NOW + 1500) == (NOW + 1500 - STEP, NOW + 1500)


async def test_the_last_samples_of_a_late_writer_are_counted_once_they_were_noticed() -> None:
    source = shop(end=NOW + 60)
    monitor = await opened(source)
    await step(monitor, source, NOW + STEP)
    source.behind = 120  # and this is how its end arrives
    counted = [await step(monitor, source, at) for at in range(NOW + 60, NOW + 661, STEP)]
    assert counted[-1] == (NOW + 60 - (NOW - 900)) / SCRAPE * 10
    assert counted == sorted(counted)


async def test_what_came_while_the_service_was_away_is_counted_after_a_restart(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'account.db'}"
    source, counted = shop(end=NOW + 60, behind=OFFSET + 45), 0.0
    for begin, end in ((NOW, NOW + 60), (NOW + 300, NOW + 390)):
        store = await open_store(url)
        monitor = await opened(source, at=begin, store=store)
        for at in range(begin + STEP, end + 1, STEP):
            counted = await step(monitor, source, at)
        await monitor.close()
        await store.close()
    assert counted == (NOW + 60 - (NOW - 900)) / SCRAPE * 10


async def test_a_look_that_takes_long_or_fails_neither_delays_nor_fails_a_cycle() -> None:
    source = shop()
    source.may_look = asyncio.Event()
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 901, STEP):
        source.now = at + OFFSET
        snapshot = await monitor.cycle(at)
        assert snapshot is not None
        assert snapshot.statuses[0].data is Data.OK
        await asyncio.sleep(0)
    assert len(looks(source)) == 1  # never two at once
    source.look_fails = SourceRejected("too many samples")
    source.may_look.set()
    await step(monitor, source, NOW + 930)
    total = await step(monitor, source, NOW + 960)
    assert total == (960 + 900) / SCRAPE * 10


class Restarting(Counter):
    """Begins again from zero at ``RESTART``."""

    RESTART = NOW + 135

    def samples(self, after: float, until: float) -> tuple[list[float], list[float]]:
        times, values = super().samples(after, until)
        before = (self.RESTART - self.begin) / SCRAPE * self.per_scrape
        late = [v - before if t > self.RESTART else v for t, v in zip(times, values, strict=True)]
        return times, late


async def restarted_unnoticed(store: KeepingStore) -> tuple[Monitor, LateSource]:
    """A writer that began to lag, restarted before that was noticed, and was looked at then."""
    source = LateSource([Restarting("shop", Part.TOTAL, 10, NOW - 900, NOW + 7200)])
    monitor = await opened(source, store=store)
    await step(monitor, source, NOW + STEP)
    source.behind = OFFSET + 120
    for at in range(NOW + 60, NOW + 301, STEP):
        await step(monitor, source, at)
    return monitor, source


async def test_all_that_nobody_has_counted_is_read_by_the_cycle_after_it_was_noticed() -> None:
    monitor, source = await restarted_unnoticed(KeepingStore())
    assert await step(monitor, source, NOW + 330) == (330 - 120 + 900) / SCRAPE * 10
    await step(monitor, source, NOW + 360)
    after, until = read_by_cycle(source, NOW + 360)
    assert until - after <= STEP + 120 + SCRAPE  # and that only once


async def test_what_could_not_be_stored_is_still_owed_to_the_next_cycle() -> None:
    store = KeepingStore()
    monitor, source = await restarted_unnoticed(store)
    store.broken = True
    with pytest.raises(StoreError):
        await step(monitor, source, NOW + 330)
    store.broken = False
    assert await step(monitor, source, NOW + 360) == (360 - 120 + 900) / SCRAPE * 10


async def test_sums_over_instances_are_not_looked_at_again() -> None:
    source = shop()
    source.found_extent = Extent(1000, 2)
    many = Many(series=1, per_sum=50)
    monitor = Monitor(source, KeepingStore(), Book(), STEP, many=many, offset_seconds=OFFSET)
    await monitor.open([ratio_slo("shop")], NOW)
    await monitor.backfill(NOW)
    for at in range(NOW + STEP, NOW + 601, STEP):
        await step(monitor, source, at)
        assert read_by_cycle(source, at) == (at - STEP, at)
    assert not looks(source)


async def test_a_late_sample_is_never_counted_twice() -> None:
    source = shop(behind=OFFSET + 120)
    monitor = await opened(source)
    for at in range(NOW + STEP, NOW + 601, STEP):
        source.behind = OFFSET + (120 if at % 120 else 0)  # now in time, now late
        await step(monitor, source, at)
    source.behind = 0
    snapshot = await monitor.cycle(NOW + 630)
    assert snapshot is not None
    assert snapshot.statuses[0].events == Events(good=1020.0, total=1020.0)
