"""What definitions promise, as columns: one number for each definition, or for each SLO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from app.slo.burn import WINDOWS, factors, tiers_in, windows_of
from app.slo.definition import CalendarPeriod, Slo
from app.slo.samples import Flags, Floats, Integers
from app.slo.tier import Tier


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of many promises.

    1 − target is ``budget_numerator`` ÷ ``budget_denominator``, both whole, and as one number
    ``error_budget_ratio``. ``tiers`` are all that some promise has, ``windows`` (seconds) what
    they look at; ``factors`` (float64, tiers × promises) are infinite where one does not apply.
    ``budget_below`` (0 to 1) and ``no_data_seconds`` are NaN where nobody is called for that.
    """

    budget_numerator: Floats
    budget_denominator: Floats
    error_budget_ratio: Floats
    min_events: Floats
    is_calendar: Flags
    tiers: Sequence[Tier]
    windows: Sequence[int]
    factors: Floats
    budget_below: Floats
    no_data_seconds: Floats
    keep_firing_seconds: Floats

    @staticmethod
    def of(slos: Sequence[Slo]) -> Terms:
        """Read off what these definitions say."""
        budget = [Fraction(1) - Fraction(slo.target) for slo in slos]
        policies = [slo.alerts for slo in slos]
        tiers = tiers_in(slos)
        return Terms(
            budget_numerator=np.array([float(b.numerator) for b in budget]),
            budget_denominator=np.array([float(b.denominator) for b in budget]),
            error_budget_ratio=np.array([slo.error_budget_ratio for slo in slos]),
            min_events=np.array([float(policy.min_events) for policy in policies]),
            is_calendar=np.array([isinstance(s.period, CalendarPeriod) for s in slos], np.bool_),
            tiers=tiers,
            windows=tuple(sorted({*WINDOWS, *windows_of(tiers)})),
            factors=np.array([factors(s, tiers) for s in slos]).reshape(len(slos), len(tiers)).T,
            budget_below=_numbers([policy.budget_below for policy in policies]),
            no_data_seconds=_numbers([policy.no_data_seconds for policy in policies]),
            keep_firing_seconds=_numbers([policy.keep_firing_seconds for policy in policies]),
        )

    def repeated(self, counts: Integers) -> Terms:
        """Say each promise as often as there are SLOs of it."""
        return replace(
            self,
            budget_numerator=np.repeat(self.budget_numerator, counts),
            budget_denominator=np.repeat(self.budget_denominator, counts),
            error_budget_ratio=np.repeat(self.error_budget_ratio, counts),
            min_events=np.repeat(self.min_events, counts),
            is_calendar=np.repeat(self.is_calendar, counts),
            factors=np.repeat(self.factors, counts, axis=1),
            budget_below=np.repeat(self.budget_below, counts),
            no_data_seconds=np.repeat(self.no_data_seconds, counts),
            keep_firing_seconds=np.repeat(self.keep_firing_seconds, counts),
        )


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values])
