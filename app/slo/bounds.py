"""Between which bounds the true events of a run lie, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.slo.doubt import Doubt, Key
from app.slo.register import Register
from app.slo.samples import Floats, Part
from app.slo.snapshot import Events


class Gained(NamedTuple):
    """Events per row of a register."""

    good: Floats
    total: Floats

    def of(self, row: int) -> Events:
        """Give those of one row; neither good nor bad ones are fewer than none."""
        good, total = max(float(self.good[row]), 0.0), float(self.total[row])
        return Events(good, max(good, total))


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was ``counted``, and how far the truth may be off.

    Of the events counted, those of ``opening`` may lie before the run; those of ``closing`` were
    not counted and may lie in it. Nobody looked at processes for ``unseen_seconds``.
    """

    register: Register
    doubt: Doubt
    counted: Gained
    opening: Gained
    closing: Gained
    unseen_seconds: Mapping[Key, float]

    def worst(self, row: int) -> Events:
        """Give the events if all that is in doubt speaks against the run."""
        counted = self.counted.of(row)
        good = max(counted.good - self.opening.of(row).good, 0.0)
        bad = counted.bad + self.closing.of(row).bad + self._unseen(row)
        return Events(good, good + bad)

    def best(self, row: int) -> Events:
        """Give the events if all that is in doubt speaks for the run."""
        counted = self.counted.of(row)
        good = counted.good + self.closing.of(row).good + self._unseen(row)
        bad = max(counted.bad - self.opening.of(row).bad, 0.0)
        return Events(good, good + bad)

    def _unseen(self, row: int) -> float:
        feeds = self.register.feeds[Part.TOTAL]
        mine = feeds.row == row
        return self.doubt.unseen_events(
            self.register, feeds.series[mine], feeds.weight[mine], self.unseen_seconds
        )
