"""A cycle of the monitor: what is read, what is published, and what survives trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.account import Entry
from app.slo.definition import Slo
from app.slo.errors import SourceRejected, SourceTimeout, SourceUnreachable, StoreError
from app.slo.samples import Grain, Part, Samples
from app.slo.snapshot import Data, Events, Reason, Snapshot, State
from app.slo.step import Step
from app.store.sql import open_store
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30


def shop_source(begin: int = NOW - 600, end: int = NOW + 7200) -> ScriptedSource:
    return ScriptedSource(
        [
            Counter("shop", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.BAD, 1, begin, end),
        ]
    )


async def opened(
    source: ScriptedSource, book: Book | None = None, store: KeepingStore | None = None
) -> Monitor:
    monitor = Monitor(source, store or KeepingStore(), book or Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW)
    await monitor.backfill(NOW)
    return monitor


async def step(monitor: Monitor, at: int) -> Snapshot:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot


async def test_a_cycle_publishes_what_it_counted() -> None:
    book = Book()
    monitor = await opened(shop_source(), book)
    snapshot = await step(monitor, NOW)
    status = snapshot.statuses[0]
    assert book.current is snapshot
    assert snapshot.generation == NOW // STEP
    assert (status.data, status.events) == (Data.OK, Events(good=360.0, total=400.0))


async def test_steps_add_up_whatever_their_distance() -> None:
    monitor = await opened(shop_source())
    snapshot = await step(monitor, NOW)
    for at in (NOW + 30, NOW + 60, NOW + 600):
        snapshot = await step(monitor, at)
    assert snapshot.statuses[0].events == Events(good=720.0, total=800.0)


async def test_a_step_that_was_carried_out_before_is_a_no_op() -> None:
    monitor = await opened(shop_source())
    await step(monitor, NOW)
    assert await monitor.cycle(NOW) is None
    assert await monitor.cycle(NOW - STEP) is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SourceUnreachable("gone"), Reason.SOURCE_UNREACHABLE),
        (SourceTimeout("slow"), Reason.SOURCE_TIMEOUT),
        (SourceRejected("no"), Reason.SOURCE_REJECTED),
    ],
)
async def test_a_failed_reading_keeps_the_figures_and_says_why(
    error: SourceUnreachable | SourceTimeout | SourceRejected, reason: Reason
) -> None:
    source = shop_source()
    monitor = await opened(source)
    before = (await step(monitor, NOW)).statuses[0]
    source.failing["shop"] = error
    status = (await step(monitor, NOW + STEP)).statuses[0]
    assert (status.data, status.reason, status.state) == (Data.QUERY_ERROR, reason, State.UNKNOWN)
    assert status.message == str(error)
    assert (status.events, status.data_until) == (before.events, NOW)
    assert all(burn.burn_rate is None for burn in status.burn_rates)


async def test_missed_steps_are_in_the_account_once_prometheus_is_back() -> None:
    source = shop_source()
    monitor = await opened(source)
    await step(monitor, NOW)
    source.failing["shop"] = SourceUnreachable("gone")
    for at in range(NOW + STEP, NOW + 300, STEP):
        await step(monitor, at)
    source.failing.clear()
    status = (await step(monitor, NOW + 300)).statuses[0]
    assert (status.data, status.events) == (Data.OK, Events(good=540.0, total=600.0))


async def test_one_definitions_failure_leaves_the_others_alone() -> None:
    source = shop_source()
    source.counters.append(Counter("cart", Part.TOTAL, 5, NOW - 600, NOW + 600))
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    await monitor.open([ratio_slo("shop"), ratio_slo("cart")], NOW)
    await monitor.backfill(NOW)
    await step(monitor, NOW)
    source.failing["shop"] = SourceRejected("no")
    snapshot = await step(monitor, NOW + STEP)
    assert [(s.id, s.data) for s in snapshot] == [("cart", Data.OK), ("shop", Data.QUERY_ERROR)]


async def test_what_cannot_be_stored_is_not_published_and_not_lost() -> None:
    store, book = KeepingStore(), Book()
    monitor = await opened(shop_source(), book, store)
    await step(monitor, NOW)
    store.broken = True
    with pytest.raises(StoreError):
        await monitor.cycle(NOW + STEP)
    assert book.current is not None
    assert book.current.evaluated_at == NOW
    store.broken = False
    status = (await step(monitor, NOW + 2 * STEP)).statuses[0]
    assert status.events == Events(good=396.0, total=440.0)


async def test_a_definition_says_that_its_past_is_still_being_read() -> None:
    monitor = Monitor(shop_source(), KeepingStore(), Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW)
    status = (await step(monitor, NOW)).statuses[0]
    await monitor.close()
    assert (status.state, status.reason) == (State.UNKNOWN, Reason.BACKFILLING)
    assert status.covered_ratio == 0.0


async def test_a_young_definition_is_judged_on_what_exists() -> None:
    monitor = await opened(shop_source(begin=NOW - 600))
    status = (await step(monitor, NOW)).statuses[0]
    assert (status.covered_ratio, status.since) == (1.0, NOW - 585)


async def test_a_selector_that_never_matched_has_no_data_and_no_numbers() -> None:
    monitor = await opened(ScriptedSource())
    status = (await step(monitor, NOW)).statuses[0]
    assert (status.data, status.reason) == (Data.NO_DATA, Reason.NO_SERIES)
    assert (status.events, status.sli, status.budget) == (None, None, None)


async def test_samples_that_stop_become_stale_and_then_no_data_and_keep_what_was_spent() -> None:
    source = shop_source(end=NOW)
    monitor = await opened(source)
    await step(monitor, NOW)
    gone = stale = (await step(monitor, NOW + 330)).statuses[0]
    assert (stale.data, stale.reason) == (Data.STALE, Reason.SAMPLES_STOPPED)
    for at in range(NOW + 600, NOW + 86_400 + 601, 600):
        gone = (await step(monitor, at)).statuses[0]
    assert (gone.data, gone.state) == (Data.NO_DATA, State.UNKNOWN)
    assert gone.events == stale.events == Events(good=360.0, total=400.0)
    assert gone.data_until == NOW


async def test_another_catalog_keeps_the_accounts_that_still_count_the_same() -> None:
    source = shop_source()
    monitor = await opened(source)
    await step(monitor, NOW)
    source.counters.append(Counter("cart", Part.TOTAL, 5, NOW - 600, NOW + 600))
    await monitor.change([ratio_slo("shop"), ratio_slo("cart")], NOW)
    await monitor.backfill(NOW)
    snapshot = await step(monitor, NOW + STEP)
    assert [s.events for s in snapshot] == [Events(210.0, 210.0), Events(378.0, 420.0)]


async def test_a_definition_that_was_removed_is_no_longer_published() -> None:
    monitor = await opened(shop_source())
    await step(monitor, NOW)
    await monitor.change([], NOW)
    assert list(await step(monitor, NOW + STEP)) == []


async def test_a_restart_goes_on_where_the_stored_account_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'account.db'}"
    source = shop_source()
    events = None
    for now in (NOW, NOW + 90):
        store = await open_store(url)
        monitor = Monitor(source, store, Book(), STEP)
        await monitor.open([ratio_slo("shop")], now)
        await monitor.backfill(now)
        events = (await step(monitor, now)).statuses[0].events
        await monitor.close()
        await store.close()
    assert events == Events(good=414.0, total=460.0)
    assert source.asked[-1] == (("shop",), NOW - 15, NOW + 90)


class HesitantSource(ScriptedSource):
    """Keeps the readers of one definition waiting for as long as the test wants."""

    def __init__(self, counters: list[Counter], slow: str) -> None:
        super().__init__(counters)
        self.slow = slow
        self.asked_slow, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        if slos[0].name == self.slow:
            self.asked_slow.set()
            await self.may_answer.wait()
        return await super().observe(slos, after, until, grain)


async def test_steps_that_the_backfill_read_meanwhile_are_not_counted_twice() -> None:
    source = HesitantSource(shop_source().counters, slow="cart")
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    shop = ratio_slo("shop")
    await monitor.open([shop, ratio_slo("cart")], NOW - 300)
    source.may_answer.clear()
    cycle = asyncio.create_task(monitor.cycle(NOW - 60))
    await source.asked_slow.wait()
    keeper, observer = monitor._keeper, monitor._observer
    past = await observer.read((shop,), NOW - 900, NOW - 300)
    await keeper.take_past(past, NOW - 900, NOW - 300)
    await keeper.take(await observer.read((shop,), NOW - 300, NOW - 90), NOW - 90)
    source.may_answer.set()
    await cycle
    await monitor.backfill(NOW)
    snapshot = await step(monitor, NOW)
    assert snapshot.named("shop")[0].events == Events(good=360.0, total=400.0)


class HesitantStore(KeepingStore):
    """Takes as long as the test wants, and like the real one ends what it began when cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def append(self, entries: Sequence[Entry], step: Step | None = None) -> None:
        del step
        if any(entry.delta.feedings for entry in entries):
            self.begun.set()
        work = asyncio.ensure_future(self._finish(entries))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await work
            raise

    async def _finish(self, entries: Sequence[Entry]) -> None:
        if self.begun.is_set():
            await self.may_end.wait()
        await super().append(entries)


async def test_a_reload_in_the_middle_of_a_transaction_parts_nothing() -> None:
    store = HesitantStore()
    monitor = Monitor(shop_source(), store, Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW)
    await step(monitor, NOW)  # begins to read the past in the background
    await store.begun.wait()
    reload = asyncio.create_task(monitor.change([ratio_slo("shop")], NOW))
    await asyncio.sleep(0)
    store.may_end.set()
    await reload
    await monitor.backfill(NOW)
    status = (await step(monitor, NOW + STEP)).statuses[0]
    assert status.events == Events(good=378.0, total=420.0)
    deltas = [entry.delta for entries in store.transactions for entry in entries]
    for earlier, later in pairwise(deltas):
        assert later.known_series == len(earlier.feedings)  # no series is new twice


@pytest.mark.parametrize("steps", [(30, 60, 60), (60, 15, 15), (30, 60, 30)])
async def test_another_step_keeps_the_recent_windows(
    tmp_path: Path, steps: tuple[int, int, int]
) -> None:
    url = f"sqlite:///{tmp_path / 'account.db'}"
    source = shop_source(begin=NOW - 7200)
    hours = []
    for turn, seconds in enumerate(steps):
        store = await open_store(url)
        monitor = Monitor(source, store, Book(), seconds)
        at = NOW + 60 * turn
        await monitor.open([ratio_slo("shop")], at)
        await monitor.backfill(at)
        snapshot = await step(monitor, at)
        burn = {b.window_seconds: b for b in snapshot.statuses[0].burn_rates}
        hours.append(burn[3600].events)
        await monitor.close()
        await store.close()
    assert hours == [Events(good=2160.0, total=2400.0)] * 3
