"""Burn-rate tiers as the SRE Workbook recommends them.

Source: Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8 and
section "Multiwindow, Multi-Burn-Rate Alerts". A tier is given by the share of the budget that
its long window may spend; the factor follows from it::

    factor = share of budget × period ÷ long window

and the short window is a twelfth of the long one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.slo.definition import Slo
from app.slo.period import nominal_seconds
from app.slo.samples import Flags, Floats
from app.slo.snapshot import FiringTier, Severity

HOUR = 3600
_SHORT_DIVISOR = 12


@dataclass(frozen=True, slots=True)
class Tier:
    """A burn-rate condition: it holds when both windows burn at ``factor`` or faster."""

    name: str
    severity: Severity
    budget_share: float
    long_window_seconds: int

    @property
    def short_window_seconds(self) -> int:
        """The window that ends the alert soon after the burning ends."""
        return self.long_window_seconds // _SHORT_DIVISOR

    def factor(self, period_seconds: int) -> float:
        """Burn rate that spends the tier's share of the budget within its long window."""
        return self.budget_share * period_seconds / self.long_window_seconds


TIERS = (
    Tier("page-fast", Severity.PAGE, 0.02, 1 * HOUR),
    Tier("page-slow", Severity.PAGE, 0.05, 6 * HOUR),
    Tier("ticket-fast", Severity.TICKET, 0.10, 24 * HOUR),
    Tier("ticket-slow", Severity.TICKET, 0.10, 72 * HOUR),
)

WINDOWS = tuple(sorted({w for t in TIERS for w in (t.long_window_seconds, t.short_window_seconds)}))
"""The windows whose burn rates every status shows: 5 min, 30 min, 1 h, 2 h, 6 h, 1 d, 3 d."""

OUTLOOK_WINDOW_SECONDS = 6 * HOUR
"""The rate of spending is taken from this much of the recent past; it is one of ``WINDOWS``."""


def burn_rates(good: Floats, total: Floats, error_budget_ratio: Floats | float) -> Floats:
    """Error ratio ÷ (1 − target) of each window; NaN where nothing happened."""
    happened = total > 0
    rate: Floats = (total - good) / np.where(happened, total, np.nan) / error_budget_ratio
    return rate


def applicable_tiers(slo: Slo) -> tuple[Tier, ...]:
    """Tiers that can mean something for this SLO.

    Left out are those that its author disabled, those that could never fire (factor × (1 −
    target) ≥ 1: even total failure burns slower), those whose factor is below 1 (they would fire
    within the promise) and those whose long window exceeds the period.
    """
    disabled = slo.alerts.disable
    return _meaningful(nominal_seconds(slo.period), slo.error_budget_ratio, disabled)


@lru_cache(maxsize=1024)
def _meaningful(
    period: int, error_budget_ratio: float, disabled: frozenset[str]
) -> tuple[Tier, ...]:
    return tuple(
        tier
        for tier in TIERS
        if tier.name not in disabled
        and tier.factor(period) >= 1
        and tier.factor(period) * error_budget_ratio < 1
        and tier.long_window_seconds <= period
    )


def factors(slo: Slo) -> list[float]:
    """Give the factor of each of ``TIERS``, infinite for those that do not apply."""
    period, applicable = nominal_seconds(slo.period), applicable_tiers(slo)
    return [tier.factor(period) if tier in applicable else math.inf for tier in TIERS]


def are_firing(
    rates: Sequence[Floats], totals: Sequence[Floats], factor: Floats, min_events: Floats
) -> Flags:
    """Tell which tiers' condition holds: one row for each of ``TIERS``, one column for each SLO.

    ``rates`` and ``totals`` are one for each of ``WINDOWS``, NaN rates for those that are not
    known; ``factor`` (float64, tiers × SLOs) as ``factors`` gives them. A long window needs
    ``min_events`` events to be trusted.
    """
    found = np.zeros(factor.shape, np.bool_)
    for k, tier in enumerate(TIERS):
        long, short = (
            WINDOWS.index(w) for w in (tier.long_window_seconds, tier.short_window_seconds)
        )
        least = factor[k] * (1 - _ROUNDING)
        found[k] = (rates[long] >= least) & (rates[short] >= least) & (totals[long] >= min_events)
    return found


def firing_tier(tier: Tier, slo: Slo) -> FiringTier:
    """Describe a tier whose condition holds for a definition."""
    return FiringTier(
        tier=tier.name,
        severity=tier.severity,
        factor=tier.factor(nominal_seconds(slo.period)),
        long_window_seconds=tier.long_window_seconds,
        short_window_seconds=tier.short_window_seconds,
    )


_ROUNDING = 1e-12
"""How far below its factor, relative to it, a rate may lie by the rounding of divisions alone."""
