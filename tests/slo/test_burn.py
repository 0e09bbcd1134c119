"""Burn rates, and the tiers that they trip."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from app.slo.burn import (
    WINDOWS,
    applicable_tiers,
    burn_rates,
    burning,
    dropped_tiers,
    factors,
    shown_windows,
    tiers_in,
)
from app.slo.definition import AlertPolicy, CalendarPeriod, CalendarUnit, RollingPeriod, Slo
from app.slo.snapshot import BurnRate, Events
from app.slo.tier import TIERS, Severity, Tier
from tests.slo.making import DAY, ratio

MONTH = 30 * DAY
ALL = ["page-fast", "page-slow", "ticket-fast", "ticket-slow"]


def rates_of(rates: Mapping[int, float | None]) -> dict[int, BurnRate]:
    """Every window with 10,000 events; those without a rate burn nothing."""
    return {w: BurnRate(w, rates.get(w, 0.0), Events(9_000, 10_000)) for w in WINDOWS}


def burn_rate(events: Events, error_budget_ratio: float) -> float | None:
    (rate,) = burn_rates(np.array([events.good]), np.array([events.total]), error_budget_ratio)
    return None if np.isnan(rate) else float(rate)


def names(slo: Slo, rates: Mapping[int, BurnRate]) -> list[str]:
    known = [rates[w].burn_rate for w in WINDOWS]
    events = [rates[w].events for w in WINDOWS]
    found = burning(
        TIERS,
        WINDOWS,
        [np.array([np.nan if rate is None else rate]) for rate in known],
        [np.array([0.0 if each is None else each.total]) for each in events],
        np.array(factors(slo))[:, None],
        np.array([slo.alerts.min_events]),
    )
    return [tier.name for tier, (holds,) in zip(TIERS, found, strict=True) if holds]


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
    assert names(ratio(), rates_of({3600: 14.4, 300: 14.4})) == ["page-fast"]


@pytest.mark.parametrize("rates", [{3600: 20.0}, {300: 20.0}, {3600: 20.0, 300: None}])
def test_a_tier_needs_both_its_windows(rates: dict[int, float | None]) -> None:
    assert names(ratio(), rates_of(rates)) == []


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
    assert names(ratio(), rates_of({3600: 14.39, 300: 20.0})) == []


def test_a_long_window_with_too_few_events_is_not_trusted() -> None:
    rates = rates_of({3600: 20.0, 300: 20.0})
    few = BurnRate(3600, 20.0, Events(0, 19))
    assert names(ratio(), {**rates, 3600: few}) == []
    assert names(ratio(alerts=AlertPolicy(min_events=19)), {**rates, 3600: few}) == ["page-fast"]


def test_a_window_whose_events_are_not_known_does_not_fire() -> None:
    rates = {w: BurnRate(w, None, None) for w in WINDOWS}
    assert names(ratio(alerts=AlertPolicy(min_events=0)), rates) == []


OWN = Tier("page-fast", Severity.TICKET, 0.05, 7200, 900)


def test_a_tier_that_the_author_wrote_stands_in_the_place_of_a_standard_one() -> None:
    slo = ratio(alerts=AlertPolicy(tiers=(OWN,)))
    assert applicable_tiers(slo)[0] is OWN
    assert [tier.name for tier in applicable_tiers(slo)] == ALL


def test_a_tier_of_another_name_stands_beside_the_standard_ones() -> None:
    slo = ratio(alerts=AlertPolicy(tiers=(replace(OWN, name="own"),)))
    assert [tier.name for tier in applicable_tiers(slo)] == [*ALL, "own"]


def test_windows_of_an_authors_tier_are_shown_to_that_slo() -> None:
    assert shown_windows(ratio(alerts=AlertPolicy(tiers=(OWN,)))) == tuple(sorted({*WINDOWS, 900}))
    assert shown_windows(ratio()) == WINDOWS


def test_a_tier_has_a_factor_only_for_those_who_have_it() -> None:
    own, other = ratio(alerts=AlertPolicy(tiers=(OWN,))), ratio()
    tiers = tiers_in([own, other])
    assert tiers == (*TIERS, OWN)
    assert factors(own, tiers) == [math.inf, 6.0, 3.0, 1.0, pytest.approx(18.0)]
    assert factors(other, tiers) == [pytest.approx(14.4), 6.0, 3.0, 1.0, math.inf]


def test_dropped_tiers_are_listed_with_the_reason() -> None:
    slo = ratio(target=Decimal("0.9"), period=RollingPeriod(7 * DAY))
    reasons = {tier.name: why for tier, why in dropped_tiers(slo)}
    assert reasons == {
        "ticket-fast": "its factor is 0.7: below 1 it would fire within the promise",
        "ticket-slow": "its factor is 0.2333: below 1 it would fire within the promise",
    }
    (never,) = dropped_tiers(ratio(target=Decimal("0.93")))
    assert never[1] == (
        "it can never fire: its factor is 14.4, and even if every event"
        " is bad the burn rate is 14.29"
    )
    assert dict(dropped_tiers(ratio(period=RollingPeriod(3600))))[TIERS[1]] == (
        "its long window is longer than the period"
    )


def test_a_disabled_tier_is_not_listed_as_dropped() -> None:
    slo = ratio(target=Decimal("0.93"), alerts=AlertPolicy(disable=frozenset({"page-fast"})))
    assert dropped_tiers(slo) == ()
