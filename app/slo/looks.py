"""When each series of a run was looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.slo.samples import Flags, Floats


@dataclass(frozen=True, slots=True)
class Looks:
    """When each series was looked at: last ``before`` the run, ``first`` and ``last`` in it.

    NaN: it was not. ``is_late`` says that nothing is known of what it counted before the first.
    """

    before: Floats
    first: Floats
    last: Floats
    is_late: Flags

    @staticmethod
    def none() -> Looks:
        """Give the looks at no series."""
        return Looks(np.empty(0), np.empty(0), np.empty(0), np.empty(0, np.bool_))

    def extended(self, count: int) -> Looks:
        """Add series that were not looked at yet, up to so many in all."""
        more = count - len(self.first)
        pad = np.full(more, np.nan)
        return Looks(
            before=np.concatenate([self.before, pad]),
            first=np.concatenate([self.first, pad]),
            last=np.concatenate([self.last, pad]),
            is_late=np.concatenate([self.is_late, np.zeros(more, np.bool_)]),
        )
