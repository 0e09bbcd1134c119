"""What may still go wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slo.budget import Spending, budgets
from app.slo.definition import AlertPolicy, CalendarPeriod, CalendarUnit, Slo
from app.slo.samples import Floats
from app.slo.snapshot import Basis, Budget, Events
from app.slo.terms import Terms
from tests.slo.making import T0, ratio

NOTHING = Events(0, 0)
THREE_NINES = ratio(target=Decimal("0.999"))


def budget(
    events: Events,
    slo: Slo = THREE_NINES,
    previous: Events | None = None,
    recent: Events = NOTHING,
    recent_seconds: float = 21_600,
    grows_seconds: float = 0.0,
) -> Budget:
    if previous is not None:
        slo = replace(slo, period=CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin"))
    spending = Spending(
        good=np.array([float(events.good)]),
        total=np.array([float(events.total)]),
        before_total=np.array([0.0 if previous is None else float(previous.total)]),
        recent_good=np.array([float(recent.good)]),
        recent_total=np.array([float(recent.total)]),
        recent_seconds=np.array([recent_seconds]),
        grows_seconds=np.array([grows_seconds]),
    )
    found = budgets(Terms.of([slo]), spending, T0)

    def known(column: Floats) -> float | None:
        return None if np.isnan(column[0]) else float(column[0])

    return Budget(
        float(found.events[0]),
        Basis.PREVIOUS_PERIOD if found.is_of_before[0] else Basis.PERIOD,
        known(found.consumed),
        known(found.remaining),
        known(found.exhausts_at),
    )


def test_three_nines_leave_exactly_a_thousandth() -> None:
    assert budget(Events(32_218_653, 32_218_653)).events == 32_218.653


def test_what_is_spent_and_what_is_left_are_shares_of_the_budget() -> None:
    found = budget(Events(99_975, 100_000))
    assert (found.consumed_ratio, found.remaining_ratio) == (0.25, 0.75)


def test_more_errors_than_allowed_leave_less_than_nothing() -> None:
    assert budget(Events(99_850, 100_000)).remaining_ratio == -0.5


@given(
    st.integers(1, 99_999).map(lambda n: Decimal(n) / 100_000),
    st.integers(1, 10_000),
)
def test_as_many_errors_as_allowed_leave_exactly_nothing(target: Decimal, many: int) -> None:
    total = 100_000 * many
    bad = int((1 - target) * total)
    found = budget(Events(total - bad, total), ratio(target=target))
    assert (found.events, found.remaining_ratio) == (bad, 0)


def test_without_events_there_is_no_ratio() -> None:
    found = budget(NOTHING)
    assert found == Budget(0.0, Basis.PERIOD, None, None, None)


def test_the_first_error_of_a_month_is_measured_against_the_month_before() -> None:
    found = budget(Events(0, 1), previous=Events(99_000, 100_000))
    assert (found.basis, found.events) == (Basis.PREVIOUS_PERIOD, 100)
    assert found.remaining_ratio == 0.99


def test_a_busier_month_is_measured_against_itself() -> None:
    found = budget(Events(200_000, 200_000), previous=Events(100_000, 100_000))
    assert (found.basis, found.events) == (Basis.PERIOD, 200)


def test_the_month_before_does_not_count_against_this_one() -> None:
    found = budget(Events(100, 100), previous=Events(0, 100_000))
    assert found.consumed_ratio == 0


def test_the_budget_is_gone_when_the_rest_is_spent_at_the_recent_rate() -> None:
    found = budget(
        Events(99_950, 100_000), recent=Events(990, 1_000), recent_seconds=1_000
    )  # 50 left, one every 100 s
    assert found.exhausts_at == pytest.approx(T0 + 5_000)


@pytest.mark.parametrize(
    "recent", [Events(1_000, 1_000), NOTHING, Events(18, 19)], ids=["fine", "quiet", "too few"]
)
def test_without_enough_recent_errors_there_is_no_forecast(recent: Events) -> None:
    assert budget(Events(99_950, 100_000), recent=recent).exhausts_at is None


def test_how_many_events_a_forecast_needs_is_the_definitions_choice() -> None:
    slo = ratio(target=Decimal("0.999"), alerts=AlertPolicy(min_events=5))
    assert budget(Events(99_950, 100_000), slo, recent=Events(5, 6)).exhausts_at is not None


def test_a_budget_that_is_gone_has_no_forecast() -> None:
    assert budget(Events(99_000, 100_000), recent=Events(990, 1_000)).exhausts_at is None


def test_no_time_gives_no_rate() -> None:
    found = budget(Events(99_950, 100_000), recent=Events(990, 1_000), recent_seconds=0)
    assert found.exhausts_at is None


def test_who_spends_no_faster_than_promised_never_exhausts_a_rolling_budget() -> None:
    recent = Events(999_000, 1_000_000)  # a burn rate of 1
    assert budget(Events(99_950, 100_000), recent=recent).exhausts_at is None


def test_a_young_rolling_budget_grows_with_the_traffic_until_its_period_is_covered() -> None:
    # 40 left; each second a hundredth of an event is spent, and half of that is earned.
    events, recent = Events(99_990, 100_000), Events(9_990, 10_000)
    slo = ratio(target=Decimal("0.9995"))
    full = budget(events, slo, recent=recent, recent_seconds=1_000)
    young = budget(events, slo, recent=recent, recent_seconds=1_000, grows_seconds=1e9)
    assert full.exhausts_at == pytest.approx(T0 + 40 / 0.01)
    assert young.exhausts_at == pytest.approx(T0 + 40 / (0.01 - 0.005))


def test_a_calendar_budget_over_the_month_before_is_spent_at_any_rate() -> None:
    month = ratio(
        target=Decimal("0.999"), period=CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin")
    )
    found = budget(
        Events(49_950, 50_000),
        month,
        previous=Events(100_000, 100_000),
        recent=Events(99_950, 100_000),
        recent_seconds=1_000,
    )
    assert found.exhausts_at == pytest.approx(T0 + 50 / 0.05)


def test_a_period_without_events_has_no_ratios_whatever_came_before() -> None:
    month = ratio(period=CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin"))
    found = budget(NOTHING, month, previous=Events(100, 100))
    assert (found.consumed_ratio, found.remaining_ratio) == (None, None)
