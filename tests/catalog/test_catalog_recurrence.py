"""RRULEs: which can be used, and what they stand for on clocks that are put forward and back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from app.catalog.recurrence import check, checked, occurrences, parse_rule
from app.slo.exclusion import Exclusion, Recurrence

BERLIN = "Europe/Berlin"
HOUR, DAY = 3600, 86_400


def at(text: str, zone: str = "UTC") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def recurring(rule: str, start: float, seconds: int = 1800, zone: str = BERLIN) -> Exclusion:
    return Exclusion("x", (), (), start, None, Recurrence(rule, seconds, zone), "maintenance")


def begins(exclusion: Exclusion, begin: str, until: str) -> list[str]:
    """When occurrences begin, in UTC."""
    found = occurrences(exclusion, at(begin), at(until))
    return [datetime.fromtimestamp(start, UTC).strftime("%d %H:%M") for start, _ in found]


def test_a_rule_follows_the_clock_on_the_wall_into_winter() -> None:
    daily = recurring("FREQ=DAILY", at("2026-10-01T03:00", BERLIN))
    found = begins(daily, "2026-10-24T00:00", "2026-10-27T00:00")
    assert found == ["24 01:00", "25 02:00", "26 02:00"]


def test_a_time_that_comes_twice_is_meant_once() -> None:
    daily = recurring("FREQ=DAILY", at("2026-10-01T02:30", BERLIN))
    assert begins(daily, "2026-10-25T00:00", "2026-10-26T00:00") == ["25 00:30"]


def test_a_time_that_the_clocks_skip_is_as_long_after_midnight() -> None:
    daily = recurring("FREQ=DAILY", at("2026-03-01T02:30", BERLIN))
    found = begins(daily, "2026-03-28T00:00", "2026-03-31T00:00")
    assert found == ["28 01:30", "29 01:30", "30 00:30"]


def test_an_occurrence_lasts_as_long_when_the_clocks_change_meanwhile() -> None:
    daily = recurring("FREQ=DAILY", at("2026-10-01T01:00", BERLIN), 4 * HOUR)
    ((start, end),) = occurrences(daily, at("2026-10-25T00:00"), at("2026-10-25T12:00"))
    assert (start, end) == (at("2026-10-24T23:00"), at("2026-10-25T03:00"))


def test_what_touches_the_range_is_listed_and_nothing_else() -> None:
    daily = recurring("FREQ=DAILY", at("2026-01-01T00:00"), HOUR, "UTC")
    for begin, until, count in (
        ("2026-06-01T00:59", "2026-06-01T23:59", 1),
        ("2026-06-01T01:00", "2026-06-02T00:00", 0),
        ("2025-06-01T00:00", "2026-01-01T00:00", 0),
    ):
        assert len(occurrences(daily, at(begin), at(until))) == count


def test_a_rule_ends_when_it_says() -> None:
    start = at("2026-11-01T00:00")
    counted = recurring("FREQ=DAILY;COUNT=2", start)
    until = recurring("FREQ=DAILY;UNTIL=20261103T000000Z", start)
    for rule, days in ((counted, 2), (until, 3)):
        assert len(occurrences(rule, start - DAY, start + 90 * DAY)) == days


def test_days_of_the_week_and_the_month_are_those_of_the_time_zone() -> None:
    start = at("2026-11-01T00:30", "Asia/Tokyo")
    sundays = recurring("FREQ=WEEKLY;BYDAY=SU", start, zone="Asia/Tokyo")
    assert begins(sundays, "2026-11-01T00:00", "2026-11-16T00:00") == ["07 15:30", "14 15:30"]
    last = recurring("FREQ=MONTHLY;BYDAY=-1FR", start, zone="Asia/Tokyo")
    assert begins(last, "2026-11-01T00:00", "2026-12-01T00:00") == ["26 15:30"]


@pytest.mark.parametrize("rule", ["FREQ=HOURLY;INTERVAL=5", "FREQ=MINUTELY;INTERVAL=90"])
def test_hours_that_have_passed_are_not_gone_through(rule: str) -> None:
    start, now = at("1971-01-01T00:10"), at("2026-11-01T00:00")
    begun = time.process_time()
    found = occurrences(recurring(rule, start, 60, "UTC"), now, now + 10 * DAY)
    assert time.process_time() - begun < 1
    every = 5 * HOUR if "HOURLY" in rule else 5400
    first = start - (start - now) // every * every
    assert [begin for begin, _ in found] == [first + k * every for k in range(len(found))]
    assert len(found) == 10 * DAY // every


def test_a_rule_is_written_in_capitals_without_spaces() -> None:
    assert parse_rule(" rrule:freq=weekly; byday=su,mo ") == "FREQ=WEEKLY;BYDAY=SU,MO"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("", "must be an RRULE"),
        ("INTERVAL=2", "must have a FREQ"),
        ("FREQ=SECONDLY", "not be finer"),
        ("FREQ=FORTNIGHTLY", "one of YEARLY to MINUTELY"),
        ("FREQ=DAILY;FREQ=DAILY", "each part once"),
        ("FREQ=DAILY;INTERVAL=0", "1 to 999"),
        ("FREQ=DAILY;BYDYA=MO", 'did you mean "BYDAY"?'),
        ("FREQ=DAILY;BYSETPOS=1", "known are"),
        ("FREQ=DAILY;BYDAY=1MO", "plain days"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "use FREQ=WEEKLY"),
        ("FREQ=DAILY;UNTIL=20261231", "20261231T235959Z"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231T000000Z", "both COUNT and UNTIL"),
        ("FREQ=YEARLY;BYMONTH=13", "months from 1 to 12"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "a day in BYMONTHDAY"),
        ("FREQ=HOURLY;INTERVAL=24", "INTERVAL=23"),
        ("FREQ=MINUTELY;BYMONTH=2", "use DAILY"),
        ("FREQ=DAILY\nEXDATE:20261231T000000Z", "must"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_words(rule: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^must") as refused:
        parse_rule(rule)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MINUTELY",
        "FREQ=MINUTELY;BYHOUR=3",
        "FREQ=DAILY;UNTIL=20200101T000000Z",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=1",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_a_rule_that_occurs_too_often_or_never_is_refused_in_bounded_time(rule: str) -> None:
    begun = time.process_time()
    with pytest.raises(ValueError, match=r"^must"):
        check(Recurrence(parse_rule(rule), 60, "UTC"), at("2026-11-01T00:00"))
    assert time.process_time() - begun < 20


def test_a_time_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        checked(Recurrence("FREQ=DAILY", 60, "../etc/passwd"), 0.0)
