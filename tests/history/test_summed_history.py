"""Days of known truth, summed over instances by a real Prometheus: held like exact counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.monitor.counting import MANY
from app.slo.definition import Slo
from app.slo.snapshot import Counting, Data, Snapshot
from tests.history.holding import Held, held
from tests.history.loaded import END, Loaded, step_at
from tests.history.month import definitions
from tests.history.stepping import stored
from tests.history.summing import ALWAYS, summed, summing
from tests.history.test_arrival import VISITS, Counted, arrival, begin, counted, cycled
from tests.history.world import CHURN, DEAD, GAPS, HOUR, IDLE, LOW, MINUTE, RESETS, STEADY

pytestmark = pytest.mark.prometheus

NOWS = (END - 37, END - 7 * HOUR - 7)
RESETS_TOLERANCE = 0.035
OURS = definitions([service.name for service in (STEADY, RESETS, CHURN, GAPS, LOW)])


def everything(loaded: Loaded) -> Sequence[Slo]:
    return definitions([story.service.name for story in loaded.history.stories])


def beyond(figure: Held) -> list[str]:
    """What is further from the truth than is allowed; after crashes that is more."""
    if not figure.name.startswith(RESETS.name):
        return list(figure.outside())
    return [
        f"{figure}: {counted:.0f} of {true:.0f}"
        for counted, true, allowed in (
            (
                getattr(figure.counted, side),
                getattr(figure.truth, side),
                getattr(figure.edges, side) + getattr(figure.unseen, side),
            )
            for side in ("bad", "total")
        )
        if abs(counted - true) > RESETS_TOLERANCE * true + allowed
    ]


@pytest.mark.parametrize("now", NOWS)
async def test_every_window_of_every_service_is_within_its_bound(loaded: Loaded, now: int) -> None:
    snapshot = await summed(loaded.connection, everything(loaded), step_at(now))
    assert {status.counting for status in snapshot} == {Counting.AGGREGATED}
    figures = [one for status in snapshot for one in held(status, loaded.history.truth)]
    assert {one.name for one in figures} == {status.id for status in snapshot}
    assert [sentence for one in figures for sentence in beyond(one)] == []
    missing = {status.slo.service: status.data for status in snapshot if status.data is not Data.OK}
    assert missing == {DEAD.name: Data.NO_DATA, IDLE.name: Data.ZERO_TRAFFIC}


@pytest.fixture(scope="module")
def at_once(loaded: Loaded) -> Counted:
    return counted(asyncio.run(loaded.evaluated(arrival(loaded), OURS)))


async def test_sums_take_over_from_single_series_without_losing_an_event(
    loaded: Loaded, at_once: Counted, tmp_path: Path
) -> None:
    at, published, ways = begin(loaded), None, []
    for number, (there, away) in enumerate(VISITS):
        many = ALWAYS if number else MANY
        async with (
            stored(tmp_path) as store,
            summing(loaded.connection, OURS, at, store, many) as (monitor, book),
        ):
            await cycled(monitor, at, at + there * MINUTE)
            published = book.current
            ways.append(_way(published))
        at += (there + away) * MINUTE
    assert ways == [Counting.EXACT, *[Counting.AGGREGATED] * (len(VISITS) - 1)]
    assert counted(published) == at_once


async def test_an_account_of_sums_goes_on_as_one(loaded: Loaded, tmp_path: Path) -> None:
    at = begin(loaded)
    for many in (ALWAYS, MANY):
        async with (
            stored(tmp_path) as store,
            summing(loaded.connection, OURS[:2], at, store, many) as (monitor, book),
        ):
            await cycled(monitor, at, at + MINUTE)
            assert _way(book.current) is Counting.AGGREGATED
        at += MINUTE


def _way(snapshot: Snapshot | None) -> Counting:
    """How a service is counted of which there are samples at any time."""
    assert snapshot is not None
    (way,) = {status.counting for status in snapshot if status.slo.service == STEADY.name}
    return way
