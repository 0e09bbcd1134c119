"""Where a period begins and ends, and how much of the past it takes to know it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.slo.definition import CalendarPeriod, CalendarUnit, Period, RollingPeriod

DAY = 86_400
LONGEST_WINDOW_DAYS = 3
_NOMINAL_DAYS = {CalendarUnit.WEEK: 7, CalendarUnit.MONTH: 30, CalendarUnit.QUARTER: 90}
_LONGEST_DAYS = {CalendarUnit.WEEK: 7, CalendarUnit.MONTH: 31, CalendarUnit.QUARTER: 92}


def nominal_seconds(period: Period) -> int:
    """Length that burn-rate factors are derived from: a month counts as 30 days."""
    if isinstance(period, RollingPeriod):
        return period.seconds
    return _NOMINAL_DAYS[period.unit] * DAY


def reading_seconds(period: Period) -> int:
    """How much of the past has to be read: for the longest burn window, and for the period.

    A calendar period needs the one before it too.
    """
    if isinstance(period, RollingPeriod):
        return max(period.seconds, LONGEST_WINDOW_DAYS * DAY)
    return 2 * _LONGEST_DAYS[period.unit] * DAY


def retention_seconds(period: Period) -> int:
    """How long counts are kept: what has to be read, and a day.

    The day is for SLOs whose data stopped: their figures stand as of their newest sample.
    """
    return reading_seconds(period) + DAY


def starts_at(period: Period, at: float) -> float:
    """Begin of the period that contains the instant just before ``at``; Unix seconds."""
    if isinstance(period, RollingPeriod):
        return at - period.seconds
    return _calendar_start(period, at).timestamp()


def ends_at(period: CalendarPeriod, at: float) -> float:
    """End of the calendar period that contains the instant just before ``at``; Unix seconds."""
    return _following(period.unit, _calendar_start(period, at)).timestamp()


def boundaries(period: CalendarPeriod, after: float, until: float) -> list[int]:
    """List the begins of calendar periods in (after, until]; Unix seconds."""
    found = []
    start = _following(period.unit, _calendar_start(period, after))
    while start.timestamp() <= until:
        if start.timestamp() > after:
            found.append(int(start.timestamp()))
        start = _following(period.unit, start)
    return found


def _calendar_start(period: CalendarPeriod, at: float) -> datetime:
    local = datetime.fromtimestamp(at, ZoneInfo(period.timezone))
    start = _floor(period.unit, local)
    if start.timestamp() >= at:
        start = _floor(period.unit, start - timedelta(days=1))
    return start


def _floor(unit: CalendarUnit, local: datetime) -> datetime:
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit is CalendarUnit.WEEK:
        return midnight - timedelta(days=midnight.weekday())
    if unit is CalendarUnit.MONTH:
        return midnight.replace(day=1)
    return midnight.replace(day=1, month=(midnight.month - 1) // 3 * 3 + 1)


def _following(unit: CalendarUnit, start: datetime) -> datetime:
    return _floor(
        unit, start + timedelta(days=_LONGEST_DAYS[unit] + (unit is not CalendarUnit.WEEK))
    )
