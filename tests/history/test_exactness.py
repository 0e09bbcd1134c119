"""Days of known truth in a real Prometheus, and in a VictoriaMetrics: every window is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.snapshot import Data, Status
from tests.history.holding import held
from tests.history.loaded import END, Loaded, step_at
from tests.history.month import PERIOD, availability, definitions
from tests.history.world import DAY, DEAD, HOUR, MINUTE

pytestmark = pytest.mark.prometheus

NOWS = (END - 37, END - 7 * HOUR - 7, END - 26 * HOUR - 11 * MINUTE - 37)
"""When it is asked: beside the grids of steps, cells and scrapes."""


@pytest.fixture(
    scope="module", params=["loaded", "loaded_elsewhere"], ids=["prometheus", "victoriametrics"]
)
def everywhere(request: pytest.FixtureRequest) -> Loaded:
    found: Loaded = request.getfixturevalue(request.param)
    return found


def services(loaded: Loaded) -> list[str]:
    return [story.service.name for story in loaded.history.stories]


@pytest.mark.parametrize("now", NOWS)
async def test_every_window_of_every_service_is_right(everywhere: Loaded, now: int) -> None:
    snapshot = await everywhere.evaluated(step_at(now), definitions(services(everywhere)))
    figures = [one for status in snapshot for one in held(status, everywhere.history.truth)]
    assert {one.name for one in figures} == {status.id for status in snapshot}
    assert [sentence for one in figures for sentence in one.outside()] == []
    assert [sentence for one in figures for sentence in one.inexact()] == []


async def test_a_period_that_begins_within_the_history_is_right(everywhere: Loaded) -> None:
    snapshot = await everywhere.evaluated(step_at(NOWS[0]), definitions(services(everywhere), DAY))
    figures = [one for status in snapshot for one in held(status, everywhere.history.truth)]
    assert [sentence for one in figures for sentence in one.outside()] == []
    assert [sentence for one in figures for sentence in one.inexact()] == []


async def test_every_route_has_its_own_count(everywhere: Loaded) -> None:
    grouped = replace(availability("resets"), group_by=("route",))
    snapshot = await everywhere.evaluated(step_at(NOWS[0]), [grouped])
    assert len(snapshot.statuses) == 3
    for status in snapshot:
        route = dict(status.group)["route"]
        told = everywhere.history.truth.sampled("resets", status.start, status.end, route)
        assert status.events is not None
        assert (status.events.bad, status.events.total) == (told.bad, told.total)


async def test_a_service_without_requests_has_no_ratio(everywhere: Loaded) -> None:
    status = await _availability(everywhere, "idle", step_at(NOWS[0]))
    assert (status.data, status.sli) == (Data.ZERO_TRAFFIC, None)


async def test_a_service_that_is_gone_keeps_what_it_spent(everywhere: Loaded) -> None:
    line, truth = everywhere.history.line, everywhere.history.truth
    assert DEAD.gone is not None
    died = DEAD.gone(line)
    stale = await _availability(everywhere, "dead", step_at(died + 7 * MINUTE))
    gone = await _availability(everywhere, "dead", step_at(died + 25 * HOUR))
    assert (stale.data, gone.data) == (Data.STALE, Data.NO_DATA)
    assert gone.events == stale.events
    spent = truth.sampled("dead", line.end - PERIOD, line.end)
    assert gone.events is not None
    assert (gone.events.bad, gone.events.total) == (spent.bad, spent.total)


async def _availability(loaded: Loaded, service: str, at: int) -> Status:
    (status,) = await loaded.evaluated(at, [availability(service)])
    return status
