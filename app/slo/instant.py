"""Unix seconds as the contract writes them: RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)


def instant(unix_seconds: float) -> str:
    """Write a time: whole seconds without a fraction, any other with milliseconds."""
    milliseconds = round(unix_seconds * 1000)
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    precision = "milliseconds" if milliseconds % 1000 else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def optional_instant(unix_seconds: float | None) -> str | None:
    """Write a time that may not be known."""
    return None if unix_seconds is None else instant(unix_seconds)


def reachable_instant(unix_seconds: float | None) -> str | None:
    """Write a forecast; one beyond the years that RFC 3339 can write is none."""
    is_written = unix_seconds is not None and unix_seconds < _LAST.timestamp()
    return optional_instant(unix_seconds) if is_written else None
