"""Whether a run that still goes on is bound to miss its target, whatever comes.

Two ways to be sure. Knowing how many events there will be, ``is_beyond_rescue`` asks whether the
bad ones seen are already too many, should all the others be good: arithmetic, not chance. Not
knowing it, ``is_below_target`` asks whether the events seen could have come from a service that
meets the target. It may be asked after every look: being wrong at *any* of them has a
probability of at most 1 − level, provided that events fail independently and the rest of the run
goes like what was seen. A warm-up that fails breaks that; say how many events there will be.

Refuses to know clocks, how the events were counted, and what is done about it.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

LEVEL = 0.999
"""How sure ``is_below_target`` is, over all looks together."""

_WORSE = (1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)
"""How many times the allowed error ratio the service is suspected of; beyond all, halfway to 1."""


def is_beyond_rescue(bad: float, total: float, target: float, expected_total: float) -> bool:
    """Say whether more events are bad than the whole run may have: bad > (1 − target) × total.

    ``expected_total`` is the number of events of the whole run; if more were seen than that, it
    was too low, and those seen stand for it. The target is taken as it is written, so that an
    allowance of exactly one bad event is exactly one. No run of at most so many events for which
    this says yes ends with an SLI of at least ``target``, since bad events never become good.
    """
    whole = max(Fraction(expected_total), Fraction(total))
    return Fraction(bad) > (1 - _as_written(target)) * whole


def allowed_bad(target: float, expected_total: float) -> float:
    """Give the number of bad events that a run of so many events may have."""
    return float((1 - _as_written(target)) * Fraction(expected_total))


def is_below_target(bad: float, total: float, target: float, level: float = LEVEL) -> bool:
    """Say whether the upper end of the SLI's confidence sequence at ``level`` is below the target.

    The sequence is a mixture of likelihood ratios: the events seen, under several error ratios
    worse than the allowed one, against the allowed one. Under any error ratio that is allowed
    it is a supermartingale that begins at 1, so the probability that it *ever* reaches
    1 ÷ (1 − level) is at most 1 − level (Ville 1939; Robbins, "Statistical methods related to the
    law of the iterated logarithm", 1970). Looks need no further correction.
    """
    if total <= 0:
        return False
    good = max(total - bad, 0.0)
    terms = [bad * of_bad + good * of_good for of_bad, of_good in _logs_of_ratios(target)]
    return _log_of_sum(terms) - math.log(len(terms)) >= -math.log1p(-level)


@lru_cache(maxsize=128)
def _logs_of_ratios(target: float) -> list[tuple[float, float]]:
    """Say by how much a bad and a good event speak for each error ratio worse than allowed.

    All of them lie between the allowed one and 1.
    """
    allowed = float(1 - _as_written(target))
    multiples = [allowed * worse for worse in _WORSE if allowed * worse < 1]
    suspected = [*multiples, (1 + max(multiples, default=allowed)) / 2]
    return [(math.log(s / allowed), math.log1p((allowed - s) / target)) for s in suspected]


def _log_of_sum(logs: list[float]) -> float:
    largest = max(logs)
    return largest + math.log(sum(math.exp(each - largest) for each in logs))


def _as_written(target: float) -> Fraction:
    """Take 0.9 for nine tenths, as the author of the definition did."""
    return Fraction(Decimal(repr(target)))
