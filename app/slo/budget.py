"""The error budget: what is allowed, what is spent, and when it will be gone."""

from __future__ import annotations

from fractions import Fraction

from app.slo.definition import Slo
from app.slo.snapshot import Basis, Budget, Events

OUTLOOK_WINDOW_SECONDS = 6 * 3600
"""The rate of spending is taken from this much of the recent past."""

OUTLOOK_HORIZON_SECONDS = 72 * 3600
"""A rolling budget that will be gone within this time is at risk."""


def budget_of(
    slo: Slo,
    events: Events,
    previous: Events | None,
    recent: Events,
    recent_seconds: float,
    at: float,
) -> Budget:
    """Work out the budget of a period.

    ``events`` are the period's. ``previous`` are those of the period before, for calendar
    periods only: the budget is a share of whichever is larger, so that the first error of a month
    does not exhaust it. ``recent`` happened in the last ``recent_seconds`` before ``at`` and
    gives the rate from which ``exhausts_at`` follows: remaining events ÷ bad events per second;
    events that will leave a rolling period are not credited.
    """
    basis_total, basis = _basis(events, previous)
    # Rounded once, at the end: a budget of exactly 7 events is exhausted by 7 bad ones.
    allowed = float((1 - Fraction(slo.target)) * Fraction(basis_total))
    if allowed <= 0:
        return Budget(allowed, basis, None, None, None)
    consumed = events.bad / allowed
    exhausts_at = _exhausts_at(allowed - events.bad, recent, recent_seconds, at, slo)
    return Budget(allowed, basis, consumed, 1 - consumed, exhausts_at)


def _basis(events: Events, previous: Events | None) -> tuple[float, Basis]:
    if previous is not None and previous.total > events.total:
        return previous.total, Basis.PREVIOUS_PERIOD
    return events.total, Basis.PERIOD


def _exhausts_at(
    left: float, recent: Events, recent_seconds: float, at: float, slo: Slo
) -> float | None:
    if left <= 0 or recent.bad <= 0 or recent_seconds <= 0:
        return None
    if recent.total < slo.alerts.min_events:
        return None
    return at + left / (recent.bad / recent_seconds)
