"""Where the series and rows of accounts that are counted together stand, and who feeds whom.

Series and rows are numbered throughout, those of the first account first. All of this follows
from the registers, which in most steps are the very ones of the step before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import is_

import numpy as np

from app.slo.definition import RatioIndicator, Slo
from app.slo.register import Feeds, Register
from app.slo.samples import Flags, Integers, Part


@dataclass(frozen=True, slots=True)
class Layout:
    """Account ``a`` has the rows ``first_row[a]:first_row[a + 1]``, and series likewise.

    ``feeds`` are numbered throughout. ``counts_bad`` says of each row whether its bad events are
    counted, rather than its good ones. ``follows`` are the numbers of accounts some of whose
    series restart with others.
    """

    slos: Sequence[Slo]
    registers: Sequence[Register]
    first_row: Integers
    first_series: Integers
    feeds: Mapping[Part, Feeds]
    counts_bad: Flags
    follows: Sequence[int]

    @staticmethod
    def of(slos: Sequence[Slo], registers: Sequence[Register]) -> Layout:
        """Lay out the registers of these definitions, one after the other."""
        first_row = np.cumsum([0, *(len(register.rows) for register in registers)])
        first_series = np.cumsum([0, *(len(register.feedings) for register in registers)])
        return Layout(
            slos=slos,
            registers=registers,
            first_row=first_row,
            first_series=first_series,
            feeds={part: _joined(registers, part, first_series, first_row) for part in Part},
            counts_bad=np.repeat([counts_bad(slo) for slo in slos], np.diff(first_row)),
            follows=[number for number, each in enumerate(registers) if each.followers],
        )

    def is_of(self, slos: Sequence[Slo], registers: Sequence[Register]) -> bool:
        """Whether it was made of the very same."""
        return (
            len(slos) == len(self.slos)
            and all(map(is_, slos, self.slos))
            and all(map(is_, registers, self.registers))
        )


class Layouts:
    """Remembers the layout that was asked for last."""

    def __init__(self) -> None:
        self._last: Layout | None = None

    def of(self, slos: Sequence[Slo], registers: Sequence[Register]) -> Layout:
        """Find or make the layout of these."""
        if self._last is None or not self._last.is_of(slos, registers):
            self._last = Layout.of(slos, registers)
        return self._last


def counts_bad(slo: Slo) -> bool:
    """Whether a definition reads its bad events, and not its good ones."""
    return isinstance(slo.indicator, RatioIndicator) and slo.indicator.bad is not None


def _joined(
    registers: Sequence[Register], part: Part, first_series: Integers, first_row: Integers
) -> Feeds:
    own = [register.feeds[part] for register in registers]
    if len(own) == 1:
        return own[0]
    lengths = [len(feeds.series) for feeds in own]
    return Feeds(
        np.concatenate([feeds.series for feeds in own]) + np.repeat(first_series[:-1], lengths),
        np.concatenate([feeds.row for feeds in own]) + np.repeat(first_row[:-1], lengths),
        np.concatenate([feeds.weight for feeds in own]),
    )
