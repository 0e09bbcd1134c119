"""Where periods begin and end."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slo.definition import CalendarPeriod, CalendarUnit, RollingPeriod
from app.slo.period import (
    boundaries,
    ends_at,
    nominal_seconds,
    reading_seconds,
    retention_seconds,
    starts_at,
)
from tests.slo.making import DAY

WEEK, MONTH, QUARTER = CalendarUnit.WEEK, CalendarUnit.MONTH, CalendarUnit.QUARTER
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "America/Havana")

calendars = st.builds(
    CalendarPeriod, unit=st.sampled_from(CalendarUnit), timezone=st.sampled_from(ZONES)
)
moments = st.integers(1_500_000_000, 1_900_000_000)


def at(zone: str, *clock: int) -> float:
    year, month, day, *rest = clock
    return datetime(year, month, day, *rest, tzinfo=ZoneInfo(zone)).timestamp()  # type: ignore[misc,arg-type]  # hours and less


def in_berlin(*clock: int) -> float:
    return at("Europe/Berlin", *clock)


def berlin(unit: CalendarUnit) -> CalendarPeriod:
    return CalendarPeriod(unit, "Europe/Berlin")


def test_a_rolling_period_begins_its_length_ago() -> None:
    assert starts_at(RollingPeriod(3600), 10_000) == 6_400


@pytest.mark.parametrize(
    ("unit", "begin"),
    [(WEEK, (2024, 5, 13)), (MONTH, (2024, 5, 1)), (QUARTER, (2024, 4, 1))],
)
def test_a_calendar_period_begins_at_local_midnight(
    unit: CalendarUnit, begin: tuple[int, int, int]
) -> None:
    assert starts_at(berlin(unit), in_berlin(2024, 5, 16, 15, 4)) == in_berlin(*begin)


@pytest.mark.parametrize(
    ("unit", "end"),
    [(WEEK, (2024, 5, 20)), (MONTH, (2024, 6, 1)), (QUARTER, (2024, 7, 1))],
)
def test_a_calendar_period_ends_where_the_next_begins(
    unit: CalendarUnit, end: tuple[int, int, int]
) -> None:
    assert ends_at(berlin(unit), in_berlin(2024, 5, 16, 15, 4)) == in_berlin(*end)


def test_the_instant_of_a_boundary_still_belongs_to_the_period_that_ends() -> None:
    boundary = in_berlin(2024, 5, 1)
    assert starts_at(berlin(MONTH), boundary) == in_berlin(2024, 4, 1)
    assert ends_at(berlin(MONTH), boundary) == boundary
    assert starts_at(berlin(MONTH), boundary + 1) == boundary


@pytest.mark.parametrize(
    ("month", "days_and_hours"), [(2, (29, 0)), (3, (31, -1)), (4, (30, 0)), (10, (31, 1))]
)
def test_a_month_is_as_long_as_the_clocks_make_it(
    month: int, days_and_hours: tuple[int, int]
) -> None:
    middle = in_berlin(2024, month, 15)
    days, hours = days_and_hours
    length = ends_at(berlin(MONTH), middle) - starts_at(berlin(MONTH), middle)
    assert length == days * DAY + hours * 3600


def test_the_last_quarter_ends_with_the_year() -> None:
    middle = in_berlin(2024, 11, 15)
    assert starts_at(berlin(QUARTER), middle) == in_berlin(2024, 10, 1)
    assert ends_at(berlin(QUARTER), middle) == in_berlin(2025, 1, 1)


def test_a_month_whose_first_midnight_is_skipped_begins_when_the_clocks_go_forward() -> None:
    paraguay = CalendarPeriod(MONTH, "America/Asuncion")
    assert starts_at(paraguay, at("UTC", 2023, 10, 15)) == at("UTC", 2023, 10, 1, 4)


@pytest.mark.parametrize("minutes", [1, 59, 61, 119, 60 * 24 * 20])
def test_a_month_whose_first_midnight_comes_twice_begins_at_the_first(minutes: int) -> None:
    first = at("UTC", 2020, 11, 1, 4)
    assert starts_at(CalendarPeriod(MONTH, "America/Havana"), first + minutes * 60) == first


def test_boundaries_lie_after_the_first_time_and_up_to_the_second() -> None:
    first, second = int(in_berlin(2024, 4, 1)), int(in_berlin(2024, 5, 1))
    assert boundaries(berlin(MONTH), first, second) == [second]
    assert boundaries(berlin(MONTH), first - 1, second - 1) == [first]
    assert boundaries(berlin(MONTH), first, second - 1) == []


@given(calendars, moments)
def test_every_moment_lies_in_its_period(period: CalendarPeriod, moment: int) -> None:
    begin, end = starts_at(period, moment), ends_at(period, moment)
    assert begin < moment <= end
    assert starts_at(period, end) == begin


@given(calendars, moments)
def test_periods_follow_each_other_without_a_gap(period: CalendarPeriod, moment: int) -> None:
    cuts = boundaries(period, moment, moment + 400 * DAY)
    assert all(starts_at(period, after) == before for before, after in pairwise(cuts))
    assert cuts[0] in (ends_at(period, moment), ends_at(period, moment + 1))


@given(calendars, moments)
def test_the_clock_shows_midnight_where_a_period_begins(
    period: CalendarPeriod, moment: int
) -> None:
    begin = datetime.fromtimestamp(starts_at(period, moment), ZoneInfo(period.timezone))
    assert (begin.hour, begin.minute, begin.second) == (0, 0, 0)


@pytest.mark.parametrize(("unit", "days"), [(WEEK, 7), (MONTH, 30), (QUARTER, 90)])
def test_factors_follow_from_a_round_number_of_days(unit: CalendarUnit, days: int) -> None:
    assert nominal_seconds(berlin(unit)) == days * DAY


@given(calendars, moments)
def test_what_is_kept_reaches_back_to_the_begin_of_the_period_before(
    period: CalendarPeriod, moment: int
) -> None:
    before = starts_at(period, starts_at(period, moment))
    assert moment - retention_seconds(period) <= before


def test_what_is_kept_reaches_back_over_the_longest_burn_window() -> None:
    assert retention_seconds(RollingPeriod(3600)) >= 3 * DAY
    assert reading_seconds(RollingPeriod(3600)) == 3 * DAY
