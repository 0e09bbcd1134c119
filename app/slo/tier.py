"""Burn-rate tiers as the SRE Workbook recommends them.

Source: Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8 and
section "Multiwindow, Multi-Burn-Rate Alerts". A tier is given by the share of the budget that
its long window may spend; the factor follows from it::

    factor = share of budget × period ÷ long window

and the short window is a twelfth of the long one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOUR = 3600
SHORT_DIVISOR = 12


class Severity(StrEnum):
    """Whom an alert calls: somebody now, or somebody in working hours."""

    PAGE = "PAGE"
    TICKET = "TICKET"


@dataclass(frozen=True, slots=True)
class Tier:
    """A burn-rate condition: it holds when both windows burn at the factor or faster.

    ``budget_share`` (0 to 1) is what the long window may spend of the period's budget. The long
    window shows that the matter is significant, the short one that it is still going on.
    """

    name: str
    severity: Severity
    budget_share: float
    long_window_seconds: int
    short_window_seconds: int

    def factor(self, period_seconds: int) -> float:
        """Burn rate that spends the tier's share of the budget within its long window."""
        return self.budget_share * period_seconds / self.long_window_seconds


def tier(name: str, severity: Severity, budget_share: float, long_window_seconds: int) -> Tier:
    """Build a tier with the Workbook's short window."""
    short = long_window_seconds // SHORT_DIVISOR
    return Tier(name, severity, budget_share, long_window_seconds, short)


TIERS = (
    tier("page-fast", Severity.PAGE, 0.02, 1 * HOUR),
    tier("page-slow", Severity.PAGE, 0.05, 6 * HOUR),
    tier("ticket-fast", Severity.TICKET, 0.10, 24 * HOUR),
    tier("ticket-slow", Severity.TICKET, 0.10, 72 * HOUR),
)
"""The Workbook's four; for 30 days their factors are 14.4, 6, 3 and 1."""

BUDGET_BELOW = "budget-below"
NO_DATA = "no-data"
"""Names of the two conditions that are no burn rates; both are tickets."""

CONDITIONS = (BUDGET_BELOW, NO_DATA)
"""In the order in which they follow the tiers."""
