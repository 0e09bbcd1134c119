"""Latency quantiles as intervals: the bucket that holds them, and the interpolation inside it."""

from __future__ import annotations

from dataclasses import dataclass

from app.slo.samples import Floats


@dataclass(frozen=True, slots=True)
class Distribution:
    """Events per latency bucket over one window: ascending upper bounds, the last one infinite.

    ``bounds`` and ``counts`` (float64, n); ``counts`` are per bucket, not cumulative.
    """

    bounds: Floats
    counts: Floats
