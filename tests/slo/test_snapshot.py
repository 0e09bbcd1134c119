"""What is published, and what becomes of it when it is too old."""

from __future__ import annotations

import pytest

from app.slo.snapshot import Data, Events, Reason, Snapshot, State
from tests.slo.making import STEP, T0, alert, ratio, status

PAGE = alert("page-fast")
GROUPED = ratio("grouped", group_by=("route",))
HOME = status(GROUPED, group=(("route", "/"),))
PAY = status(GROUPED, group=(("route", "/pay"),))
ALONE = status(ratio("alone"), alerts=(PAGE,))
SNAPSHOT = Snapshot.of(T0 // STEP, T0, [PAY, HOME, ALONE])


def test_statuses_are_ordered_by_id() -> None:
    ids = [each.id for each in SNAPSHOT]
    assert ids == sorted(ids)
    assert ids[0] == "alone"


def test_a_status_is_found_by_its_id() -> None:
    assert SNAPSHOT.get(HOME.id) is HOME
    assert SNAPSHOT.get("grouped") is None


def test_a_name_stands_for_one_slo_or_for_all_its_groups() -> None:
    assert SNAPSHOT.named("alone") == [ALONE]
    assert sorted(each.id for each in SNAPSHOT.named("grouped")) == sorted([HOME.id, PAY.id])
    assert SNAPSHOT.named(PAY.id) == [PAY]
    assert SNAPSHOT.named("unknown") == []


def test_in_an_expired_snapshot_everything_is_unknown() -> None:
    expired = SNAPSHOT.expired("the cycle is late")
    for each in expired:
        assert (each.state, each.data) == (State.UNKNOWN, Data.STALE)
        assert (each.reason, each.message) == (Reason.SNAPSHOT_EXPIRED, "the cycle is late")
        assert all(burn.burn_rate is None and burn.events is None for burn in each.burn_rates)
        assert each.latency is None


def test_in_an_expired_snapshot_alerts_fire_as_they_did() -> None:
    alerts = {each.id: each.alerts for each in SNAPSHOT}
    assert {each.id: each.alerts for each in SNAPSHOT.expired("the cycle is late")} == alerts
    assert any(alerts.values())


def test_an_expired_snapshot_keeps_the_figures_as_they_stood() -> None:
    (expired,) = SNAPSHOT.expired("late").named("alone")
    assert (expired.sli, expired.events, expired.budget) == (ALONE.sli, ALONE.events, ALONE.budget)
    assert (expired.data_until, expired.end) == (ALONE.data_until, ALONE.end)
    assert len(expired.burn_rates) == 7


def test_an_expired_snapshot_is_the_same_generation() -> None:
    expired = SNAPSHOT.expired("late")
    assert (expired.generation, expired.evaluated_at) == (T0 // STEP, T0)
    assert [each.id for each in expired] == [each.id for each in SNAPSHOT]


@pytest.mark.parametrize(
    ("events", "sli"), [(Events(3, 4), 0.75), (Events(0, 4), 0.0), (Events(0, 0), None)]
)
def test_an_sli_is_the_share_of_good_events(events: Events, sli: float | None) -> None:
    assert events.sli == sli


@pytest.mark.parametrize("data", list(Data))
def test_three_kinds_of_data_are_missing(data: Data) -> None:
    assert data.is_missing == (data in (Data.STALE, Data.NO_DATA, Data.QUERY_ERROR))
