"""For which SLOs the conditions hold on which somebody is called.

One row for each tier that some definition has, then one for a budget that is nearly spent and one
for samples that are missing (``app/slo/tier.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.slo.board import Conditions
from app.slo.budget import Budgets
from app.slo.burn import burning
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.snapshot import Reason
from app.slo.sums import Sums
from app.slo.terms import Terms


class Evident(NamedTuple):
    """What conditions are judged by: ``rates`` and ``rates_known`` are windows × rows."""

    sums: Sums
    rates: Floats
    rates_known: Flags
    is_read: Flags
    missing: Flags


def conditions(
    every: Terms, seen: Evident, found: Budgets, is_backfilling: Flags, at: int | Integers
) -> Conditions:
    """Judge every row at ``at`` (Unix seconds, or each row at its own); ``every`` are its terms."""
    totals = [windows.total for windows in seen.sums.burns]
    with np.errstate(invalid="ignore"):
        burns = burning(
            every.tiers, every.windows, list(seen.rates), totals, every.factors, every.min_events
        )
        low = found.remaining < every.budget_below
        low &= seen.sums.period.total >= every.min_events
        absent = seen.missing & (at - seen.sums.until >= every.no_data_seconds)
    rates_known = [_both_known(every, seen, k) for k in range(len(every.tiers))]
    return Conditions(
        holds=np.array([*burns, low, absent]),
        known=np.array([*rates_known, seen.is_read & ~seen.missing, ~is_backfilling]),
    )


def backfilling(readings: Sequence[Reading], counts: Integers) -> Flags:
    """Tell the rows whose present is missing only because it has not been read yet."""
    found: Flags = np.repeat([is_backfilling(reading) for reading in readings], counts)
    return found.astype(np.bool_)


def is_backfilling(reading: Reading) -> bool:
    """Whether a definition is read at this moment: that its data are missing says nothing."""
    return reading.trouble is not None and reading.trouble.reason is Reason.BACKFILLING


def _both_known(every: Terms, seen: Evident, k: int) -> Flags:
    tier, windows = every.tiers[k], every.windows
    long, short = (windows.index(w) for w in (tier.long_window_seconds, tier.short_window_seconds))
    known: Flags = seen.rates_known[long] & seen.rates_known[short]
    return known
