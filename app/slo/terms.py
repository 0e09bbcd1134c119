"""What definitions promise, as columns: one number for each definition, or for each SLO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.slo.burn import TIERS, factors
from app.slo.definition import CalendarPeriod, Slo
from app.slo.samples import Flags, Floats, Integers


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of many promises.

    1 − target is ``budget_numerator`` ÷ ``budget_denominator``, both whole, and as one number
    ``error_budget_ratio``. ``factors`` (float64, tiers × promises) are those of the burn rates.
    """

    budget_numerator: Floats
    budget_denominator: Floats
    error_budget_ratio: Floats
    min_events: Floats
    is_calendar: Flags
    factors: Floats

    @staticmethod
    def of(slos: Sequence[Slo]) -> Terms:
        """Read off what these definitions say."""
        budget = [Fraction(1) - Fraction(slo.target) for slo in slos]
        return Terms(
            budget_numerator=np.array([float(b.numerator) for b in budget]),
            budget_denominator=np.array([float(b.denominator) for b in budget]),
            error_budget_ratio=np.array([slo.error_budget_ratio for slo in slos]),
            min_events=np.array([float(slo.alerts.min_events) for slo in slos]),
            is_calendar=np.array([isinstance(s.period, CalendarPeriod) for s in slos], np.bool_),
            factors=np.array([factors(slo) for slo in slos]).reshape(len(slos), len(TIERS)).T,
        )

    def repeated(self, counts: Integers) -> Terms:
        """Say each promise as often as there are SLOs of it."""
        return Terms(
            np.repeat(self.budget_numerator, counts),
            np.repeat(self.budget_denominator, counts),
            np.repeat(self.error_budget_ratio, counts),
            np.repeat(self.min_events, counts),
            np.repeat(self.is_calendar, counts),
            np.repeat(self.factors, counts, axis=1),
        )
