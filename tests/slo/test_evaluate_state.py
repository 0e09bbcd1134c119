"""Whether an SLO is healthy, at risk or exhausted."""

from __future__ import annotations

from decimal import Decimal

from app.slo.account import Reach
from app.slo.definition import AlertPolicy, CalendarPeriod, CalendarUnit
from app.slo.period import boundaries
from app.slo.snapshot import Basis, Events, State
from tests.slo.evaluating import (
    HOUR,
    Row,
    burning,
    status,
)
from tests.slo.making import DAY, STEP, T0, ratio


def test_a_spent_budget_is_exhausted() -> None:
    assert status([(T0, 99, 1)]).state is State.EXHAUSTED
    assert status([(T0, 199, 1)]).state is not State.EXHAUSTED


def test_a_firing_tier_puts_an_slo_at_risk() -> None:
    found = status(burning(15))
    assert {alert.subject.tier for alert in found.alerts} >= {"page-fast", "page-slow"}
    assert found.state is State.AT_RISK


def test_an_exhausted_budget_weighs_more_than_a_firing_tier() -> None:
    found = status(burning(15)[1:])
    assert found.alerts
    assert found.state is State.EXHAUSTED


QUIET = ratio(alerts=AlertPolicy(disable=frozenset({"ticket-slow"})))


def slow_burn(bad_in_six_hours: float) -> Row:
    """A month with 800 of 1,000 allowed errors, and some more in the last six hours."""
    return [(T0 - 4 * DAY, 99_000 - 800, 800), (T0 - 5 * HOUR, 1_000, bad_in_six_hours)]


def test_a_budget_that_will_be_gone_within_three_days_is_at_risk() -> None:
    found = status(slow_burn(18), QUIET)  # some 190 left, 3 an hour: 63 hours
    assert found.budget is not None
    assert found.budget.exhausts_at is not None
    assert 60 * HOUR < found.budget.exhausts_at - T0 < 72 * HOUR
    assert (found.alerts, found.state) == ((), State.AT_RISK)


def test_a_budget_that_lasts_longer_is_healthy() -> None:
    assert status(slow_burn(12), QUIET).state is State.HEALTHY


def test_a_forecast_needs_enough_events() -> None:
    strict = ratio(alerts=AlertPolicy(min_events=5_000))  # more than six hours have
    found = status(slow_burn(18), slo=strict)
    assert found.budget is not None
    assert found.budget.exhausts_at is None
    assert found.state is State.HEALTHY


def test_a_young_slo_that_keeps_its_promise_so_far_is_not_at_risk() -> None:
    young = Reach(T0 - 30 * DAY, T0, T0 - 1800.0, 15)
    found = status([(T0, 995, 5)], reach=young)  # half of what was allowed so far is spent
    assert found.budget is not None
    assert found.budget.exhausts_at is None
    assert found.state is State.HEALTHY


MONTH = CalendarPeriod(CalendarUnit.MONTH, "Asia/Kathmandu")
FIRST = boundaries(MONTH, T0, T0 + 40 * DAY)[0]


def test_the_first_error_of_a_month_does_not_exhaust_it() -> None:
    row: Row = [(FIRST - DAY, 100_000, 0), (FIRST + STEP, 9, 1)]
    found = status(row, ratio(period=MONTH), FIRST + 20, head=FIRST + HOUR)
    assert found.budget is not None
    assert (found.budget.basis, found.budget.events) == (Basis.PREVIOUS_PERIOD, 1000)
    assert (found.start, found.events) == (FIRST, Events(9, 10))


def test_a_month_is_at_risk_when_its_budget_will_be_gone_before_its_end() -> None:
    slo = ratio(period=MONTH, target=Decimal("0.9"))
    row: Row = [(FIRST - DAY, 1_000_000, 0), (FIRST + 9 * HOUR, 12_000, 1_000)]
    found = status(row, slo, FIRST + 10 * HOUR - 10, head=FIRST + 10 * HOUR)
    assert found.budget is not None
    assert found.budget.exhausts_at is not None
    assert found.budget.exhausts_at - FIRST > 3 * DAY
    assert (found.alerts, found.state) == ((), State.AT_RISK)


def test_at_the_turn_of_the_month_the_old_one_is_judged_for_the_last_time() -> None:
    row: Row = [(FIRST - DAY, 90, 10), (FIRST + STEP, 10, 0)]
    slo = ratio(period=MONTH)
    assert status(row[:1], slo, FIRST - 10, head=FIRST).events == Events(90, 100)
    assert status(row, slo, FIRST + 20, head=FIRST + STEP).events == Events(10, 10)
