"""The error budget: what is allowed, what is spent, and when it will be gone."""

from __future__ import annotations

import math
from fractions import Fraction

from app.slo.definition import RollingPeriod, Slo
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
    grows_seconds: float = 0.0,
) -> Budget:
    """Work out the budget of a period.

    ``events`` are the period's. ``previous`` are those of the period before, for calendar
    periods only: the budget is a share of whichever is larger, so that the first error of a month
    does not exhaust it. ``recent`` happened in the last ``recent_seconds`` before ``at``; from
    their rates follows ``exhausts_at``. A rolling budget grows with the traffic for
    ``grows_seconds`` more, until the account covers the period.
    """
    basis_total, basis = _basis(events, previous)
    # Rounded once, at the end: a budget of exactly 7 events is exhausted by 7 bad ones.
    allowed = float((1 - Fraction(slo.target)) * Fraction(basis_total))
    if allowed <= 0 or events.total <= 0:
        return Budget(allowed, basis, None, None, None)
    consumed = events.bad / allowed
    exhausts_at = None
    if recent_seconds > 0 and recent.total >= slo.alerts.min_events:
        spent = recent.bad / recent_seconds
        earned = slo.error_budget_ratio * recent.total / recent_seconds
        if basis is Basis.PREVIOUS_PERIOD:
            earned = 0.0  # until this period has more events than that one
        growing = grows_seconds if isinstance(slo.period, RollingPeriod) else math.inf
        lasts = _lasts_seconds(allowed - events.bad, spent, earned, growing)
        exhausts_at = None if lasts is None else at + lasts
    return Budget(allowed, basis, consumed, 1 - consumed, exhausts_at)


def _basis(events: Events, previous: Events | None) -> tuple[float, Basis]:
    if previous is not None and previous.total > events.total:
        return previous.total, Basis.PREVIOUS_PERIOD
    return events.total, Basis.PERIOD


def _lasts_seconds(left: float, spent: float, earned: float, growing: float) -> float | None:
    """How long a budget lasts at steady rates (events per second), ``None`` if for ever.

    While it grows, what is earned is set against what is spent; after that, events that leave a
    full rolling period are not credited, but who spends no faster than the promise allows never
    exhausts it.
    """
    if left <= 0 or spent <= earned:
        return None
    net = spent - earned
    if left <= net * growing:
        return left / net
    return growing + (left - net * growing) / spent
