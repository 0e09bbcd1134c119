"""Cells of one size, cumulative, for a fixed stretch of the past."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.slo.account import Cells, CellUpdate
from app.slo.samples import Floats, Integers


class Shelf:
    """A ring of columns, one for each cell; a column holds every row's events up to its end.

    ``cell_seconds`` is the size of a cell; the clock's grid and ``cuts`` say where cells end.
    ``span_seconds`` is how far back from the head windows can begin. Two float64 arrays
    (columns × rows): 16 bytes for each cell and row.
    """

    def __init__(
        self,
        cell_seconds: int,
        span_seconds: int,
        head: int,
        cuts: Callable[[int, int], Sequence[int]],
    ) -> None:
        self.cell_seconds = cell_seconds
        self._cuts = cuts
        self._span = span_seconds
        self._head = head
        self._ends = self._cell_ends(head - span_seconds - 2 * cell_seconds, head)
        self._good = np.zeros((len(self._ends), 0))
        self._total = np.zeros((len(self._ends), 0))

    @property
    def oldest(self) -> int:
        """The earliest time at which a window can begin."""
        return int(self._ends[0])

    def widen(self, sources: Integers) -> None:
        """Add rows: each with the past of the row that ``sources`` names, or without one (-1)."""
        self._good, self._total = (widened(c, sources) for c in (self._good, self._total))

    def advance(self, to: int) -> None:
        """Open the cells up to the one that contains ``to``, and let the oldest go."""
        self._head = max(self._head, to)
        if to <= self._ends[-1]:
            return
        keep_after = to - self._span - 2 * self.cell_seconds
        dropped = int(np.searchsorted(self._ends, keep_after, side="right"))
        new = self._cell_ends(max(int(self._ends[-1]), keep_after), to)
        self._ends = np.concatenate([self._ends, new])[dropped:]
        self._good, self._total = (
            np.concatenate([c, np.repeat(c[-1:], len(new), axis=0)])[dropped:]
            for c in (self._good, self._total)
        )

    def add(self, cells: Cells) -> None:
        """Add events; those older than the oldest cell become part of every column."""
        if not len(cells.ends):
            return
        first = int(np.searchsorted(self._ends, cells.ends[0]))
        upto = np.searchsorted(cells.ends, self._ends[first:], side="right")
        for columns, events in ((self._good, cells.good), (self._total, cells.total)):
            sums = np.concatenate([np.zeros((len(events), 1)), np.cumsum(events, axis=1)], axis=1)
            columns[first:] += sums[:, upto].T

    def window(self, start: float, end: float) -> tuple[tuple[float, float], Floats, Floats]:
        """Give the true edges of a window and the events of each row in it."""
        first = max(int(np.searchsorted(self._ends, start, side="right")) - 1, 0)
        last = min(int(np.searchsorted(self._ends, end)), len(self._ends) - 1)
        edges = (float(self._ends[first]), float(min(self._ends[last], self._head)))
        return (
            edges,
            self._good[last] - self._good[first],
            self._total[last] - self._total[first],
        )

    def updates(self, cells: Cells, sources: Integers) -> Iterator[CellUpdate]:
        """Say what each cell that the events touch will hold, where it is still of use.

        ``sources`` says of the rows that are new in ``cells`` what ``widen`` will be told.
        """
        into = np.searchsorted(self._ends, cells.ends)
        for column in np.unique(into):
            if column == 0:
                continue  # it ends where windows can begin at the earliest
            inside = into == column
            yield CellUpdate(
                cell_seconds=self.cell_seconds,
                end=int(self._ends[column]),
                good=self._held(self._good, column, sources) + cells.good[:, inside].sum(axis=1),
                total=self._held(self._total, column, sources) + cells.total[:, inside].sum(axis=1),
            )

    @staticmethod
    def _held(columns: Floats, column: int, sources: Integers) -> Floats:
        return widened(columns[column] - columns[column - 1], sources)

    def _cell_ends(self, after: int, until: int) -> Integers:
        """The ends of all cells that end after ``after``, up to the one that contains ``until``."""
        size = self.cell_seconds
        last = -(-until // size) * size
        grid = np.arange(after // size * size + size, last + 1, size, dtype=np.int64)
        return np.union1d(grid, np.array(self._cuts(after, last), np.int64))


def widened(counts: Floats, sources: Integers) -> Floats:
    """Append rows (the last axis): each a copy of the row that ``sources`` names, or zeros (-1)."""
    new = np.zeros((*counts.shape[:-1], len(sources)))
    shared = sources >= 0
    new[..., shared] = counts[..., sources[shared]]
    return np.concatenate([counts, new], axis=-1)
