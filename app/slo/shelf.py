"""One account's cells of one size: its rows in a pool, read and added to in the account's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.slo.account import Cells, CellUpdate
from app.slo.block import Block, Place
from app.slo.curve import Curve
from app.slo.pool import Pool
from app.slo.samples import Flags, Floats, Integers


@dataclass(frozen=True, slots=True)
class Sums:
    """Events of an account's rows, summed from the first step on.

    ``ends`` (int64, k) are the steps' end times, ascending, and ``times`` a list of them.
    ``upto`` (float64, good and total × rows × k + 1) is what had happened before the first of
    them, and at the end of each.
    """

    ends: Integers
    times: list[int]
    upto: Floats

    @staticmethod
    def of(cells: Cells) -> Sums:
        """Sum up the events of cells."""
        upto = np.zeros((2, cells.total.shape[0], len(cells.ends) + 1))
        np.cumsum(cells.good, axis=1, out=upto[0, :, 1:])
        np.cumsum(cells.total, axis=1, out=upto[1, :, 1:])
        return Sums(cells.ends, cells.ends.tolist(), upto)

    @property
    def whole(self) -> Floats:
        """Everything: good and total × rows."""
        return self.upto[:, :, -1]

    def until(self, times: Integers) -> Floats:
        """Sum what happened up to each of these times: good and total × rows × times."""
        return self.upto[:, :, self.ends.searchsorted(times, side="right")]


class Shelf:
    """The rows of an account in the pool that holds its cells of one size."""

    def __init__(self, pool: Pool) -> None:
        pool.shelves += 1
        self.pool = pool
        self._places: list[Place] = []

    @property
    def cell_seconds(self) -> int:
        """The size of a cell."""
        return self.pool.cell_seconds

    @property
    def oldest(self) -> int:
        """The earliest time at which a window can begin."""
        return self.pool.oldest

    def located(self, rows: Integers) -> Iterator[tuple[Block, Flags, Integers]]:
        """Find rows of the account: block by block, which of them stand there, and where."""
        for place, numbers in self._placed():
            here = (rows >= numbers.start) & (rows < numbers.stop)
            if here.any():
                yield place.block, here, place.numbers()[rows[here] - numbers.start]

    def widen(self, sources: Integers) -> None:
        """Add rows: each with the past of the row that ``sources`` names, or without one (-1)."""
        known = sum(place.count for place in self._places)
        for place in self.pool.take(len(sources)):
            self._append(place)
        for new in np.flatnonzero(sources >= 0).tolist():
            (block, row), (source, source_row) = (
                self._located(number) for number in (known + new, int(sources[new]))
            )
            block[:, row] = source[:, source_row]

    def release(self) -> None:
        """Give the rows back; the shelf is of no use afterwards."""
        self.pool.release(self._places)
        self.pool.shelves -= 1
        self._places = []

    def add(self, sums: Sums) -> None:
        """Add events; those older than the oldest cell are in no window, and left out."""
        pool = self.pool
        if not sums.times or sums.times[-1] <= pool.oldest:
            return
        first, last = (pool.at_or_after(time) for time in (sums.times[0], sums.times[-1]))
        if first == len(pool.times) - 1 and sums.times[-1] <= pool.times[-1]:
            self._add_to(pool.position(first), sums.whole)
            return
        counts = sums.until(pool.ends[first:last])
        for place, rows in self._placed():
            for positions, numbers in pool.stretches(first, last):
                place.block.cells[:, place.rows, positions] += counts[:, rows, numbers]
            # Whatever ends later holds all of it.
            for positions, _ in pool.stretches(last):
                place.block.cells[:, place.rows, positions] += sums.whole[:, rows, None]

    def updates(self, sums: Sums, sources: Integers) -> Iterator[CellUpdate]:
        """Say what each cell that the events touch will hold, where it is still of use.

        ``sources`` says of the rows that are new in ``sums`` what ``widen`` will be told.
        """
        if not sums.times:
            return
        first, last = (self.pool.at_or_after(sums.times[k]) for k in (0, -1))
        # Column 0 ends where windows can begin at the earliest.
        if first == last > 0:
            counts = widened(self.between(first - 1, first), sources) + sums.whole
            yield CellUpdate(self.cell_seconds, self.pool.times[first], counts[0], counts[1])
        elif last > 0:
            yield from self._many_updates(sums, sources)

    def contents(self) -> Iterator[CellUpdate]:
        """Say what each cell holds that is not empty."""
        columns = np.arange(1, len(self.pool.ends))
        held = self.held(columns)
        some = held.any(axis=(0, 1))
        return self._updates(columns[some], held[:, :, some])

    def curve(self, number: int) -> Curve:
        """Copy what a row holds."""
        pool, (cells, row) = self.pool, self._located(number)
        good, total = cells[:, row, pool.positions(np.arange(len(pool.ends)))]
        return Curve(self.cell_seconds, np.minimum(pool.ends, pool.head), good, total)

    def rebin(self, cells: Cells, taken: Integers) -> Integers:
        """Add cells of another size, each to the first cell that ends at or after its end.

        Cells that would come into one of those that end at ``taken`` are left out: what they say
        stands there. Gives the ends of the cells that were added to.
        """
        ends = self.pool.ends
        into = np.searchsorted(ends, cells.ends)
        kept = (into > 0) & (into < len(ends))
        kept[kept] = ~np.isin(ends[into[kept]], taken)
        self.add(Sums.of(Cells(cells.ends[kept], cells.good[:, kept], cells.total[:, kept])))
        return np.unique(ends[into[kept]])

    def _many_updates(self, sums: Sums, sources: Integers) -> Iterator[CellUpdate]:
        ends = self.pool.ends
        columns = np.unique(np.searchsorted(ends, sums.ends))
        columns = columns[columns > 0]
        added = sums.until(ends[columns]) - sums.until(ends[columns - 1])
        return self._updates(columns, widened(self.held(columns), sources) + added)

    def _updates(self, columns: Integers, counts: Floats) -> Iterator[CellUpdate]:
        by_cell = np.ascontiguousarray(np.moveaxis(counts, 2, 0))
        for end, (good, total) in zip(self.pool.ends[columns].tolist(), by_cell, strict=True):
            yield CellUpdate(self.cell_seconds, end, good, total)

    def held(self, columns: Integers) -> Floats:
        """What cells hold: good and total × rows × columns."""
        ends, begins = (self.pool.positions(columns - shift) for shift in (0, 1))
        parts = [place.read_many(ends) - place.read_many(begins) for place in self._places]
        return np.concatenate([np.zeros((2, 0, len(columns))), *parts], axis=1)

    def between(self, first: int, last: int) -> Floats:
        """What happened from the end of one cell to that of another: good and total × rows."""
        begin, end = self.pool.position(first), self.pool.position(last)
        parts = [place.read(end) - place.read(begin) for place in self._places]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros((2, 0)), *parts], axis=1)

    def _add_to(self, position: int, counts: Floats) -> None:
        for place, rows in self._placed():
            place.block.cells[:, place.rows, position] += counts[:, rows]

    def _placed(self) -> Iterator[tuple[Place, slice]]:
        """List where rows stand, each with their numbers in the account."""
        row = 0
        for place in self._places:
            yield place, slice(row, row + place.count)
            row += place.count

    def _append(self, place: Place) -> None:
        """Take rows as the next ones; those that follow others of their block join them."""
        last = self._places[-1] if self._places else None
        if last is not None and last.block is place.block:
            rows = np.concatenate([last.numbers(), place.numbers()])
            self._places[-1] = Place.of(place.block, rows)
        else:
            self._places.append(place)

    def _located(self, number: int) -> tuple[Floats, int]:
        """Find one of the account's rows: the cells of its block, and its number there."""
        for place in self._places:
            if number < place.count:
                return place.block.cells, int(place.numbers()[number])
            number -= place.count
        raise IndexError(number)


def widened(counts: Floats, sources: Integers) -> Floats:
    """Append rows (the second axis): copies of those that ``sources`` names, or zeros (-1)."""
    if not len(sources):
        return counts
    new = np.zeros((2, len(sources), *counts.shape[2:]))
    shared = sources >= 0
    new[:, shared] = counts[:, sources[shared]]
    return np.concatenate([counts, new], axis=1)
