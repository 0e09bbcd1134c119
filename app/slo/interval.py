"""How surely a share of good events lies on one side of a target: binomial confidence intervals.

A run is a sample: 93 good events of 100 say less than 93,000 of 100,000. ``WILSON`` inverts the
score test; ``CLOPPER_PEARSON`` inverts the binomial test itself and never covers less than its
level, at the price of being wider.

Sources: L. D. Brown, T. T. Cai, A. DasGupta, "Interval Estimation for a Binomial Proportion",
Statistical Science 16 (2001), 101-133, for both; NIST Digital Library of Mathematical Functions,
8.17.22, for the continued fraction of the incomplete beta function.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

MOST_EVENTS_ASKED_FOR = 10**12
"""Nobody runs a test of more events: beyond that, no number is said to be enough."""


class IntervalMethod(StrEnum):
    """How an interval is found."""

    WILSON = "WILSON"
    CLOPPER_PEARSON = "CLOPPER_PEARSON"


@dataclass(frozen=True, slots=True)
class Confidence:
    """What is asked of an interval: two-sided, of this ``level`` (0.5 to 0.9999)."""

    level: float = 0.95
    method: IntervalMethod = IntervalMethod.WILSON


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies; 0 ≤ ``low`` ≤ ``high`` ≤ 1."""

    low: float
    high: float


def interval(good: float, total: float, confidence: Confidence) -> Interval:
    """Find the interval of the share of good events.

    ``good`` and ``total`` are counts, fractional where they were estimated;
    0 ≤ ``good`` ≤ ``total``. Of no event at all nothing is known: 0 to 1.
    """
    if total <= 0:
        return Interval(0.0, 1.0)
    good = min(max(good, 0.0), total)
    if confidence.method is IntervalMethod.WILSON:
        return _wilson(good, total, confidence.level)
    return _clopper_pearson(good, total, confidence.level)


def events_to_decide(share: float, target: float, confidence: Confidence) -> int | None:
    """Give the least number of events that would decide at this share of good ones.

    ``None`` if none would: the share is the target itself, or as good as.
    """
    if share == target:
        return None
    z = _z(confidence.level)
    # A score interval leaves the target out just when the score test rejects it.
    wilson = z * z * target * (1 - target) / (share - target) ** 2
    if not wilson < MOST_EVENTS_ASKED_FOR:
        return None
    return _least(math.floor(wilson), lambda n: _decides(share * n, n, target, confidence))


def _decides(good: float, total: float, target: float, confidence: Confidence) -> bool:
    found = interval(good, total, confidence)
    return found.low >= target or found.high < target


def _least(guess: int, is_enough: Callable[[int], bool]) -> int:
    """Search up from a guess, and then for the first number that is enough."""
    low, high = 0, max(guess, 1)
    while not is_enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _wilson(good: float, total: float, level: float) -> Interval:
    z2, bad = _z(level) ** 2, total - good
    middle = good + z2 / 2
    reach = math.sqrt(z2) * math.sqrt(good * bad / total + z2 / 4)
    width = total + z2
    return Interval(
        low=max((middle - reach) / width, 0.0) if good else 0.0,
        high=min((middle + reach) / width, 1.0) if bad else 1.0,
    )


def _clopper_pearson(good: float, total: float, level: float) -> Interval:
    tail, bad = (1 - level) / 2, total - good
    return Interval(
        low=_beta_quantile(tail, good, bad + 1) if good else 0.0,
        high=1 - _beta_quantile(tail, bad, good + 1) if bad else 1.0,
    )


_TINY = 1e-300
_PRECISION = 1e-15
_ROUNDS = 100


def _beta_quantile(share: float, a: float, b: float) -> float:
    """Find x with I_x(a, b) = ``share``, between 0 and 1.

    By false position, which halves the weight of an end that stays (the Illinois algorithm), and
    bisection where that gains little.
    """
    low, high = 0.0, 1.0
    below, above = -share, 1 - share
    for number in range(_ROUNDS):
        step = below / (below - above)
        middle = low + (high - low) * (0.5 if number % 3 == 2 else step)  # noqa: PLR2004  # each third
        value = beta_share(middle, a, b) - share
        if value < 0:
            low, below, above = middle, value, above / 2
        else:
            high, above, below = middle, value, below / 2
        if high - low <= _PRECISION * high or value == 0:
            return middle
    return (low + high) / 2


def beta_share(x: float, a: float, b: float) -> float:
    """Give I_x(a, b), the regularised incomplete beta function, for 0 ≤ x ≤ 1 and a, b > 0.

    Of whole numbers it is the binomial tail: P(X ≥ k) of n trials is I_p(k, n − k + 1).
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > a / (a + b):  # the fraction converges fast below the mean only
        return 1 - beta_share(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)
    return min(math.exp(front) / a * _fraction(x, a, b), 1.0)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction by Lentz's method."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
