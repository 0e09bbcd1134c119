"""Did a run do worse than its baseline, or was that chance? A one-sided test of two proportions.

The test is the pooled z-test; where it would be told by fewer than five events in some field of
the table (W. G. Cochran, "Some Methods for Strengthening the Common χ² Tests", Biometrics 10
(1954), 417-451), it is Fisher's exact test, which assumes nothing about how many there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

LEAST_EXPECTED = 5
"""The z-test is used only where every field of the table is expected to hold so many events."""

_NEGLIGIBLE = 1e-18


@dataclass(frozen=True, slots=True)
class Regression:
    """What counts as a regression.

    The share of bad events is larger than the baseline's by more than ``min_difference``, and
    that would come about by chance with a probability below 1 − ``level``.
    """

    level: float = 0.95
    min_difference: float = 0.0


@dataclass(frozen=True, slots=True)
class Proportion:
    """``bad`` of ``total`` events; counts, fractional where they were estimated."""

    bad: float
    total: float

    @property
    def ratio(self) -> float:
        """The share of bad events; there must be some event."""
        return self.bad / self.total


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a run compares: ``difference`` of the shares of bad events, positive if it is worse.

    ``p_value`` is how probable a difference like that, or a larger one, is if nothing changed.
    """

    difference: float
    p_value: float
    regressed: bool


def compare(run: Proportion, baseline: Proportion, regression: Regression) -> Comparison:
    """Compare a run to its baseline; both hold some event."""
    difference = run.ratio - baseline.ratio
    p_value = worse_by_chance(run, baseline)
    worse = difference > regression.min_difference and difference > 0
    return Comparison(difference, p_value, worse and p_value < 1 - regression.level)


def worse_by_chance(run: Proportion, baseline: Proportion) -> float:
    """Give the probability that a run looks so much worse, or more, if both are alike."""
    total = run.total + baseline.total
    bad = run.bad + baseline.bad
    if bad <= 0 or bad >= total:
        return 1.0  # all events are alike
    fewest = min(run.total, baseline.total) * min(bad, total - bad) / total
    if fewest < LEAST_EXPECTED:
        return _fisher(round(run.bad), round(run.total), round(bad), round(total))
    pooled = bad / total
    error = math.sqrt(pooled * (1 - pooled) * (1 / run.total + 1 / baseline.total))
    return NormalDist().cdf((baseline.ratio - run.ratio) / error)


def _fisher(run_bad: int, run_total: int, bad: int, total: int) -> float:
    """P(X ≥ ``run_bad``), X being how many of ``run_total`` drawn events are among the bad ones.

    Each term follows from the one before: P(x + 1) ÷ P(x) is a ratio of whole numbers.
    """
    least, most = max(0, bad - (total - run_total)), min(run_total, bad)
    if run_bad <= least:
        return 1.0
    others = total - bad - run_total
    term = math.exp(_log_chance(run_bad, run_total, bad, total))
    tail = 0.0
    for x in range(run_bad, most + 1):
        tail += term
        following = (run_total - x) * (bad - x) / ((x + 1) * (others + x + 1))
        if following < 1 and term * following < _NEGLIGIBLE * tail:
            break
        term *= following
    return min(tail, 1.0)


def _log_chance(x: int, run_total: int, bad: int, total: int) -> float:
    """Give the logarithm of the hypergeometric probability of exactly ``x``."""
    return (
        _log_choices(bad, x)
        + _log_choices(total - bad, run_total - x)
        - _log_choices(total, run_total)
    )


def _log_choices(of: int, some: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)
