"""Cells of one size for many accounts: one clock, one set of cell ends, rows side by side.

Who owns a row is the shelves' business (``app/slo/shelf.py``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from app.slo.block import Block, Place
from app.slo.samples import Floats, Integers

Cuts = Callable[[int, int], Sequence[int]]
"""Lists the begins of calendar periods in (after, until]: cells are cut there too."""

SMALLEST_BLOCK_ROWS = 32
DOUBLED_ROWS = 256
"""Up to so many rows are doubled by a new block: many small ones take time in every step."""
GROWTH_ROWS = 10
"""Of more, a new block has a tenth of the rows that there are: so much at most is not in use."""


class Pool:
    """A ring of columns, one for each cell; a column holds every row's events up to its end.

    ``cell_seconds`` is the size of a cell; the clock's grid and ``cuts`` say where cells end.
    ``span_seconds`` is how far back from the head windows can begin. 16 bytes for each cell and
    row. Moving along the clock writes the new columns only, over those that fell off the far end.
    """

    def __init__(self, cell_seconds: int, span_seconds: int, head: int, cuts: Cuts) -> None:
        self.cell_seconds = cell_seconds
        self.span_seconds = span_seconds
        self.head = head
        self.shelves = 0  # a pool is kept for as long as there are any
        self._cuts = cuts
        self._blocks: list[Block] = []
        self._first = 0  # where the oldest column stands
        self._begin(self._cell_ends(self._keep_after(head), head))
        self._capacity = _roomy(len(self.ends))

    @property
    def oldest(self) -> int:
        """The earliest time at which a window can begin."""
        return self.times[0]

    @property
    def capacity_bytes(self) -> int:
        """The size of all cells, used or not."""
        return sum(block.cells.nbytes for block in self._blocks)

    def is_cut_at(self, cuts: Iterable[int]) -> bool:
        """Whether cells end at each of these times, as far as they lie in what is kept."""
        after, until = self._keep_after(self.head), self.times[-1]
        return all(self.times[self.at_or_after(cut)] == cut for cut in cuts if after < cut <= until)

    def take(self, count: int) -> list[Place]:
        """Put ``count`` rows without events into use."""
        places = []
        for block in self._blocks:
            if count and block.free:
                places.append(block.take(min(count, block.free)))
                count -= places[-1].count
        if count:
            rows = sum(block.rows for block in self._blocks)
            least = max(min(rows, DOUBLED_ROWS), SMALLEST_BLOCK_ROWS)
            size = max(count, rows // GROWTH_ROWS, least)
            self._blocks.append(Block(size, self._capacity))
            places.append(self._blocks[-1].take(count))
        return places

    def release(self, places: Iterable[Place]) -> None:
        """Free rows for others; a block without any row in use goes."""
        for place in places:
            place.block.release(place)
        self._blocks = [block for block in self._blocks if block.free < block.rows]

    def advance(self, to: int) -> None:
        """Open the cells up to the one that contains ``to``, and let the oldest go."""
        self.head = max(self.head, to)
        newest = self.times[-1]
        if to <= newest:
            return
        keep_after = self._keep_after(to)
        dropped = bisect_right(self.times, keep_after)
        self._extend(self._cell_ends(max(newest, keep_after), to), dropped)

    def at_or_after(self, time: float) -> int:
        """Find the first column that ends at or after a time; one too many, if none does."""
        return bisect_left(self.times, time)

    def columns(self, starts: Floats, ends: Floats) -> tuple[Integers, Integers]:
        """Find for many windows the columns at which they begin and end."""
        first = np.maximum(self.ends.searchsorted(starts, side="right") - 1, 0)
        return first, np.minimum(self.ends.searchsorted(ends), len(self.ends) - 1)

    def position(self, column: int) -> int:
        """Say where a column stands in the blocks."""
        return (self._first + column) % self._capacity

    def positions(self, columns: Integers) -> Integers:
        """Say where columns stand in the blocks."""
        return (self._first + columns) % self._capacity

    def stretches(self, first: int, last: int | None = None) -> Iterator[tuple[slice, slice]]:
        """Say where the columns from ``first`` up to ``last`` stand, which is not one of them.

        Gives positions, and numbers from ``first`` on.
        """
        begin, count = self.position(first), (len(self.ends) if last is None else last) - first
        before_the_seam = min(count, self._capacity - begin)
        if count > 0:
            yield slice(begin, begin + before_the_seam), slice(0, before_the_seam)
        if before_the_seam < count:
            yield slice(0, count - before_the_seam), slice(before_the_seam, count)

    def _extend(self, new: Integers, dropped: int) -> None:
        kept = len(self.ends) - dropped
        if kept + len(new) > self._capacity:
            self._rearrange(_roomy(max(kept + len(new), len(self.ends))))
        newest = self.position(len(self.ends) - 1)
        self._first = self.position(dropped)
        self._begin(np.concatenate([self.ends[dropped:], new]))
        # A long leap overwrites the newest column as well, but with what it holds.
        for positions, _ in self.stretches(kept):
            for block in self._blocks:
                block.repeat(newest, positions)

    def _rearrange(self, capacity: int) -> None:
        """Make room for more columns: calendars came that cut cells where none did before."""
        positions = self.positions(np.arange(len(self.ends)))
        for block in self._blocks:
            block.rearrange(positions, capacity)
        self._first, self._capacity = 0, capacity

    def _begin(self, ends: Integers) -> None:
        self.ends = ends
        self.times: list[int] = ends.tolist()  # one search in a list costs a tenth of numpy's

    def _keep_after(self, head: int) -> int:
        return head - self.span_seconds - 2 * self.cell_seconds

    def _cell_ends(self, after: int, until: int) -> Integers:
        """The ends of all cells that end after ``after``, up to the one that contains ``until``."""
        size = self.cell_seconds
        last = -(-until // size) * size
        grid = np.arange(after // size * size + size, last + 1, size, dtype=np.int64)
        return np.union1d(grid, np.array(self._cuts(after, last), np.int64))


def _roomy(columns: int) -> int:
    """So many columns, and some more: heads lie anywhere in a cell, and cuts come and go."""
    return columns + columns // 50 + 4
