"""Reads a native histogram at a threshold, and its buckets as a distribution."""

from __future__ import annotations

import math
from typing import NamedTuple

from app.sources.table import NativeHistogram


class Under(NamedTuple):
    """Events at or under a threshold: at least, probably, at most."""

    low: float
    value: float
    high: float


def events_at_or_under(histogram: NativeHistogram, threshold: float) -> Under:
    """Count the events at or under a threshold.

    Whole buckets are certain; the one around the threshold is split where the threshold lies on
    a logarithmic scale, for that is how its bounds are spaced (linearly around zero).
    """
    certain = sum(count for _, high, count in histogram.buckets if high <= threshold)
    around = [b for b in histogram.buckets if b[0] < threshold < b[1]]
    at_most = certain + sum(count for _, _, count in around)
    share = sum(count * _share(low, high, threshold) for low, high, count in around)
    return Under(certain, certain + share, at_most)


def _share(low: float, high: float, threshold: float) -> float:
    if math.isinf(high) or math.isinf(low):
        return 0.0
    if low <= 0:
        return (threshold - low) / (high - low)
    return math.log(threshold / low) / math.log(high / low)
