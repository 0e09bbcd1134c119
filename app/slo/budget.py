"""The error budget: what is allowed, what is spent, and when it will be gone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.slo.samples import Flags, Floats
from app.slo.terms import Terms

OUTLOOK_HORIZON_SECONDS = 72 * 3600
"""A rolling budget that will be gone within this time is at risk."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Counts of many SLOs that their budgets follow from: float64, one for each SLO.

    ``before_total`` is that of the period before, for calendar periods (0 for others). ``recent``
    events happened in the last ``recent_seconds``. A rolling budget grows with the traffic for
    ``grows_seconds`` more, until the account covers the period.
    """

    good: Floats
    total: Floats
    before_total: Floats
    recent_good: Floats
    recent_total: Floats
    recent_seconds: Floats
    grows_seconds: Floats


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of many SLOs; NaN where there is no ratio or forecast.

    ``events`` are allowed; ``is_of_before`` says that they are a share of the period before.
    ``exhausts_at`` is in Unix seconds.
    """

    events: Floats
    is_of_before: Flags
    consumed: Floats
    remaining: Floats
    exhausts_at: Floats


def budgets(terms: Terms, spending: Spending, at: float) -> Budgets:
    """Work out the budgets of a period.

    For calendar periods the budget is a share of this period's events or of those of the period
    before, whichever are more, so that the first error of a month does not exhaust it.
    """
    total, bad = spending.total, spending.total - spending.good
    is_of_before = terms.is_calendar & (spending.before_total > total)
    basis = np.where(is_of_before, spending.before_total, total)
    # Rounded once, at the end: a budget of exactly 7 events is exhausted by 7 bad ones.
    allowed = basis * terms.budget_numerator / terms.budget_denominator
    with np.errstate(divide="ignore", invalid="ignore"):
        consumed = np.where((allowed > 0) & (total > 0), bad / allowed, np.nan)
        lasts = _lasts_seconds(terms, spending, allowed - bad, is_of_before)
    return Budgets(
        events=allowed,
        is_of_before=is_of_before,
        consumed=consumed,
        remaining=1 - consumed,
        exhausts_at=np.where(np.isnan(consumed), np.nan, at + lasts),
    )


def _lasts_seconds(terms: Terms, spending: Spending, left: Floats, is_of_before: Flags) -> Floats:
    """How long a budget lasts at the recent rates (events per second), NaN if for ever.

    While it grows, what is earned is set against what is spent; after that, events that leave a
    full rolling period are not credited, but who spends no faster than the promise allows never
    exhausts it.
    """
    seconds = spending.recent_seconds
    spent = (spending.recent_total - spending.recent_good) / seconds
    earned = terms.error_budget_ratio * spending.recent_total / seconds
    earned = np.where(is_of_before, 0.0, earned)  # until this period has more events than that one
    growing = np.where(terms.is_calendar, np.inf, spending.grows_seconds)
    net = spent - earned
    gained = net * growing
    lasts = np.where(left <= gained, left / net, growing + (left - gained) / spent)
    known = (seconds > 0) & (spending.recent_total >= terms.min_events)
    return np.where(known & (left > 0) & (spent > earned), lasts, np.nan)
