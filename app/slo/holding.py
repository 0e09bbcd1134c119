"""One account's part of a ledger: its rows, and where their cells of every size are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.slo.register import RowKey
from app.slo.samples import Bound, Integers
from app.slo.selection import Rows, Wanted
from app.slo.shelf import Shelf


@dataclass
class Holding:
    """One account's rows and its cells in every size, finest first."""

    rows: list[RowKey]
    shelves: list[Shelf]
    rebinned: bool = False
    every: Integers = field(default_factory=lambda: np.empty(0, np.int64))

    def widen(self, rows: Sequence[RowKey]) -> None:
        """Add the rows that are new."""
        shared = sources(rows, len(self.rows))
        if len(shared):
            for shelf in self.shelves:
                shelf.widen(shared)
            self.rows.extend(rows[len(self.rows) :])

    def numbers(self) -> Integers:
        """Number all rows; the very same numbers until there are more."""
        if len(self.every) != len(self.rows):
            self.every = np.arange(len(self.rows))
        return self.every

    def wanted(self, rows: Rows) -> Wanted:
        """Say where rows stand; those to come stand where the past is that they will share."""
        known = len(self.rows)
        numbers = np.concatenate([np.arange(known), sources(rows.keys, known)])
        return Wanted(self.shelves, numbers[rows.numbers])


def sources(rows: Sequence[RowKey], known: int) -> Integers:
    """For each new row the row whose past it shares, -1 for none.

    Until its first interpolated event the bounds of an estimate were the same as its value.
    """
    if len(rows) == known:
        return np.empty(0, np.int64)
    index = {key: i for i, key in enumerate(rows[:known])}
    return np.array(
        [
            -1 if key.bound is Bound.VALUE else index.get(RowKey(key.group, Bound.VALUE), -1)
            for key in rows[known:]
        ],
        np.int64,
    )
