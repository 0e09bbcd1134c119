"""Latency quantiles as intervals: the bucket that holds them, and the interpolation inside it.

A quantile from a histogram is only known to lie in a bucket; interpolation inside a wide one has
been off by a third. So an answer carries the bucket, and the promise itself is judged by events
at a bucket bound, never by these figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.samples import Floats
from app.slo.snapshot import Quantile

QUANTILES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Events per latency bucket over one window: ascending upper bounds, the last one infinite.

    ``bounds`` and ``counts`` (float64, n); ``counts`` are per bucket, not cumulative.
    """

    bounds: Floats
    counts: Floats


def quantiles_of(
    distribution: Distribution, wanted: Sequence[float] = QUANTILES
) -> tuple[Quantile, ...]:
    """Locate each quantile; nothing at all where there were no events.

    The q-quantile lies in the first bucket whose cumulative count reaches q × total; inside it
    the events are taken as evenly spread, as ``histogram_quantile`` of Prometheus does. In the
    last bucket there is no upper bound and no value.
    """
    cumulative = np.cumsum(distribution.counts)
    if not len(cumulative) or not cumulative[-1] > 0:
        return ()
    return tuple(_locate(q, distribution.bounds, cumulative) for q in wanted)


def _locate(q: float, bounds: Floats, cumulative: Floats) -> Quantile:
    rank = q * float(cumulative[-1])
    # A rank that is a rounding error above a bucket's edge still belongs to that bucket.
    k = min(int(np.searchsorted(cumulative, rank * (1 - 1e-12))), len(bounds) - 1)
    low = float(bounds[k - 1]) if k else 0.0
    if not np.isfinite(bounds[k]):
        return Quantile(q, None, low, None)
    below = float(cumulative[k - 1]) if k else 0.0
    inside = float(cumulative[k]) - below
    share = min(1.0, max(0.0, (rank - below) / inside)) if inside > 0 else 1.0
    high = float(bounds[k])
    return Quantile(q, low + (high - low) * share, low, high)
