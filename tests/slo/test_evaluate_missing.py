"""What a status says when the present is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.account import Reach
from app.slo.evaluate import evaluate
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Data, Events, Reason, State
from tests.slo.evaluating import (
    DOWN,
    FINE,
    HOUR,
    LATENCY,
    NOTHING,
    Row,
    burning,
    new_ledger,
    reading,
    status,
)
from tests.slo.making import DAY, STEP, T0, ratio


def test_series_without_events_are_zero_traffic_and_healthy() -> None:
    found = status([(T0 - 40 * DAY, 5, 5)])
    assert (found.data, found.state) == (Data.ZERO_TRAFFIC, State.HEALTHY)
    assert found.sli is None
    assert found.budget is not None
    assert (found.budget.consumed_ratio, found.budget.remaining_ratio) == (None, None)


STOPPED: Row = [(T0 - 30 * DAY + HOUR, 0, 50), *FINE]
MISSING = {
    "stale": ({"newest": T0 - 2 * HOUR}, Data.STALE, T0 - 2 * HOUR),
    "gone": ({"newest": T0 - DAY - 1}, Data.NO_DATA, T0 - DAY - 1),
    "unread": (
        {"trouble": DOWN, "reach": Reach(T0 - 40 * DAY, T0 - 2 * HOUR, T0 - 40 * DAY, 15)},
        Data.QUERY_ERROR,
        T0 - 2 * HOUR,
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_missing_data_leave_the_state_unknown_and_say_until_when_they_reach(case: str) -> None:
    changes, data, until = MISSING[case]
    found = status(**changes)  # type: ignore[arg-type]  # a table of keyword arguments
    assert (found.state, found.data) == (State.UNKNOWN, data)
    assert (found.data_until, found.end) == (until, until)


@pytest.mark.parametrize("case", MISSING)
def test_missing_data_leave_rates_and_latency_null_and_nothing_firing(case: str) -> None:
    latencies = {("availability", ()): LATENCY}
    found = status(burning(60), latencies=latencies, **MISSING[case][0])  # type: ignore[arg-type]  # likewise
    assert all(b.burn_rate is None and b.events is None for b in found.burn_rates)
    assert found.latency is None
    assert found.alerts == ()


def test_figures_stay_as_of_the_newest_sample() -> None:
    row: Row = [(T0 - 30 * DAY - HOUR, 0, 50), (T0 - 3 * HOUR, 950, 0)]
    fresh = status(row, newest=T0 - 3 * HOUR - 5, head=T0 - 3 * HOUR)
    stale = status(row, newest=T0 - 3 * HOUR - 5, head=T0)
    assert fresh.data is Data.OK
    assert stale.data is Data.STALE
    assert (stale.events, stale.sli) == (fresh.events, fresh.sli) == (Events(950, 1000), 0.95)
    assert stale.budget == replace(fresh.budget, exhausts_at=None) if fresh.budget else False


def test_figures_stay_as_of_the_last_reading_while_prometheus_is_away() -> None:
    row: Row = [(T0 - 30 * DAY - HOUR, 0, 50), (T0 - 3 * HOUR, 950, 0)]
    read_until = Reach(T0 - 40 * DAY, T0 - 3 * HOUR, T0 - 40 * DAY, 15)
    found = status(row, newest=T0 - 3 * HOUR - 5, trouble=DOWN, reach=read_until)
    assert (found.data, found.message) == (Data.QUERY_ERROR, "no connection")
    assert (found.end, found.events) == (T0 - 3 * HOUR, Events(950, 1000))


def test_a_definition_that_was_never_seen_has_no_figures() -> None:
    slo = ratio()
    ledger = new_ledger(slo)
    (found,) = evaluate(ledger, [reading(ledger, {}, slo, [])], NOTHING, T0, STEP)
    assert (found.state, found.data, found.reason) == (
        State.UNKNOWN,
        Data.NO_DATA,
        Reason.NO_SERIES,
    )
    assert (found.sli, found.events, found.budget, found.since) == (None, None, None, None)
    assert (found.data_until, found.newest_sample) == (None, None)
    assert [burn.burn_rate for burn in found.burn_rates] == [None] * 7


def test_one_definition_in_trouble_leaves_the_others_alone() -> None:
    fine, broken = ratio("fine"), ratio("broken")
    ledger = new_ledger(fine)
    rows = {RowKey((), Bound.VALUE): FINE}
    readings = [
        reading(ledger, rows, fine, [T0 - 10]),
        reading(ledger, rows, broken, [T0 - 10], trouble=DOWN),
    ]
    found = evaluate(ledger, readings, NOTHING, T0, STEP)
    assert [(s.id, s.data) for s in found] == [
        ("broken", Data.QUERY_ERROR),
        ("fine", Data.OK),
    ]
