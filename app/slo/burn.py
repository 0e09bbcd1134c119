"""How fast budgets burn, and which tiers mean something for whom.

The tiers themselves stand in ``app/slo/tier.py``, with their source.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from app.slo.definition import Slo
from app.slo.period import nominal_seconds
from app.slo.samples import Flags, Floats
from app.slo.tier import HOUR, TIERS, Tier


def windows_of(tiers: Iterable[Tier]) -> tuple[int, ...]:
    """List the windows that tiers look at, ascending; seconds."""
    both = {w for t in tiers for w in (t.long_window_seconds, t.short_window_seconds)}
    return tuple(sorted(both))


WINDOWS = windows_of(TIERS)
"""The windows whose burn rates every status shows: 5 min, 30 min, 1 h, 2 h, 6 h, 1 d, 3 d."""

OUTLOOK_WINDOW_SECONDS = 6 * HOUR
"""The rate of spending is taken from this much of the recent past; it is one of ``WINDOWS``."""


def burn_rates(good: Floats, total: Floats, error_budget_ratio: Floats | float) -> Floats:
    """Error ratio ÷ (1 − target) of each window; NaN where nothing happened."""
    happened = total > 0
    rate: Floats = (total - good) / np.where(happened, total, np.nan) / error_budget_ratio
    return rate


def tiers_in(slos: Iterable[Slo]) -> tuple[Tier, ...]:
    """List every tier that some definition may have: the standard ones first."""
    written = (tier for slo in slos for tier in slo.alerts.tiers)
    return tuple(dict.fromkeys((*TIERS, *written)))


def applicable_tiers(slo: Slo) -> tuple[Tier, ...]:
    """Tiers that can mean something for this SLO; see ``why_dropped`` for the others."""
    return tuple(tier for tier in _chosen(slo) if why_dropped(slo, tier) is None)


def dropped_tiers(slo: Slo) -> tuple[tuple[Tier, str], ...]:
    """List the tiers that do not apply although nobody disabled them, each with the reason."""
    judged = ((tier, why_dropped(slo, tier)) for tier in _chosen(slo))
    return tuple((tier, why) for tier, why in judged if why is not None)


def why_dropped(slo: Slo, tier: Tier) -> str | None:
    """Say why a tier cannot mean anything for an SLO, ``None`` if it can.

    It could never fire (factor × (1 − target) ≥ 1: even total failure burns slower), would fire
    within the promise (factor below 1), or looks at more than the period.
    """
    period = nominal_seconds(slo.period)
    return _why(tier, period, slo.error_budget_ratio)


@lru_cache(maxsize=4096)
def _why(tier: Tier, period: int, error_budget_ratio: float) -> str | None:
    factor = tier.factor(period)
    if tier.long_window_seconds > period:
        return "its long window is longer than the period"
    if factor < 1:
        return f"its factor is {factor:.4g}: below 1 it would fire within the promise"
    if factor * error_budget_ratio >= 1:
        most = 1 / error_budget_ratio
        return (
            f"it can never fire: its factor is {factor:.4g},"
            f" and even if every event is bad the burn rate is {most:.4g}"
        )
    return None


def shown_windows(slo: Slo) -> tuple[int, ...]:
    """List the windows that a status shows: the standard ones and those of its own tiers."""
    own = slo.alerts.tiers
    return windows_of((*TIERS, *own)) if own else WINDOWS


def factors(slo: Slo, tiers: Sequence[Tier] = TIERS) -> list[float]:
    """Give the factor of each of ``tiers``, infinite for those that do not apply."""
    period, applicable = nominal_seconds(slo.period), applicable_tiers(slo)
    return [tier.factor(period) if tier in applicable else math.inf for tier in tiers]


def burning(
    tiers: Sequence[Tier],
    windows: Sequence[int],
    rates: Sequence[Floats],
    totals: Sequence[Floats],
    factor: Floats,
    min_events: Floats,
) -> Flags:
    """Tell which tiers' condition holds: one row for each tier, one column for each SLO.

    ``rates`` and ``totals`` are one for each of ``windows``, NaN rates for those that are not
    known; ``factor`` (float64, tiers × SLOs) as ``factors`` gives them. A long window needs
    ``min_events`` events to be trusted.
    """
    found = np.zeros(factor.shape, np.bool_)
    for k, tier in enumerate(tiers):
        long, short = (
            windows.index(w) for w in (tier.long_window_seconds, tier.short_window_seconds)
        )
        least = factor[k] * (1 - _ROUNDING)
        found[k] = (rates[long] >= least) & (rates[short] >= least) & (totals[long] >= min_events)
    return found


def _chosen(slo: Slo) -> tuple[Tier, ...]:
    """The standard tiers, with what the author wrote in their place or beside them."""
    own = {tier.name: tier for tier in slo.alerts.tiers}
    standard = (own.pop(tier.name, tier) for tier in TIERS)
    return tuple(t for t in (*standard, *own.values()) if t.name not in slo.alerts.disable)


_ROUNDING = 1e-12
"""How far below its factor, relative to it, a rate may lie by the rounding of divisions alone."""
