"""Figures as people read them; the only place of the reports that rounds."""

from __future__ import annotations

from datetime import datetime

from app.gate.reports.entry import Baseline, Entry, Interval, Latency, Report

NOTHING = "–"
"""Stands for what is not known."""

_FEWEST_DECIMALS, _MOST_DECIMALS = 2, 9
_HUGE = 9.995
"""From here on, a share of what is allowed is told as a multiple."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def percent(ratio: float | None, decimals: int = _FEWEST_DECIMALS) -> str:
    """Write a ratio for people."""
    return NOTHING if ratio is None else f"{ratio:.{decimals}%}"


def value_and_target(sli: float | None, target: float | None) -> tuple[str, str]:
    """Write both with so many decimals that what differs looks different."""
    decimals = _FEWEST_DECIMALS
    if sli is not None and target is not None and sli != target:
        while decimals < _MOST_DECIMALS and percent(sli, decimals) == percent(target, decimals):
            decimals += 1
    return percent(sli, decimals), percent(target, decimals)


def spent(entry: Entry) -> str:
    """Write the bad events as a share of those allowed; never 100% for what is beyond."""
    ratio = entry.spent_ratio
    if ratio is None:
        return NOTHING
    if ratio >= _HUGE:
        return f"{ratio:,.3g}x" if ratio < 1000 else f"{ratio:,.0f}x"  # noqa: PLR2004  # digits
    if ratio != 1 and f"{ratio:.0%}" == "100%":
        return ">100%" if ratio > 1 else "<100%"
    return f"{ratio:.0%}"


def count(number: float) -> str:
    """Write a number of events: whole ones without decimals."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def events(entry: Entry) -> str:
    """Write how many of the events were bad."""
    if entry.events is None:
        return NOTHING
    return f"{count(entry.events.bad)} of {count(entry.events.total)} bad"


def duration(seconds: float) -> str:
    """Write a duration with the unit that suits it."""
    if seconds < 1:
        return f"{seconds * 1000:.4g} ms"
    if seconds < 2 * _MINUTE:
        return f"{seconds:.4g} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.4g} min"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.4g} h"
    return f"{seconds / _DAY:.4g} d"


def lasting(report: Report) -> float | None:
    """Give the seconds from the start to the end of what was judged."""
    try:
        start, end = (datetime.fromisoformat(at or "") for at in (report.start, report.end))
        return (end - start).total_seconds()
    except (ValueError, TypeError):
        return None


def judged(report: Report) -> str:
    """Say what was judged, from when to when, in one line."""
    length = lasting(report)
    parts = [
        report.mode or "verdict",
        f"{report.start or NOTHING} to {report.end or NOTHING}",
        "" if length is None else f"({duration(length)})",
        " ".join(f"{label}={value}" for label, value in report.match.items()),
        f"data until {report.newest_sample or NOTHING}",
        f"check {report.check_id}" if report.check_id else "",
    ]
    return "  ".join(part for part in parts if part)


def details(entry: Entry) -> list[tuple[str, str]]:
    """Name and write what else is known of one SLO."""
    found = []
    if entry.estimate is not None:
        low, high = percent(entry.estimate.low), percent(entry.estimate.high)
        found.append(("estimate", f"{low} to {high}"))
    if entry.confidence is not None:
        found.append(("interval", _interval(entry.confidence)))
    if entry.latency is not None:
        found.append((f"p{entry.latency.quantile * 100:.4g}", _latency(entry.latency)))
    if entry.baseline is not None:
        found.append(("baseline", _baseline(entry.baseline)))
    return found


def _interval(found: Interval) -> str:
    kind = " ".join(
        part
        for part in ("" if found.level is None else f"{found.level * 100:.5g}%", found.method)
        if part
    )
    return f"{percent(found.low)} to {percent(found.high)}" + (f" ({kind})" if kind else "")


def _latency(found: Latency) -> str:
    value = found.value if found.value is not None else found.low or 0.0
    beyond = "more than " if found.value is None else ""
    limit = "" if found.threshold is None else f", threshold {duration(found.threshold)}"
    return f"{beyond}{duration(value)}{limit}"


def _baseline(found: Baseline) -> str:
    parts = [
        percent(found.sli) + ("" if found.total is None else f" of {count(found.total)}"),
        "" if found.p_value is None else f"p = {found.p_value:.2g}",
        "regressed" if found.is_regressed else "not regressed",
    ]
    return ", ".join(part for part in parts if part)
