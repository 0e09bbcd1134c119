"""One SLO's counts as the ledger holds them, copied: they stay as they are when it goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.slo.samples import Floats, Integers


@dataclass(frozen=True, slots=True)
class Curve:
    """What had happened up to the end of each cell of one size.

    ``ends`` are Unix seconds, ascending; the first is where a window can begin at the earliest,
    none lies beyond where the ledger has moved to. ``good`` and ``total`` are cumulative: only
    differences mean something, and only within one curve.
    """

    cell_seconds: int
    ends: Integers
    good: Floats
    total: Floats

    @property
    def begin(self) -> int:
        """The earliest time at which a window can begin."""
        return int(self.ends[0])

    def until(self, at: float) -> Curve:
        """Look at it as it was at ``at``: nothing that it holds has happened later."""
        return Curve(self.cell_seconds, np.minimum(self.ends, int(at)), self.good, self.total)

    def without(self, excluded: Curve) -> Curve:
        """Leave out what another curve over the same cells holds."""
        good, total = self.good - excluded.good, self.total - excluded.total
        return Curve(self.cell_seconds, self.ends, good, total)

    def column_at_or_before(self, time: float) -> int:
        """Find the last cell that ends at or before a time; the first one, if none does."""
        return max(int(self.ends.searchsorted(time, side="right")) - 1, 0)

    def columns_at_or_after(self, times: Floats) -> Integers:
        """Find for each time the first cell that ends at or after it; the last, if none does."""
        found: Integers = np.minimum(self.ends.searchsorted(times), len(self.ends) - 1)
        return found
