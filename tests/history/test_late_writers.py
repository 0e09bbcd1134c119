"""Samples that arrive late, and steps that come out of order: no event is counted twice or lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from app.slo.snapshot import Data
from tests.history.loaded import STEP
from tests.history.stepping import (
    STEPS_UNTIL_ALL_IS_READ,
    at_once,
    looked,
    monitoring,
    of,
    settled,
    stepped,
    stored,
)
from tests.history.world import HOUR, MINUTE
from tests.history.writers import Life, Writer, Writers

pytestmark = pytest.mark.prometheus

BEHIND = 2 * MINUTE
STEPS = 24


def late(*lives: Life) -> Writer:
    return Writer("late", BEHIND, lives)


def prompt(*lives: Life) -> Writer:
    return Writer("prompt", 0, lives)


def scenes(began: int) -> Mapping[str, Sequence[Writer]]:
    """Writers by what is hard about them; everyone has stopped after so many steps."""
    ends, restarts = began + STEPS * STEP, began + 11 * STEP
    whole, again = Life(began, ends), Life(restarts, ends)
    return {
        "alone": [late(whole)],
        "alone and restarted": [late(Life(began, restarts), again)],
        "beside a prompt one": [late(whole), prompt(whole)],
        "restarted beside a prompt one": [late(Life(began, restarts), again), prompt(whole)],
        "born beside a prompt one": [late(again), prompt(whole)],
        "ended beside a prompt one": [late(Life(began, restarts)), prompt(whole)],
    }


@pytest.mark.parametrize("scene", scenes(0))
async def test_a_writer_two_minutes_behind_is_counted_to_the_event(
    url: str, began: int, service: str, scene: str
) -> None:
    writers = Writers(url, service, scenes(began)[scene], began)
    async with monitoring(writers, began) as (monitor, _):
        published = await stepped(monitor, writers, began, STEPS + STEPS_UNTIL_ALL_IS_READ)
    counted = [of(snapshot).get(HOUR, (0, 0)) for snapshot in published]
    assert all(
        a <= b for earlier, later in pairwise(counted) for a, b in zip(earlier, later, strict=True)
    )
    for snapshot, (bad, total) in zip(published, counted, strict=True):
        truly = writers.events(snapshot.evaluated_at)
        assert bad <= truly[0]
        assert total <= truly[1]
    assert counted[-1] == writers.events(published[-1].evaluated_at)
    assert of(published[-1]) == await at_once(writers, published[-1].evaluated_at)


async def test_a_writer_two_minutes_behind_is_never_stale(
    url: str, began: int, service: str
) -> None:
    writers = Writers(url, service, [late(Life(began))], began)
    async with monitoring(writers, began) as (monitor, _):
        published = await stepped(monitor, writers, began, STEPS)
    known = [status.data for snapshot in published for status in snapshot][BEHIND // STEP + 10 :]
    assert set(known) == {Data.OK}


async def test_a_step_before_one_that_was_carried_out_loses_nothing(
    url: str, began: int, service: str
) -> None:
    writers = Writers(url, service, scenes(began)["beside a prompt one"], began)
    async with monitoring(writers, began) as (monitor, book):
        for at in range(began + 2 * STEP, began + STEPS * STEP + 1, 2 * STEP):
            writers.write(at - STEP / 2)
            assert await monitor.cycle(at) is not None
            writers.write(at)  # the rest arrives, and only then the step before is asked for
            assert await monitor.cycle(at - STEP) is None
            await looked(monitor)
        await settled(monitor, book, writers)


async def test_a_step_that_is_asked_for_twice_leaves_what_came_between_to_the_next(
    url: str, began: int, service: str
) -> None:
    writers = Writers(url, service, scenes(began)["beside a prompt one"], began)
    async with monitoring(writers, began) as (monitor, book):
        for at in range(began + STEP, began + STEPS * STEP + 1, STEP):
            writers.write(at - STEP / 2)
            before = await monitor.cycle(at)
            writers.write(at)
            assert await monitor.cycle(at) is None
            assert book.current is before
            await looked(monitor)
        await settled(monitor, book, writers)


async def test_two_steps_at_a_time_in_the_wrong_order_count_nothing_twice(
    url: str, began: int, service: str
) -> None:
    writers = Writers(url, service, scenes(began)["beside a prompt one"], began)
    async with monitoring(writers, began) as (monitor, book):
        for at in range(began + 2 * STEP, began + STEPS * STEP + 1, 2 * STEP):
            writers.write(at)
            await asyncio.gather(monitor.cycle(at), monitor.cycle(at - STEP))
            assert book.current is not None
            assert book.current.evaluated_at == at
            await looked(monitor)
        await settled(monitor, book, writers)


async def test_a_clock_that_was_set_back_before_a_restart_counts_nothing_twice(
    url: str, began: int, service: str, tmp_path: Path
) -> None:
    writers = Writers(url, service, scenes(began)["restarted beside a prompt one"], began)
    end = began + STEPS * STEP
    for begin in (began, end - 6 * STEP, end - 3 * STEP):
        async with (
            stored(tmp_path) as store,
            monitoring(writers, begin, store) as (monitor, book),
        ):
            for at in range(begin + STEP, end + 1, STEP):
                writers.write(at)
                await monitor.cycle(at)
                await looked(monitor)
            if begin > began:
                await settled(monitor, book, writers)


@pytest.mark.parametrize("step", [60, 300])
async def test_the_last_samples_of_late_writers_are_counted_at_any_step(
    url: str, began: int, service: str, step: int
) -> None:
    ends = range(began + 2 * step, began + 2400, step)
    gone = [Writer(f"late-{end}", BEHIND, [Life(began, end - 70)]) for end in ends]
    writers = Writers(url, service, [prompt(Life(began)), *gone], began)
    read = began + HOUR
    async with monitoring(writers, began, step=step) as (monitor, book):
        for at in range(began + step, read + 1, step):
            writers.write(at)
            await monitor.cycle(at)
            await looked(monitor)
        assert book.current is not None
        assert of(book.current)[HOUR] == writers.events(read)
