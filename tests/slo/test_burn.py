"""Burn rates, and the tiers that they trip."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest

from app.slo.burn import (
    TIERS,
    WINDOWS,
    applicable_tiers,
    are_firing,
    burn_rates,
    factors,
    firing_tier,
)
from app.slo.definition import AlertPolicy, CalendarPeriod, CalendarUnit, RollingPeriod, Slo
from app.slo.snapshot import BurnRate, Events, FiringTier, Severity
from tests.slo.making import DAY, ratio

MONTH = 30 * DAY
ALL = ["page-fast", "page-slow", "ticket-fast", "ticket-slow"]


def burning(rates: Mapping[int, float | None]) -> dict[int, BurnRate]:
    """Every window with 10,000 events; those without a rate burn nothing."""
    return {w: BurnRate(w, rates.get(w, 0.0), Events(9_000, 10_000)) for w in WINDOWS}


def burn_rate(events: Events, error_budget_ratio: float) -> float | None:
    (rate,) = burn_rates(np.array([events.good]), np.array([events.total]), error_budget_ratio)
    return None if np.isnan(rate) else float(rate)


def firing(slo: Slo, rates: Mapping[int, BurnRate]) -> list[FiringTier]:
    known = [rates[w].burn_rate for w in WINDOWS]
    events = [rates[w].events for w in WINDOWS]
    found = are_firing(
        [np.array([np.nan if rate is None else rate]) for rate in known],
        [np.array([0.0 if each is None else each.total]) for each in events],
        np.array(factors(slo))[:, None],
        np.array([slo.alerts.min_events]),
    )
    return [firing_tier(tier, slo) for tier, (holds,) in zip(TIERS, found, strict=True) if holds]


def names(slo: Slo, rates: dict[int, BurnRate]) -> list[str]:
    return [tier.tier for tier in firing(slo, rates)]


def test_the_factors_for_30_days_are_those_of_the_workbook() -> None:
    assert [tier.factor(MONTH) for tier in TIERS] == pytest.approx([14.4, 6, 3, 1], rel=1e-15)


def test_each_factor_spends_its_share_of_the_budget_within_the_long_window() -> None:
    spent = [tier.factor(MONTH) * tier.long_window_seconds / MONTH for tier in TIERS]
    assert spent == pytest.approx([0.02, 0.05, 0.10, 0.10])


def test_the_short_window_is_a_twelfth_of_the_long_one() -> None:
    assert [tier.short_window_seconds for tier in TIERS] == [300, 1800, 7200, 21_600]


def test_pages_are_for_fast_burning_and_tickets_for_slow() -> None:
    assert [tier.severity for tier in TIERS] == [Severity.PAGE] * 2 + [Severity.TICKET] * 2


def test_seven_windows_are_shown() -> None:
    assert WINDOWS == (300, 1800, 3600, 7200, 21_600, 86_400, 259_200)


def test_a_burn_rate_of_one_spends_the_budget_in_one_period() -> None:
    assert burn_rate(Events(9_900, 10_000), 0.01) == pytest.approx(1)


def test_a_window_without_events_has_no_burn_rate() -> None:
    assert burn_rate(Events(0, 0), 0.01) is None


def test_a_window_without_errors_burns_nothing() -> None:
    assert burn_rate(Events(10, 10), 0.01) == 0


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (RollingPeriod(30 * DAY), ALL),
        (RollingPeriod(28 * DAY), ALL[:3]),
        (RollingPeriod(7 * DAY), ALL[:2]),
        (RollingPeriod(3600), []),
        (CalendarPeriod(CalendarUnit.MONTH, "UTC"), ALL),
    ],
)
def test_tiers_that_would_fire_within_the_promise_are_left_out(
    period: RollingPeriod | CalendarPeriod, expected: list[str]
) -> None:
    slo = ratio(period=period, target=Decimal("0.999"))
    assert [tier.name for tier in applicable_tiers(slo)] == expected


@pytest.mark.parametrize(
    ("target", "expected"), [("0.9306", ALL), ("0.9305", ALL[1:]), ("0.5", ALL[3:])]
)
def test_tiers_that_could_never_fire_are_left_out(target: str, expected: list[str]) -> None:
    slo = ratio(target=Decimal(target))
    assert [tier.name for tier in applicable_tiers(slo)] == expected


def test_a_disabled_tier_is_left_out() -> None:
    slo = ratio(alerts=AlertPolicy(disable=frozenset({"page-slow"})))
    assert "page-slow" not in [tier.name for tier in applicable_tiers(slo)]


def test_a_tier_fires_when_both_its_windows_burn() -> None:
    fired = firing(ratio(), burning({3600: 14.4, 300: 14.4}))
    assert [tier.tier for tier in fired] == ["page-fast"]
    assert (fired[0].long_window_seconds, fired[0].short_window_seconds) == (3600, 300)
    assert fired[0].factor == pytest.approx(14.4)
    assert fired[0].severity is Severity.PAGE


@pytest.mark.parametrize("rates", [{3600: 20.0}, {300: 20.0}, {3600: 20.0, 300: None}])
def test_a_tier_needs_both_its_windows(rates: dict[int, float | None]) -> None:
    assert names(ratio(), burning(rates)) == []


@pytest.mark.parametrize(("target", "bad"), [("0.999", 144), ("0.99", 1440), ("0.9999", 144)])
def test_a_rate_of_exactly_the_factor_fires_whatever_the_division_rounds(
    target: str, bad: int
) -> None:
    slo = ratio(target=Decimal(target))
    events = Events(10_000 - bad, 10_000) if target != "0.9999" else Events(100_000 - bad, 100_000)
    rate = burn_rate(events, slo.error_budget_ratio)
    rates = {w: BurnRate(w, rate if w in (300, 3600) else 0.0, events) for w in WINDOWS}
    assert names(slo, rates) == ["page-fast"]


def test_a_rate_just_under_the_factor_does_not_fire() -> None:
    assert names(ratio(), burning({3600: 14.39, 300: 20.0})) == []


def test_a_long_window_with_too_few_events_is_not_trusted() -> None:
    rates = burning({3600: 20.0, 300: 20.0})
    few = BurnRate(3600, 20.0, Events(0, 19))
    assert names(ratio(), {**rates, 3600: few}) == []
    assert names(ratio(alerts=AlertPolicy(min_events=19)), {**rates, 3600: few}) == ["page-fast"]


def test_a_window_whose_events_are_not_known_does_not_fire() -> None:
    rates = {w: BurnRate(w, None, None) for w in WINDOWS}
    assert names(ratio(alerts=AlertPolicy(min_events=0)), rates) == []
