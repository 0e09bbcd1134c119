"""How the past is read: newest first, in pieces, and nothing of it poses as whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.monitor.accounts import BASELINE_SECONDS
from app.monitor.backfill import LOOK_BACK_SECONDS
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.monitor.pace import FIRST_SECONDS, GROWTH, LONGEST_SECONDS, PIECE_SAMPLES, Pace
from app.slo.definition import Slo
from app.slo.errors import SourceError, SourceRejected, SourceUnreachable, StoreError
from app.slo.samples import Grain, Part, Samples
from app.slo.snapshot import Data, Events, Reason, State, Status
from app.store.sql import open_store
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

pytestmark = pytest.mark.slow

NOW = 1_700_000_400  # on the grid of steps, and off that of hours
STEP = 30
HOUR = 3600
DAY = 24 * HOUR
PER_SCRAPE = 10
SCRAPES_A_DAY = DAY // 15
MONTH = ratio_slo("shop", 30 * DAY)


class OldShop(ScriptedSource):
    """A shop of ten days; ``refuses`` says which stretches it does not answer for, and how."""

    def __init__(self) -> None:
        begin, end = NOW - 10 * DAY, NOW + DAY
        super().__init__(
            [
                Counter("shop", Part.TOTAL, PER_SCRAPE, begin, end),
                Counter("shop", Part.BAD, 1, begin, end),
            ]
        )
        self.longest_seconds: float | None = None
        self.answers = 10**9
        self.error: SourceError = SourceUnreachable("gone")

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        if self.longest_seconds is not None and until - after > self.longest_seconds:
            raise SourceRejected("too much")
        if self.answers <= 0:
            raise self.error
        self.answers -= 1
        return await super().observe(slos, after, until, grain)

    @property
    def pieces(self) -> Sequence[tuple[float, float]]:
        return [(after + LOOK_BACK_SECONDS, until) for _, after, until in self.asked]


async def status_of(monitor: Monitor, at: int) -> Status:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot.statuses[0]


def whole(status: Status) -> None:
    """What is known once everything has been read."""
    assert (status.state, status.data, status.reason) == (State.EXHAUSTED, Data.OK, None)
    total = 10 * SCRAPES_A_DAY * PER_SCRAPE
    assert status.events == Events(good=total * 0.9, total=total)
    assert status.covered_ratio == 1.0


async def after_pieces(answers: int, slo: Slo = MONTH) -> Status:
    """The status of the next step, once so many pieces of the past have been read."""
    source = OldShop()
    source.answers = answers
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    await monitor.open([slo], NOW)
    await monitor.backfill(NOW)
    source.answers = 1
    status = await status_of(monitor, NOW + STEP)
    await monitor.close()
    return status


async def test_the_past_is_read_newest_first_without_a_gap_back_to_the_goal() -> None:
    source = OldShop()
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    await monitor.open([MONTH], NOW)
    await monitor.backfill(NOW)
    ends = [until for _, until in source.pieces]
    assert ends == [NOW, *(after for after, _ in source.pieces[:-1])]
    assert source.pieces[0][0] == NOW - FIRST_SECONDS
    first_cell = (NOW - 30 * DAY) // HOUR * HOUR
    assert source.pieces[-1][0] == first_cell - BASELINE_SECONDS
    whole(await status_of(monitor, NOW))


async def test_windows_that_have_been_read_are_known_before_the_others() -> None:
    status = await after_pieces(3)  # a quarter of an hour, two hours, sixteen hours
    known = {b.window_seconds for b in status.burn_rates if b.burn_rate is not None}
    assert known == {300, 1800, HOUR, 2 * HOUR, 6 * HOUR}
    assert all((b.events is None) == (b.burn_rate is None) for b in status.burn_rates)


async def test_a_period_that_has_been_read_in_part_shows_no_number_and_says_why() -> None:
    status = await after_pieces(3)
    assert (status.state, status.data, status.reason) == (
        State.UNKNOWN,
        Data.OK,
        Reason.BACKFILLING,
    )
    assert (status.sli, status.events, status.budget, status.estimate) == (None,) * 4
    assert 0.02 < status.covered_ratio < 0.03


async def test_a_short_period_is_judged_before_the_longest_burn_window_is_read() -> None:
    status = await after_pieces(2, ratio_slo("shop", period_seconds=HOUR))  # more than two hours
    assert (status.state, status.reason, status.covered_ratio) == (State.EXHAUSTED, None, 1.0)


async def test_reading_goes_on_after_a_restart_where_it_was_stopped(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'account.db'}"
    source = OldShop()
    begins = []
    for answers in (3, 2, 10**9):
        store = await open_store(url)
        monitor = Monitor(source, store, Book(), STEP)
        source.answers = answers
        await monitor.open([MONTH], NOW)
        await monitor.backfill(NOW)
        begins.append(source.pieces[-1][0])
        await monitor.close()
        await store.close()
    ends = [until for _, until in source.pieces]
    assert ends == [NOW, *(after for after, _ in source.pieces[:-1])]
    store = await open_store(url)
    monitor = Monitor(source, store, Book(), STEP)
    await monitor.open([MONTH], NOW)
    whole(await status_of(monitor, NOW))
    await store.close()


async def test_a_restart_with_a_whole_account_reads_no_further_back_than_the_gap(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'account.db'}"
    source = OldShop()
    for at in (NOW, NOW + 630):
        store = await open_store(url)
        monitor = Monitor(source, store, Book(), STEP)
        await monitor.open([MONTH], at)
        await monitor.backfill(at)
        source.asked.clear()
        await status_of(monitor, at)
        await monitor.close()
        await store.close()
    [(_, after, until)] = source.asked
    assert (after, until) == (NOW - 15, NOW + 630)


async def test_a_piece_that_is_too_large_to_answer_is_asked_for_in_smaller_ones() -> None:
    source = OldShop()
    source.longest_seconds = 12 * HOUR
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    await monitor.open([MONTH], NOW)
    await monitor.backfill(NOW)
    assert max(until - after for _, after, until in source.asked) <= 12 * HOUR
    whole(await status_of(monitor, NOW))


async def test_a_past_that_cannot_be_read_does_not_hide_the_present() -> None:
    status = await after_pieces(2)
    assert (status.data, status.message) == (Data.OK, "gone")
    assert status.burn_rates[0].burn_rate == pytest.approx(1)


async def test_a_piece_that_cannot_be_stored_is_said_to_whoever_reads_the_past() -> None:
    store = KeepingStore()
    monitor = Monitor(OldShop(), store, Book(), STEP)
    await monitor.open([MONTH], NOW)
    store.broken = True
    with pytest.raises(StoreError):
        await monitor.backfill(NOW)


def test_the_next_piece_brings_about_as_many_samples_as_one_should() -> None:
    pace = Pace(STEP)
    pace.follow(PIECE_SAMPLES // 3, 900)
    assert pace.seconds == 2700
    pace.follow(PIECE_SAMPLES * 3, 2700)
    assert pace.seconds == 900


def test_time_without_samples_is_passed_in_growing_strides_up_to_a_day() -> None:
    pace = Pace(STEP)
    pace.follow(0, 900)
    assert pace.seconds == 900 * GROWTH
    for _ in range(3):
        pace.follow(0, pace.seconds)
    assert pace.seconds == LONGEST_SECONDS


def test_a_piece_is_at_least_a_step() -> None:
    pace = Pace(300)
    pace.follow(PIECE_SAMPLES * 1000, 900)
    assert pace.seconds == 300
    assert not pace.slow_down(60)
