"""Events per cell, fine for recent time and coarser for old time, from which any window is summed.

Counts are kept cumulative: a cell holds everything up to its end, so a window is one subtraction
whatever its length. float64 holds whole counts exactly up to 2⁵³. A window begins at the last
cell end at or before its nominal start: at most one cell early, never late.

The ledger moves along the clock with ``advance``; that adds no events. A row whose definition has
not been read up to the ledger's head is simply flat there until its delta arrives.

The rows of all accounts stand together in pools, one for each size of cells and how far back they
reach (``app/slo/pool.py``), so that the clock moves once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from app.slo.account import CellUpdate, Delta, StoredCells
from app.slo.curve import Curve
from app.slo.holding import Holding, sources
from app.slo.pieces import Pieces, pieces_of
from app.slo.pool import Cuts, Pool
from app.slo.register import RowKey
from app.slo.restoring import completed, restore
from app.slo.samples import Floats
from app.slo.selection import Rows, Selected, Selection, counts_of, joined_cells
from app.slo.shelf import Shelf, Sums

HOUR = 3600
MINUTES_5 = 300
HOURS_6 = 6 * HOUR
DAYS_3 = 72 * HOUR


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
        self._pools: list[Pool] = []
        self._books: dict[str, Holding] = {}
        self._forget_selections()

    @property
    def head(self) -> int:
        """The time that the ledger has moved to; Unix seconds."""
        return self._head

    @property
    def capacity_bytes(self) -> int:
        """The size of all cells, with what is held ready for more."""
        return sum(pool.capacity_bytes for pool in self._pools)

    def _forget_selections(self) -> None:
        self._selected: Selected | None = None
        self._whole: Selected | None = None
        self._newest: _Current | None = None

    def open(self, slo_name: str, retention_seconds: int) -> None:
        """Begin an account without rows, whatever stood under its name before."""
        self.close(slo_name)
        spans = {self._step: HOURS_6, MINUTES_5: DAYS_3, HOUR: retention_seconds}
        farthest = max(span + 2 * cell for cell, span in spans.items())
        cuts = self._cuts(self._head - farthest, -(-self._head // HOUR) * HOUR)
        shelves = [Shelf(self._pool(cell, span, cuts)) for cell, span in spans.items()]
        self._books[slo_name] = Holding([], shelves)

    def open_beside(self, name: str, other: str) -> None:
        """Begin an account without rows whose cells end wherever another's do."""
        self.close(name)
        shelves = [Shelf(shelf.pool) for shelf in self._books[other].shelves]
        self._books[name] = Holding([], shelves)

    def close(self, slo_name: str) -> None:
        """Forget an account; its rows are free for others."""
        self._forget_selections()
        book = self._books.pop(slo_name, None)
        if book is None:
            return
        for shelf in book.shelves:
            shelf.release()
        self._pools = [pool for pool in self._pools if pool.shelves]

    def advance(self, to: int) -> None:
        """Move along the clock; old cells fall off the far end."""
        if to <= self._head:
            return
        for pool in self._pools:
            pool.advance(to)
        self._head, self._newest = to, None

    def apply(self, delta: Delta) -> None:
        """Take over the events of a delta; its steps must not lie beyond the head."""
        book = self._books[delta.slo_name]
        if len(delta.rows) > len(book.rows):
            self._forget_selections()
        book.widen(delta.rows)
        sums = Sums.of(delta.cells)
        for shelf in book.shelves:
            shelf.add(sums)

    def restore(self, slo_name: str, rows: Sequence[RowKey], stored: Sequence[StoredCells]) -> None:
        """Take over an account's stored cells.

        A row that did not exist when a cell was stored is NaN in it: nothing for a group, and the
        same as the value for the bounds of an estimate. Cells of sizes that are not kept any more
        fill the finest cells: see ``rebinned``.
        """
        book = self._books[slo_name]
        self._forget_selections()
        book.widen(tuple(rows))
        book.rebinned = restore(book.shelves, [completed(rows, cells) for cells in stored])

    def pieces(self, slo_name: str, begin: int, until: int) -> Pieces:
        """List the finest cells there are that lie in (begin, until] or are cut by its edges."""
        return pieces_of(self._books[slo_name].shelves, begin, until)

    def oldest(self, slo_name: str) -> int:
        """The earliest time at which a window of an account can begin."""
        return self._books[slo_name].shelves[-1].oldest

    def rebinned(self, slo_name: str) -> list[CellUpdate]:
        """What the finest cells hold, if they were filled from cells of other sizes.

        Empty if they were not. Once these are stored, and what is stored of sizes that
        ``keep_from`` does not name is gone, another restart reads the same.
        """
        book = self._books[slo_name]
        return list(book.shelves[0].contents()) if book.rebinned else []

    def updates(self, delta: Delta) -> list[CellUpdate]:
        """What the cells touched by a delta will hold, for the store; changes nothing."""
        book = self._books[delta.slo_name]
        sums, shared = Sums.of(delta.cells), sources(delta.rows, len(book.rows))
        return [u for shelf in book.shelves for u in shelf.updates(sums, shared)]

    def apply_together(self, deltas: Sequence[Delta]) -> None:
        """Take over the events of many deltas; of the same steps and without new rows, at once."""
        current = self._current(deltas)
        if current is not None:
            current.selection.add(current.counts)
        elif self._are_alike(deltas):
            self._every(deltas).add_steps(Sums.of(joined_cells(deltas)))
        else:
            for delta in deltas:
                self.apply(delta)

    def updates_together(self, deltas: Sequence[Delta]) -> list[list[CellUpdate]]:
        """Give ``updates`` of many deltas; in a step without anything new, at once."""
        current = self._current(deltas)
        if current is None:
            return [self.updates(delta) for delta in deltas]
        first = [0, *accumulate(len(delta.rows) for delta in deltas)]
        sizes = len(self._books[deltas[0].slo_name].shelves)
        newest = [current.selection.newest_cells(size) for size in range(sizes)]
        after = [
            (seconds, ends.tolist(), *(held + current.counts)) for seconds, ends, held in newest
        ]
        return [
            [
                CellUpdate(seconds, ends[a], good[a:b], total[a:b])
                for seconds, ends, good, total in after
                if a < b
            ]
            for a, b in pairwise(first)
        ]

    def keep_from(self, slo_name: str) -> dict[int, int]:
        """For each cell size the oldest cell end that is still of use."""
        return {s.cell_seconds: s.oldest for s in self._books[slo_name].shelves}

    def window(self, slo_name: str, start: float, end: float) -> Window:
        """Sum (start, end] of one account; see ``Selection.windows`` for its true edges.

        Without any row there are no others than those asked for.
        """
        book = self._books[slo_name]
        rows = Rows(slo_name, tuple(book.rows), book.numbers())
        found = Selection([book.wanted(rows)]).windows(start, end)
        if not book.rows:
            return Window(start, end, found.good, found.total)
        return Window(float(found.start[0]), float(found.end[0]), found.good, found.total)

    def curves(self, slo_name: str, row: int) -> list[Curve]:
        """Copy what is held of one row, finest cells first."""
        return [shelf.curve(row) for shelf in self._books[slo_name].shelves]

    def select(self, wanted: Sequence[Rows]) -> Selection:
        """Choose rows of many accounts, to sum windows of all of them at once.

        Rows that the ledger does not have yet have the past that they will be given.
        """
        if self._selected is None or not self._selected.is_for(wanted):
            found = [self._books[one.slo_name].wanted(one) for one in wanted]
            self._selected = Selected(list(wanted), Selection(found))
        return self._selected.selection

    def _current(self, deltas: Sequence[Delta]) -> _Current | None:
        """All rows of some accounts, if their deltas are of one step that lies in newest cells.

        A step is asked for twice: what is to be stored, and then to be added.
        """
        if self._newest is not None and self._newest.deltas is deltas:
            return self._newest
        self._newest = None
        if not deltas or len(deltas[0].cells.ends) != 1 or not self._are_alike(deltas):
            return None
        every = self._every(deltas)
        if every.is_current(int(deltas[0].cells.ends[0])):
            self._newest = _Current(deltas, every, counts_of(deltas))
        return self._newest

    def _are_alike(self, deltas: Sequence[Delta]) -> bool:
        """Whether deltas have the very same steps, and no rows that are new."""
        if not deltas or not len(deltas[0].cells.ends):
            return False
        first = deltas[0].cells.ends
        return all(
            (d.cells.ends is first or np.array_equal(d.cells.ends, first))
            and len(d.rows) == len(self._books[d.slo_name].rows)
            for d in deltas
        )

    def _every(self, deltas: Sequence[Delta]) -> Selection:
        """All rows of some accounts."""
        wanted = [Rows(d.slo_name, d.rows, self._books[d.slo_name].numbers()) for d in deltas]
        if self._whole is None or not self._whole.is_for(wanted):
            found = [self._books[one.slo_name].wanted(one) for one in wanted]
            self._whole = Selected(wanted, Selection(found))
        return self._whole.selection

    def _pool(self, cell_seconds: int, span_seconds: int, cuts: Sequence[int]) -> Pool:
        """Find the cells that suit an account, cut where periods begin, or begin such ones.

        A calendar that is new to the catalog may need cuts that the present cells do not have;
        they cannot be cut any more, so the accounts that are open already go on with them.
        """
        for pool in self._pools:
            alike = (pool.cell_seconds, pool.span_seconds) == (cell_seconds, span_seconds)
            if alike and pool.is_cut_at(cuts):
                return pool
        self._pools.append(Pool(cell_seconds, span_seconds, self._head, self._cuts))
        return self._pools[-1]


class _Current(NamedTuple):
    """Deltas of one step, with all rows of their accounts and what these gain."""

    deltas: Sequence[Delta]
    selection: Selection
    counts: Floats
