"""Burn-rate tiers as the SRE Workbook recommends them.

Source: Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8 and
section "Multiwindow, Multi-Burn-Rate Alerts". A tier is given by the share of the budget that
its long window may spend; the factor follows from it::

    factor = share of budget × period ÷ long window

and the short window is a twelfth of the long one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.slo.definition import Slo
from app.slo.period import nominal_seconds
from app.slo.snapshot import BurnRate, Events, FiringTier, Severity

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


def burn_rate(events: Events, error_budget_ratio: float) -> float | None:
    """Error ratio ÷ (1 − target); ``None`` where nothing happened."""
    if events.total <= 0:
        return None
    return events.bad / events.total / error_budget_ratio


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


def firing(slo: Slo, burn_rates: Mapping[int, BurnRate]) -> tuple[FiringTier, ...]:
    """Tiers whose condition holds, and whose long window has enough events to be trusted.

    ``burn_rates`` is keyed by window, in seconds.
    """
    period = nominal_seconds(slo.period)
    return tuple(
        FiringTier(
            tier=tier.name,
            severity=tier.severity,
            factor=tier.factor(period),
            long_window_seconds=tier.long_window_seconds,
            short_window_seconds=tier.short_window_seconds,
        )
        for tier in applicable_tiers(slo)
        if _holds(tier, tier.factor(period), burn_rates, slo.alerts.min_events)
    )


_ROUNDING = 1e-12
"""How far below its factor, relative to it, a rate may lie by the rounding of divisions alone."""


def _holds(
    tier: Tier, factor: float, burn_rates: Mapping[int, BurnRate], min_events: float
) -> bool:
    long, short = burn_rates[tier.long_window_seconds], burn_rates[tier.short_window_seconds]
    if long.events is None or long.events.total < min_events:
        return False
    return all(
        b.burn_rate is not None and b.burn_rate >= factor * (1 - _ROUNDING) for b in (long, short)
    )
