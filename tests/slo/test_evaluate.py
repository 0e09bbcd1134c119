"""What every SLO looks like at one evaluation time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.account import Account, Reach
from app.slo.definition import Group
from app.slo.evaluate import evaluate
from app.slo.reading import Reading
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Data, Estimate, Events, Reason, State
from tests.slo.evaluating import (
    FINE,
    HOUR,
    LATENCY,
    NOTHING,
    Row,
    new_ledger,
    reading,
    status,
)
from tests.slo.making import DAY, NAN, STEP, T0, cells, delta_of, latency, ratio


def test_a_status_sums_the_period() -> None:
    found = status()
    assert found.events == Events(100_090, 100_100)
    assert found.sli == 100_090 / 100_100
    assert (found.state, found.data, found.reason) == (State.HEALTHY, Data.OK, None)
    assert (found.end, found.data_until, found.evaluated_at) == (T0, T0, T0)


def test_the_generation_is_the_number_of_the_step() -> None:
    slo = ratio()
    ledger = new_ledger(slo)
    snapshot = evaluate(ledger, [], NOTHING, T0, STEP)
    assert (snapshot.generation, snapshot.evaluated_at) == (T0 // STEP, T0)


def test_events_before_the_period_are_left_out() -> None:
    assert status([(T0 - 30 * DAY, 5, 0), (T0 - 30 * DAY + STEP, 7, 0)]).events == Events(7, 7)


def test_the_true_start_is_told_where_cells_are_coarse() -> None:
    found = status(head=T0 + 90)
    assert T0 + 90 - 30 * DAY - HOUR < found.start <= T0 + 90 - 30 * DAY


def test_what_was_read_of_the_period_is_covered() -> None:
    assert status().covered_ratio == 1
    half = Reach(T0 - 15 * DAY, T0, T0 - 15 * DAY, 15)
    assert status(reach=half).covered_ratio == pytest.approx(0.5)


def test_the_earliest_sample_says_since_when_is_counted() -> None:
    assert status(reach=Reach(T0 - 40 * DAY, T0, T0 - 7.0, 15)).since == T0 - 7


def test_a_reading_counts_before_it_is_applied() -> None:
    slo = ratio()
    ledger = new_ledger(slo)
    read = reading(ledger, {RowKey((), Bound.VALUE): FINE}, slo, [T0 - 10])
    ledger.advance(T0 + STEP)
    delta = delta_of(
        slo,
        Reach(T0 - 40 * DAY, T0 + STEP, T0 - 40 * DAY, 15),
        cells([T0 + STEP], [[3]], [[4]]),
        known_rows=1,
        newest=T0 + 20,
    )
    pending = replace(read, reach=delta.reach, newest=delta.newest, delta=delta)
    (before,) = evaluate(ledger, [pending], NOTHING, T0 + STEP, STEP)
    ledger.apply(delta)
    applied = Account(slo.name, "f", delta.reach, delta.register, newest=delta.newest)
    applied.unbounded = delta.unbounded
    (after,) = evaluate(ledger, [Reading.of(slo, applied)], NOTHING, T0 + STEP, STEP)
    assert before == after
    assert before.events == Events(100_093, 100_104)


def test_every_window_has_its_burn_rate() -> None:
    found = status([(T0 - 1800, 98, 2), (T0, 99, 1)])
    rates = {burn.window_seconds: burn.burn_rate for burn in found.burn_rates}
    assert list(rates) == [300, 1800, 3600, 7200, 21_600, 86_400, 259_200]
    assert rates[300] == rates[1800] == pytest.approx(1)
    assert rates[3600] == pytest.approx(1.5)


def test_a_window_without_events_has_no_burn_rate() -> None:
    found = status([(T0 - 600, 99, 1)])
    assert found.burn_rates[0].burn_rate is None
    assert found.burn_rates[0].events == Events(0, 0)


def test_a_bad_event_that_was_seen_before_its_total_never_makes_good_negative() -> None:
    assert status([(T0, -3, 3)]).events == Events(0, 0)


def test_good_events_are_never_more_than_all() -> None:
    assert status([(T0, 5, -3)]).events == Events(2, 2)


def test_latency_is_that_of_the_slo_and_group() -> None:
    assert status(latencies={("availability", ()): LATENCY}).latency == LATENCY
    assert status(latencies={("other", ()): LATENCY}).latency is None


def test_groups_are_slos_of_their_own() -> None:
    slo = ratio(group_by=("route",))
    ledger = new_ledger(slo)
    rows = {RowKey((("route", r),), Bound.VALUE): FINE[:n] for n, r in [(2, "/"), (1, "/pay")]}
    found = evaluate(ledger, [reading(ledger, rows, slo, [T0, T0])], NOTHING, T0, STEP)
    assert {s.group: s.events for s in found} == {
        (("route", "/"),): Events(100_090, 100_100),
        (("route", "/pay"),): Events(99_990, 100_000),
    }
    assert [s.id for s in found] == sorted(s.id for s in found)


def test_a_group_that_has_been_gone_for_a_period_is_dropped() -> None:
    slo = ratio(group_by=("route",))
    ledger = new_ledger(slo)
    rows = {RowKey((("route", r),), Bound.VALUE): FINE for r in ("/", "/old")}
    read = reading(ledger, rows, slo, [T0, T0 - 30 * DAY - 1])
    assert [s.group for s in evaluate(ledger, [read], NOTHING, T0, STEP)] == [(("route", "/"),)]


def test_a_definition_whose_groups_are_all_gone_is_still_there() -> None:
    slo = ratio(group_by=("route",))
    ledger = new_ledger(slo)
    rows = {RowKey((("route", "/old"),), Bound.VALUE): FINE}
    (found,) = evaluate(ledger, [reading(ledger, rows, slo, [T0 - 31 * DAY])], NOTHING, T0, STEP)
    assert (found.id, found.data) == (slo.name, Data.NO_DATA)


def test_a_group_whose_histogram_lacks_the_threshold_says_so() -> None:
    slo = latency(group_by=("route",))
    ledger = new_ledger(slo)
    group: Group = (("route", "/"),)
    read = reading(ledger, {RowKey(group, Bound.VALUE): []}, slo, [NAN], unbounded=T0 - 10)
    (found,) = evaluate(ledger, [read], NOTHING, T0, STEP)
    assert (found.group, found.data) == (group, Data.QUERY_ERROR)
    assert found.reason is Reason.THRESHOLD_NOT_A_BOUND


def test_an_estimate_carries_the_bounds_of_its_sli() -> None:
    slo = latency()
    ledger = new_ledger(slo)
    rows: dict[RowKey, Row] = {
        RowKey((), Bound.VALUE): [(T0, 95, 5)],
        RowKey((), Bound.LOW): [(T0, 90, 10)],
        RowKey((), Bound.HIGH): [(T0, 98, 2)],
    }
    (found,) = evaluate(ledger, [reading(ledger, rows, slo, [T0] * 3)], NOTHING, T0, STEP)
    assert (found.sli, found.estimate) == (0.95, Estimate(0.9, 0.98))


def test_what_was_counted_exactly_has_no_estimate() -> None:
    assert status().estimate is None
