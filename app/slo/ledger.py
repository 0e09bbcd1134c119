"""Events per cell, fine for recent time and coarser for old time, from which any window is summed.

Counts are kept cumulative: a cell holds everything up to its end, so a window is one subtraction
whatever its length. float64 holds whole counts exactly up to 2⁵³. A window begins at the last
cell end at or before its nominal start: at most one cell early, never late.

The ledger moves along the clock with ``advance``; that adds no events. A row whose definition has
not been read up to the ledger's head is simply flat there until its delta arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.account import Cells, CellUpdate, Delta, RowKey, StoredCells
from app.slo.samples import Bound, Floats, Integers
from app.slo.shelf import Shelf, widened

HOUR = 3600
MINUTES_5 = 300
HOURS_6 = 6 * HOUR
DAYS_3 = 72 * HOUR

Cuts = Callable[[int, int], Sequence[int]]
"""Lists the begins of calendar periods in (after, until]: cells are cut there too."""


@dataclass(frozen=True, slots=True)
class Window:
    """The sums of a window of an account: its true edges, and float64 counts per row."""

    start: float
    end: float
    good: Floats
    total: Floats


class Ledger:
    """The counted events of every account, in memory.

    ``step_seconds`` is the size of the finest cells. ``head`` is where it begins, in Unix seconds
    on the grid of steps.
    """

    def __init__(
        self, step_seconds: int, head: int, cuts: Cuts = lambda _after, _until: ()
    ) -> None:
        self._step = step_seconds
        self._cuts = cuts
        self._head = head
        self._books: dict[str, _Book] = {}

    @property
    def head(self) -> int:
        """The time that the ledger has moved to; Unix seconds."""
        return self._head

    def open(self, slo_name: str, retention_seconds: int) -> None:
        """Begin an account without rows, whatever stood under its name before."""
        spans = [(self._step, HOURS_6), (MINUTES_5, DAYS_3), (HOUR, retention_seconds)]
        shelves = [Shelf(cell, span, self._head, self._cuts) for cell, span in spans]
        self._books[slo_name] = _Book([], shelves)

    def close(self, slo_name: str) -> None:
        """Forget an account."""
        self._books.pop(slo_name, None)

    def advance(self, to: int) -> None:
        """Move along the clock; old cells fall off the far end."""
        if to <= self._head:
            return
        for book in self._books.values():
            for shelf in book.shelves:
                shelf.advance(to)
        self._head = to

    def apply(self, delta: Delta) -> None:
        """Take over the events of a delta; its steps must not lie beyond the head."""
        book = self._books[delta.slo_name]
        book.widen(delta.rows)
        for shelf in book.shelves:
            shelf.add(delta.cells)

    def restore(self, slo_name: str, rows: Sequence[RowKey], stored: Sequence[StoredCells]) -> None:
        """Take over an account's stored cells; cells of sizes that are not kept any more are lost.

        A row that did not exist when a cell was stored is NaN in it: nothing for a group, and the
        same as the value for the bounds of an estimate.
        """
        book = self._books[slo_name]
        book.widen(tuple(rows))
        for cells in stored:
            good, total = (_completed(rows, counts) for counts in (cells.good, cells.total))
            for shelf in book.shelves:
                if shelf.cell_seconds == cells.cell_seconds:
                    shelf.add(Cells(cells.ends, good, total))

    def updates(self, delta: Delta) -> list[CellUpdate]:
        """What the cells touched by a delta will hold, for the store; changes nothing."""
        book = self._books[delta.slo_name]
        sources = _sources(delta.rows, len(book.rows))
        return [u for shelf in book.shelves for u in shelf.updates(delta.cells, sources)]

    def keep_from(self, slo_name: str) -> dict[int, int]:
        """For each cell size the oldest cell end that is still of use."""
        return {s.cell_seconds: s.oldest for s in self._books[slo_name].shelves}

    def window(self, slo_name: str, start: float, end: float, delta: Delta | None = None) -> Window:
        """Sum (start, end], as if ``delta`` had been applied.

        ``end`` is taken as the first cell end at or after it, ``start`` as the last at or before.
        """
        book = self._books[slo_name]
        shelf = book.shelf_for(start)
        edges, good, total = shelf.window(start, end)
        if delta is None:
            return Window(edges[0], edges[1], good, total)
        sources = _sources(delta.rows, len(book.rows))
        good, total = widened(good, sources), widened(total, sources)
        ends = delta.cells.ends
        inside = (ends > edges[0]) & (ends <= edges[1])
        good = good + delta.cells.good[:, inside].sum(axis=1)
        total = total + delta.cells.total[:, inside].sum(axis=1)
        return Window(edges[0], edges[1], good, total)


class _Book:
    """One account's rows and its cells in every size, finest first."""

    def __init__(self, rows: list[RowKey], shelves: list[Shelf]) -> None:
        self.rows = rows
        self.shelves = shelves

    def widen(self, rows: Sequence[RowKey]) -> None:
        sources = _sources(rows, len(self.rows))
        if len(sources):
            for shelf in self.shelves:
                shelf.widen(sources)
            self.rows.extend(rows[len(self.rows) :])

    def shelf_for(self, start: float) -> Shelf:
        for shelf in self.shelves:
            if shelf.oldest <= start:
                return shelf
        return self.shelves[-1]


def _sources(rows: Sequence[RowKey], known: int) -> Integers:
    """For each new row the row whose past it shares, -1 for none.

    Until its first interpolated event the bounds of an estimate were the same as its value.
    """
    index = {key: i for i, key in enumerate(rows[:known])}
    return np.array(
        [
            -1 if key.bound is Bound.VALUE else index.get(RowKey(key.group, Bound.VALUE), -1)
            for key in rows[known:]
        ],
        np.int64,
    )


def _completed(rows: Sequence[RowKey], counts: Floats) -> Floats:
    """Fill in what rows held before they existed."""
    counts = counts.copy()
    for i, key in enumerate(rows):
        absent = np.isnan(counts[i])
        if absent.any():
            value = i if key.bound is Bound.VALUE else rows.index(RowKey(key.group, Bound.VALUE))
            counts[i, absent] = 0.0 if value == i else np.nan_to_num(counts[value, absent])
    return counts
