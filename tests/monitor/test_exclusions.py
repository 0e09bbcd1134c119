"""Exclusions reach into the past: exactly, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.catalog.recurrence import occurrences
from app.monitor.backfill import LOOK_BACK_SECONDS
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.monitor.revisions import PORTION_ROWS
from app.slo.account import Entry
from app.slo.definition import RollingPeriod, Slo
from app.slo.errors import InvalidQuestion, SourceUnreachable, StoreError
from app.slo.exclusion import Exclusion, ExclusionChange, Recurrence
from app.slo.ledger import HOUR
from app.slo.samples import Extent, Part
from app.slo.snapshot import Counting, Data, Events, Excluded, Status
from app.store.sql import open_store
from tests.monitor.scripted import SCRAPE, Counter, KeepingStore, ScriptedSource, ratio_slo

pytestmark = pytest.mark.slow

NOW = 1_795_000_000 // 3600 * 3600
STEP, DAY = 30, 86_400
BEGIN = NOW - 6 * DAY
SHOP = ratio_slo("shop", period_seconds=7 * DAY)


def exclusion(start: int, end: int, exclusion_id: str = "x") -> Exclusion:
    return Exclusion(exclusion_id, ("shop",), (), float(start), float(end), None, "maintenance")


@dataclass
class Shop:
    """A service that had 10 events in each scrape, one of them bad, for six days."""

    source: ScriptedSource = field(
        default_factory=lambda: ScriptedSource(
            [
                Counter("shop", Part.TOTAL, 10, BEGIN, NOW + DAY),
                Counter("shop", Part.BAD, 1, BEGIN, NOW + DAY),
            ]
        )
    )
    store: KeepingStore = field(default_factory=KeepingStore)
    book: Book = field(default_factory=Book)

    async def opened(self, of_files: Sequence[Exclusion] = (), slo: Slo = SHOP) -> Monitor:
        monitor = Monitor(self.source, self.store, self.book, STEP)
        await monitor.open([slo], NOW, of_files)
        await monitor.backfill(NOW)
        return monitor


async def step(monitor: Monitor, at: int) -> Status:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot.statuses[0]


def events(seconds: int) -> Events:
    return Events(good=seconds / SCRAPE * 9, total=seconds / SCRAPE * 10)


async def test_events_of_excluded_time_are_left_out_as_they_come() -> None:
    monitor = await Shop().opened([exclusion(NOW + 60, NOW + 180)])
    status = await step(monitor, NOW + 600)
    await monitor.close()
    assert status.events == events(6 * DAY + 600 - 120)
    assert status.excluded == Excluded(events(120), 120)


async def test_a_past_that_is_read_later_leaves_them_out_too() -> None:
    monitor = await Shop().opened([exclusion(NOW - 5 * DAY - 1000, NOW - 5 * DAY + 2005)])
    status = await step(monitor, NOW)
    await monitor.close()
    # The edges are widened to whole steps.
    assert status.excluded == Excluded(events(3030), 3030)
    assert status.events == events(6 * DAY - 3030)


@pytest.mark.parametrize(
    ("begin", "end", "asked"),
    [
        (NOW - 600, NOW - 90, 0),  # fine cells tell it all
        (NOW - 2 * DAY, NOW - DAY, 0),  # so do whole cells of 5 minutes
        (NOW - 5 * DAY, NOW - 4 * DAY, 0),
        (NOW - 2 * DAY + 60, NOW - DAY, 1),
        (NOW - 5 * DAY + 1200, NOW - 5 * DAY + 1500, 1),
        (NOW - 5 * DAY + 1200, NOW - 600, 1),
        (NOW - 5 * DAY + 1200, NOW - DAY + 90, 2),
        (NOW - 40 * DAY, NOW + DAY, 0),
    ],
)
async def test_the_past_is_changed_exactly_and_read_again_only_at_edges(
    begin: int, end: int, asked: int
) -> None:
    shop = Shop()
    monitor = await shop.opened()
    await step(monitor, NOW)
    shop.source.asked.clear()
    await monitor.exclusions.change(ExclusionChange(added=exclusion(begin, end)))
    assert len(shop.source.asked) == asked
    status = await step(monitor, NOW + STEP)
    left_out = min(end, NOW + STEP) - max(begin, BEGIN)
    assert status.events == events(6 * DAY + STEP - left_out)
    assert status.excluded is not None
    assert status.excluded.events == events(left_out)
    await monitor.exclusions.change(ExclusionChange(removed="x"))
    status = await step(monitor, NOW + 2 * STEP)
    await monitor.close()
    assert status.events == events(6 * DAY + 2 * STEP)
    assert status.excluded is None


async def test_exclusions_that_overlap_are_left_out_once() -> None:
    monitor = await Shop().opened()
    at = NOW - 5 * DAY
    for slo_id, begin, end in (("a", 600, 3000), ("b", 1200, 4500), ("c", 4500, 5000)):
        change = ExclusionChange(added=exclusion(at + begin, at + end, slo_id))
        await monitor.exclusions.change(change)
    assert (await step(monitor, NOW)).events == events(6 * DAY - 4410)
    await monitor.exclusions.change(ExclusionChange(removed="b"))
    assert (await step(monitor, NOW + STEP)).events == events(6 * DAY + STEP - 2400 - 510)
    await monitor.close()


async def test_where_everything_is_excluded_there_is_no_burn_rate() -> None:
    monitor = await Shop().opened([exclusion(NOW - DAY, NOW + DAY)])
    status = await step(monitor, NOW)
    await monitor.close()
    assert [rate.burn_rate is None for rate in status.burn_rates] == [True] * 6 + [False]
    assert status.alerts == ()


async def test_an_slo_of_which_all_is_excluded_says_so() -> None:
    monitor = await Shop().opened([exclusion(BEGIN - DAY, NOW + DAY)])
    status = await step(monitor, NOW)
    await monitor.close()
    assert (status.data, status.sli) == (Data.ZERO_TRAFFIC, None)
    assert status.message == "everything that happened in the period is excluded"


@pytest.mark.parametrize("seconds", [-DAY, -600, -90, 0, 90, 600])
async def test_a_past_that_is_half_read_is_changed_as_it_is_and_as_it_comes(seconds: int) -> None:
    shop = Shop()
    shop.source.reachable_from = NOW - 2 * DAY - 4000
    monitor = await shop.opened()
    read = [after for _, after, until in shop.source.asked if until > shop.source.reachable_from]
    assert min(read) > BEGIN + DAY
    shop.source.reachable_from = 0
    begin, end = int(min(read)) + LOOK_BACK_SECONDS + seconds, NOW - DAY + 90
    await monitor.exclusions.change(ExclusionChange(added=exclusion(begin, end)))
    await monitor.backfill(NOW)
    left_out = end - begin // STEP * STEP
    status = await step(monitor, NOW + STEP)
    assert status.events == events(6 * DAY + STEP - left_out)
    await monitor.exclusions.change(ExclusionChange(removed="x"))
    assert (await step(monitor, NOW + 2 * STEP)).events == events(6 * DAY + 2 * STEP)
    await monitor.close()


async def test_sums_over_many_instances_are_cut_at_edges_too() -> None:
    shop = Shop()
    shop.source.found_extent = Extent(1_000_000, 2)
    of_file = exclusion(NOW - 4 * DAY + 630, NOW - 3 * DAY + 90, "file")
    monitor = await shop.opened([of_file])
    status = await step(monitor, NOW)
    assert (status.counting, status.excluded) == (
        Counting.AGGREGATED,
        Excluded(events(DAY - 540), DAY - 540),
    )
    asked_for = exclusion(NOW - 5 * DAY + 630, NOW - 5 * DAY + 1230)
    await monitor.exclusions.change(ExclusionChange(added=asked_for))
    status = await step(monitor, NOW + STEP)
    await monitor.close()
    assert status.excluded == Excluded(events(DAY + 60), DAY + 60)


async def test_what_recurs_goes_on_to_recur_day_after_day() -> None:
    shop, at = Shop(), NOW + 6 * DAY
    for counter in shop.source.counters:
        counter.end = at
    recurrence = Recurrence("FREQ=DAILY", 1800, "UTC")
    daily = replace(exclusion(NOW - 2 * DAY + 600, 0), end=None, recurrence=recurrence)
    monitor = Monitor(shop.source, shop.store, shop.book, STEP, occurrences=occurrences)
    await monitor.open([replace(SHOP, period=RollingPeriod(14 * DAY))], NOW, [daily])
    await monitor.backfill(NOW)
    assert (await step(monitor, NOW)).excluded == Excluded(events(2 * 1800), 2 * 1800)
    # Nobody looked for longer than times were written out.
    await step(monitor, at)
    await monitor.backfill(at)
    await monitor.exclusions.run(at)
    shop.source.counters[0].end = shop.source.counters[1].end = at + STEP
    status = await step(monitor, at + STEP)
    await monitor.close()
    assert status.excluded == Excluded(events(8 * 1800), 8 * 1800)


async def test_the_store_forgets_what_nothing_is_excluded_of_any_more(tmp_path: Path) -> None:
    url, shop = f"sqlite:///{tmp_path}/state.db", Shop()
    kept = []
    for at in (NOW, NOW + STEP):
        shop.store = await open_store(url)  # type: ignore[assignment]  # a real one
        monitor = await shop.opened()
        await step(monitor, at)
        if at == NOW:
            await monitor.exclusions.change(ExclusionChange(added=exclusion(NOW - 600, NOW)))
            await monitor.exclusions.change(ExclusionChange(removed="x"))
        kept.append([one.account.slo_name for one in await shop.store.load()])
        await monitor.close()
        await shop.store.close()
    assert kept == [["shop", "shop#excluded"], ["shop"]]


async def test_an_edge_whose_samples_are_gone_is_refused_and_nothing_changes() -> None:
    shop = Shop()
    monitor = await shop.opened()
    await step(monitor, NOW)
    kept = NOW - 5 * DAY
    for counter in shop.source.counters:
        counter.kept_from = kept
    stored = len(shop.store.transactions)
    with pytest.raises(InvalidQuestion, match="2026-11-1") as refused:
        await monitor.exclusions.change(
            ExclusionChange(added=exclusion(kept - 5 * HOUR + 600, NOW))
        )
    assert refused.value.field == "start"
    assert (len(shop.store.transactions), shop.store.asked_for) == (stored, [])
    assert (await step(monitor, NOW + STEP)).excluded is None
    await monitor.exclusions.change(ExclusionChange(added=exclusion(kept - 5 * HOUR, kept)))
    status = await step(monitor, NOW + 2 * STEP)
    await monitor.close()
    assert status.excluded == Excluded(events(5 * HOUR), 5 * HOUR)


async def test_a_file_that_comes_too_late_for_an_edge_applies_from_the_next_whole_cell() -> None:
    shop = Shop()
    monitor = await shop.opened()
    await step(monitor, NOW)
    kept = NOW - 4 * DAY
    for counter in shop.source.counters:
        counter.kept_from = kept
    await monitor.change([SHOP], NOW, [exclusion(kept - 5 * HOUR + 600, kept + 600)])
    await monitor.exclusions.run(NOW)
    status = await step(monitor, NOW + STEP)
    await monitor.close()
    assert status.excluded == Excluded(events(4 * HOUR + 600), 4 * HOUR + 600)
    (notice,) = shop.book.notices()
    assert "exclusions of shop are not applied from" in notice


async def test_a_file_is_applied_once_the_source_answers() -> None:
    shop = Shop()
    monitor = await shop.opened()
    await step(monitor, NOW)
    await monitor.change([SHOP], NOW, [exclusion(NOW - 4 * DAY + 600, NOW - 4 * DAY + 900)])
    shop.source.failing["shop"] = SourceUnreachable("gone")
    with pytest.raises(SourceUnreachable):
        await monitor.exclusions.run(NOW)
    shop.source.failing.clear()
    await monitor.exclusions.run(NOW)
    status = await step(monitor, NOW + STEP)
    await monitor.close()
    assert status.excluded == Excluded(events(300), 300)


async def test_what_could_not_be_stored_did_not_happen() -> None:
    shop = Shop()
    monitor = await shop.opened()
    await step(monitor, NOW)
    shop.store.broken = True
    with pytest.raises(StoreError):
        await monitor.exclusions.change(ExclusionChange(added=exclusion(NOW - 600, NOW)))
    shop.store.broken = False
    status = await step(monitor, NOW + STEP)
    await monitor.close()
    assert (status.excluded, monitor.exclusions.listed()) == (None, [])


MANY = [ratio_slo(f"shop{number}", HOUR) for number in range(PORTION_ROWS + 1)]
EVERYTHING = Exclusion("x", (), (), float(NOW - 600), float(NOW), None, "maintenance")


class SharedSource(ScriptedSource):
    """Reads all definitions together."""

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        return [tuple(slos)]


class PortionedStore(KeepingStore):
    """Counts the rows of each portion; ``taken`` are as many as it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.taken = 1

    async def exclude(self, portions: Iterable[Sequence[Entry]], change: ExclusionChange) -> None:
        self.rows.clear()
        for entries in portions:
            if len(self.rows) == self.taken:
                raise StoreError("the disk is full")
            self.rows.append(sum(len(entry.delta.rows) for entry in entries))
        await super().exclude([], change)


async def many_shops(store: PortionedStore) -> Monitor:
    counters = [Counter(slo.name, Part.TOTAL, 10, NOW - 3000, NOW + DAY) for slo in MANY]
    monitor = Monitor(SharedSource(counters), store, Book(), STEP)
    await monitor.open(MANY, NOW)
    await monitor.backfill(NOW)
    await monitor.cycle(NOW)
    return monitor


@pytest.mark.slow
async def test_what_changes_a_great_many_is_stored_in_portions() -> None:
    store = PortionedStore()
    monitor, store.taken = await many_shops(store), 2
    await monitor.exclusions.change(ExclusionChange(added=EVERYTHING))
    assert store.rows == [PORTION_ROWS, 1]
    snapshot = await monitor.cycle(NOW + STEP)
    await monitor.close()
    assert snapshot is not None
    assert {status.excluded for status in snapshot} == {Excluded(Events(400, 400), 600)}


@pytest.mark.slow
async def test_no_portion_is_taken_over_unless_all_are_stored() -> None:
    store = PortionedStore()
    monitor = await many_shops(store)
    with pytest.raises(StoreError):
        await monitor.exclusions.change(ExclusionChange(added=EVERYTHING))
    snapshot = await monitor.cycle(NOW + STEP)
    await monitor.close()
    assert snapshot is not None
    assert {status.excluded for status in snapshot} == {None}
    assert (monitor.exclusions.listed(), monitor.accounts.twins.accounts) == ([], {})


async def test_a_restart_goes_on_with_what_was_excluded(tmp_path: Path) -> None:
    url, shop = f"sqlite:///{tmp_path}/state.db", Shop()
    asked_for = exclusion(NOW - 5 * DAY + 600, NOW - 3 * HOUR + 90)
    at = NOW
    for kept in range(3):
        shop.store = await open_store(url)  # type: ignore[assignment]  # a real one
        monitor = await shop.opened()
        if not kept:
            await monitor.exclusions.change(ExclusionChange(added=asked_for))
        at += STEP
        status = await step(monitor, at)
        left_out = 5 * DAY - 3 * HOUR - 510
        assert status.events == events(6 * DAY + (at - NOW) - left_out), kept
        assert monitor.exclusions.listed() == [asked_for]
        await monitor.close()
        await shop.store.close()


@pytest.mark.parametrize("second_step", [10, 60, 300])
async def test_a_restart_with_another_step_leaves_out_the_same(
    tmp_path: Path, second_step: int
) -> None:
    url, shop = f"sqlite:///{tmp_path}/state.db", Shop()
    begin, end = NOW - 5 * DAY + 600, NOW - HOUR
    for kept, seconds in enumerate((STEP, second_step, second_step)):
        store = await open_store(url)
        monitor = Monitor(shop.source, store, shop.book, seconds)
        await monitor.open([SHOP], NOW)
        await monitor.backfill(NOW)
        if not kept:
            await monitor.exclusions.change(ExclusionChange(added=exclusion(begin, end)))
        await monitor.exclusions.run(NOW)
        status = await step(monitor, NOW + 300 * (kept + 1))
        left_out = events(end - begin)
        assert status.excluded is not None
        assert status.excluded.events == left_out
        assert status.events == events(6 * DAY + 300 * (kept + 1) - (end - begin))
        await monitor.close()
        await store.close()


async def test_a_file_that_changed_while_the_service_was_down_is_made_up_for(
    tmp_path: Path,
) -> None:
    url, shop = f"sqlite:///{tmp_path}/state.db", Shop()
    before = exclusion(NOW - 5 * DAY + 600, NOW - 5 * DAY + 1200)
    after = exclusion(NOW - 4 * DAY + 600, NOW - 4 * DAY + 3000)
    for at, of_files, left_out in (
        (NOW, [before], 600),
        (NOW + STEP, [after], 2400),
        (NOW + 2 * STEP, [], 0),
        (NOW + 3 * STEP, [], 0),
    ):
        shop.store = await open_store(url)  # type: ignore[assignment]  # a real one
        monitor = await shop.opened(of_files)
        await monitor.exclusions.run(at)
        status = await step(monitor, at)
        assert status.events == events(6 * DAY + (at - NOW) - left_out), at
        await monitor.close()
        await shop.store.close()
