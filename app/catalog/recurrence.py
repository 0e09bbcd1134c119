"""RRULEs (RFC 5545) as people may write them here, and the intervals that they stand for.

Part of the grammar is refused: what is finer than a minute, and what could be searched through
for ever without finding a single occurrence. The rest is dateutil's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dateutil.rrule import rrulestr

from app.catalog.wording import did_you_mean, shown
from app.slo.exclusion import Exclusion, Recurrence

MOST_OCCURRENCES = 10_000
WITHIN_DAYS = 400
"""A rule may have at most so many occurrences within so many days."""

_DAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS: Mapping[str, tuple[str, str]] = {
    "FREQ": (r"YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY", "one of YEARLY to MINUTELY"),
    "INTERVAL": (r"[1-9][0-9]{0,2}", "a number from 1 to 999"),
    "COUNT": (r"[1-9][0-9]{0,3}", "a number from 1 to 9999"),
    "UNTIL": (r"[0-9]{8}T[0-9]{6}Z", "a time in UTC such as 20261231T235959Z"),
    "BYDAY": (rf"[+-]?[1-5]?{_DAY}(?:,[+-]?[1-5]?{_DAY})*", "days such as MO,TU or 1SU"),
    "BYMONTHDAY": (r"-?[1-9][0-9]?(?:,-?[1-9][0-9]?)*", "days of the month such as 1,15,-1"),
    "BYMONTH": (r"[1-9][0-9]?(?:,[1-9][0-9]?)*", "months from 1 to 12"),
    "BYHOUR": (r"[0-9]{1,2}(?:,[0-9]{1,2})*", "hours from 0 to 23"),
    "BYMINUTE": (r"[0-9]{1,2}(?:,[0-9]{1,2})*", "minutes from 0 to 59"),
    "WKST": (_DAY, "a day such as MO"),
}
_LENGTHS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1)}
_OF_MONTHS = ("MONTHLY", "YEARLY")
_MOST_HOURS = 23
_LEAP_YEAR = 2024


def parse_rule(text: str) -> str:
    """Check a rule by itself; without spaces, and in capitals.

    Raises:
        ValueError: it is none that can be used; a predicate ("must be …").
    """
    rule = "".join(text.split()).upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        _check_part(name, value, parts)
        parts[name] = value
    if "FREQ" not in parts:
        raise ValueError(f"must have a FREQ, such as FREQ=WEEKLY;BYDAY=SU, got {shown(text)}")
    _check_together(parts)
    return rule


def checked(recurrence: Recurrence, start: float) -> Recurrence:
    """Take over a recurrence that was asked for, its rule in capitals.

    Raises:
        ZoneInfoNotFoundError: there is no such time zone.
        ValueError: the rule cannot be used; a predicate ("must …").
    """
    if recurrence.timezone not in available_timezones():
        raise ZoneInfoNotFoundError(recurrence.timezone)
    parsed = replace(recurrence, rule=parse_rule(recurrence.rule))
    check(parsed, start)
    return parsed


def check(recurrence: Recurrence, start: float) -> None:
    """Check that a rule has occurrences from a start on (Unix seconds), and not too many.

    Raises:
        ValueError: a predicate ("must …").
    """
    try:
        occurrences = _from(recurrence, start, start)
        first = next(occurrences, None)
    except ValueError as error:
        raise ValueError(f"must be a rule that can be met: {error}") from None
    if first is None:
        raise ValueError("must occur at least once from start on")
    until, count = start + WITHIN_DAYS * 86_400, 1
    while (following := next(occurrences, None)) is not None and following < until:
        count += 1
        if count > MOST_OCCURRENCES:
            raise ValueError(
                f"must occur at most {MOST_OCCURRENCES:,} times in {WITHIN_DAYS} days; make it"
                " rarer and the duration longer"
            )


def occurrences(exclusion: Exclusion, begin: float, until: float) -> Sequence[tuple[float, float]]:
    """List the intervals of an exclusion that touch (begin, until], all in Unix seconds."""
    recurrence = exclusion.recurrence
    if recurrence is None:
        start, end = exclusion.start, exclusion.end
        return [] if end is None or end <= begin or start >= until else [(start, end)]
    found, seconds = [], recurrence.duration_seconds
    for start in _from(recurrence, exclusion.start, begin - seconds):
        if start >= until:
            break
        if start + seconds > begin:
            found.append((start, start + seconds))
    return found


def _from(recurrence: Recurrence, start: float, after: float) -> Iterator[float]:
    """List begins of occurrences in order of time, from about ``after`` on."""
    # A time that the clocks skip is the one as long after midnight; of one that they repeat, the
    # first is meant.
    local = datetime.fromtimestamp(start, ZoneInfo(recurrence.timezone)).replace(microsecond=0)
    parts = dict(part.split("=", 1) for part in recurrence.rule.split(";"))
    if parts["FREQ"] in _LENGTHS and "COUNT" not in parts:
        # Thousands of hours that have passed are not gone through one by one.
        length = _LENGTHS[parts["FREQ"]] * int(parts.get("INTERVAL", 1))
        passed = timedelta(seconds=max(after - start, 0)) - timedelta(days=2)
        local += max(passed // length, 0) * length
    rule = rrulestr(recurrence.rule, dtstart=local)
    return (occurrence.timestamp() for occurrence in rule)


def _check_part(name: str, value: str, before: Mapping[str, str]) -> None:
    if name == "FREQ" and value == "SECONDLY":
        raise ValueError("must not be finer than FREQ=MINUTELY, got FREQ=SECONDLY")
    if name not in _PARTS:
        hint = did_you_mean(name, _PARTS)
        raise ValueError(f"must be an RRULE such as FREQ=DAILY, got {shown(name)}; {hint}")
    if name in before:
        raise ValueError(f"must have each part once, got {name} twice")
    pattern, right = _PARTS[name]
    if re.fullmatch(pattern, value, re.ASCII) is None:
        raise ValueError(f"must have {right} in {name}, got {shown(value)}")


def _check_together(parts: Mapping[str, str]) -> None:
    frequency = parts["FREQ"]
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("must not have both COUNT and UNTIL; remove one of them")
    if frequency in _LENGTHS and parts.keys() & {"BYMONTH", "BYMONTHDAY"}:
        raise ValueError(f"must not have BYMONTH or BYMONTHDAY with FREQ={frequency}; use DAILY")
    if frequency == "HOURLY" and int(parts.get("INTERVAL", 1)) > _MOST_HOURS:
        raise ValueError("must not have more than INTERVAL=23 with FREQ=HOURLY; use DAILY")
    if frequency == "DAILY" and "BYDAY" in parts and int(parts.get("INTERVAL", 1)) > 1:
        raise ValueError("must not have BYDAY with an INTERVAL of days; use FREQ=WEEKLY")
    if frequency not in _OF_MONTHS and re.search(r"[0-9]", parts.get("BYDAY", "")):
        raise ValueError("must have plain days in BYDAY unless FREQ is MONTHLY or YEARLY")
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "1").split(",")]
    if not all(month <= 12 for month in months):  # noqa: PLR2004  # of the year
        raise ValueError("must have months from 1 to 12 in BYMONTH")
    if not any(day <= monthrange(_LEAP_YEAR, month)[1] for day in days for month in months):
        raise ValueError("must have a day in BYMONTHDAY that there is")
