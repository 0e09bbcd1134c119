"""What was seen when an alert changed: the figures behind it, and where the bad events were."""

from __future__ import annotations

import numpy as np

from app.slo.alert import Evidence, Share
from app.slo.board import Spot
from app.slo.definition import Group
from app.slo.samples import Floats
from app.slo.sheet import Sheet

WORST = 3
"""So many groups are named."""


class Witness:
    """Gives evidence of a step, for one alert after the other."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._shares: dict[tuple[int, int], tuple[Share, ...]] = {}

    def evidence(self, spot: Spot) -> Evidence:
        """Say what is known of an SLO's condition."""
        row, number = spot
        sheet = self._sheet
        place, read = int(sheet.places[number]), sheet.members[number][0]
        if place < 0:
            return Evidence()
        budgets, missing = sheet.figures.budgets, bool(sheet.missing[place])
        remaining = _or_none(budgets.remaining[place])
        exhausts_at = _or_none(budgets.exhausts_at[place])
        data_until = float(sheet.sums.until[place]) if missing else None
        if row >= len(sheet.terms.tiers):
            return Evidence(
                remaining_ratio=remaining, exhausts_at=exhausts_at, data_until=data_until
            )
        tier, windows = sheet.terms.tiers[row], sheet.terms.windows
        long, short = (
            windows.index(w) for w in (tier.long_window_seconds, tier.short_window_seconds)
        )
        rates = sheet.figures.rates
        return Evidence(
            factor=float(sheet.terms.factors[row, read]),
            long_window_seconds=tier.long_window_seconds,
            short_window_seconds=tier.short_window_seconds,
            long_burn_rate=_or_none(rates[long, place]),
            short_burn_rate=_or_none(rates[short, place]),
            remaining_ratio=remaining,
            exhausts_at=exhausts_at,
            data_until=data_until,
            worst=self._worst(read, long),
        )

    def _worst(self, read: int, window: int) -> tuple[Share, ...]:
        """Find the groups of a definition with the most bad events; asked once for each."""
        if not self._sheet.readings[read].slo.group_by:
            return ()
        if (read, window) not in self._shares:
            self._shares[read, window] = self._found(read, window)
        return self._shares[read, window]

    def _found(self, read: int, window: int) -> tuple[Share, ...]:
        sheet = self._sheet
        numbers = np.arange(*sheet.reads.searchsorted([read, read + 1]))
        places = sheet.places[numbers]
        numbers, places = numbers[places >= 0], places[places >= 0]
        sums = sheet.sums.burns[window]
        bad: Floats = sums.total[places] - sums.good[places]
        total = float(bad.sum())
        if len(numbers) < 2 or total <= 0:  # noqa: PLR2004  # one group carries all of it
            return ()
        most = np.argsort(-bad, kind="stable")[:WORST]
        return tuple(
            Share(self._group(int(numbers[k])), float(bad[k]) / total) for k in most if bad[k] > 0
        )

    def _group(self, number: int) -> Group:
        read, row = self._sheet.members[number]
        return () if row is None else self._sheet.readings[read].register.rows[row].group


def _or_none(value: np.floating) -> float | None:
    return None if np.isnan(value) else float(value)
