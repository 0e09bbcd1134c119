"""Rows of cells that are allocated together: numbers in memory, and which rows are in use.

It knows nothing of time: what a column stands for, and where it stands, the pool says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.slo.samples import Floats, Integers


class Block:
    """A fixed number of rows with their columns; it never grows or moves.

    ``cells`` is good and total × rows × columns, float64. In memory the rows of a column lie side
    by side: each step reads and writes some columns of all rows, and what lies apart takes ten
    times as long to reach. A row that is free is zero.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self.cells = _cells(rows, columns)
        self.rows = rows
        self.free = rows
        self._taken = np.zeros(rows, np.bool_)
        self._reached = 0  # rows from here on were never taken: they are all zero

    def take(self, count: int) -> Place:
        """Put ``count`` free rows, all zero, into use; there must be so many."""
        rows = np.flatnonzero(~self._taken)[:count]
        self._taken[rows] = True
        self.free -= count
        self._reached = max(self._reached, int(rows[-1]) + 1)
        return Place.of(self, rows)

    def release(self, place: Place) -> None:
        """Make rows zero and free."""
        self.cells[:, place.rows] = 0
        self._taken[place.rows] = False
        self.free += place.count

    def repeat(self, column: int, into: slice) -> None:
        """Copy what one column holds into others."""
        used = self.cells[:, : self._reached]
        used[..., into] = used[..., column, None]

    def rearrange(self, positions: Integers, columns: int) -> None:
        """Lay the columns at ``positions`` out from the left, in as many ``columns`` as needed."""
        before = self.cells[:, : self._reached]
        self.cells = _cells(self.rows, columns)
        self.cells[:, : self._reached, : len(positions)] = before[..., positions]


def _cells(rows: int, columns: int) -> Floats:
    return np.zeros((2, columns, rows)).transpose(0, 2, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Some rows of a block; a slice where they lie side by side, for speed."""

    block: Block
    rows: slice | Integers
    count: int

    @staticmethod
    def of(block: Block, rows: Integers) -> Place:
        """Name rows by their numbers."""
        if (np.diff(rows) == 1).all():
            return Place(block, slice(int(rows[0]), int(rows[-1]) + 1), len(rows))
        return Place(block, rows, len(rows))

    def numbers(self) -> Integers:
        """List the rows by number."""
        if isinstance(self.rows, slice):
            return np.arange(self.rows.start, self.rows.stop)
        return self.rows

    def read(self, column: int) -> Floats:
        """Give what a column holds: good and total × rows."""
        return self.block.cells[:, self.rows, column]

    def read_many(self, columns: Integers) -> Floats:
        """Give what columns hold: good and total × rows × columns."""
        rows = self.rows if isinstance(self.rows, slice) else self.rows[:, None]
        return self.block.cells[:, rows, columns]
