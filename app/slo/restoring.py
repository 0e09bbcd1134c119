"""Stored cells, made fit for the account that takes them over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.slo.account import Cells, StoredCells
from app.slo.register import RowKey
from app.slo.samples import Bound, Flags, Floats, Integers
from app.slo.shelf import Shelf, Sums


def completed(rows: Sequence[RowKey], stored: StoredCells) -> StoredCells:
    """Fill in what rows held before they existed.

    Such a row is NaN: nothing for a group, and the same as the value for the bounds of an
    estimate.
    """
    good, total = (_completed(rows, counts) for counts in (stored.good, stored.total))
    return StoredCells(stored.cell_seconds, stored.ends, good, total)


def restore(shelves: Sequence[Shelf], stored: Sequence[StoredCells]) -> bool:
    """Put completed cells onto empty shelves, finest first; whether any had to be rebinned.

    Cells of sizes that are not kept any more fill the finest shelf, where no cell of its own size
    says what it holds. If there is nothing finer than the cells of the next shelf, because steps
    were that long, these fill it.
    """
    for shelf in shelves:
        for cells in _of_size(shelf, stored):
            shelf.add(Sums.of(_plain(cells)))
    finest = shelves[0]
    taken: Integers = np.concatenate(
        [np.empty(0, np.int64), *(cells.ends for cells in _of_size(finest, stored))]
    )
    before = len(taken)
    for cells in _sources(shelves, stored):
        taken = np.union1d(taken, finest.rebin(_plain(cells), taken))
    return len(taken) > before


def _sources(shelves: Sequence[Shelf], stored: Sequence[StoredCells]) -> list[StoredCells]:
    """List the cells that may fill the finest shelf; no two of them hold the same events."""
    kept, finest = {shelf.cell_seconds for shelf in shelves}, shelves[0]
    some = [cells for cells in stored if len(cells.ends) and cells.ends[-1] > finest.oldest]
    others = [cells for cells in some if cells.cell_seconds not in kept]
    if others or any(_of_size(finest, some)):
        return _one_after_the_other(others)
    # Of a cell that began earlier it is not known what happened since.
    return [
        _only(cells, cells.ends - cells.cell_seconds >= finest.oldest)
        for cells in _of_size(shelves[1], some)
    ]


def _one_after_the_other(several: Sequence[StoredCells]) -> list[StoredCells]:
    """Let the size that was written last tell of its time, and others of what was before it."""
    chosen: list[StoredCells] = []
    begun: float = np.inf
    for cells in sorted(several, key=lambda cells: int(cells.ends[-1]), reverse=True):
        chosen.append(_only(cells, cells.ends <= begun))
        begun = min(begun, int(cells.ends[0]) - cells.cell_seconds)
    return chosen


def _of_size(shelf: Shelf, stored: Sequence[StoredCells]) -> list[StoredCells]:
    return [cells for cells in stored if cells.cell_seconds == shelf.cell_seconds]


def _only(cells: StoredCells, chosen: Flags) -> StoredCells:
    good, total = cells.good[:, chosen], cells.total[:, chosen]
    return StoredCells(cells.cell_seconds, cells.ends[chosen], good, total)


def _plain(cells: StoredCells) -> Cells:
    return Cells(cells.ends, cells.good, cells.total)


def _completed(rows: Sequence[RowKey], counts: Floats) -> Floats:
    if not np.isnan(counts).any():
        return counts
    index = {key: i for i, key in enumerate(rows)}
    whole = np.nan_to_num(counts)
    for i, key in enumerate(rows):
        if key.bound is not Bound.VALUE:
            value = whole[index[RowKey(key.group, Bound.VALUE)]]
            whole[i] = np.where(np.isnan(counts[i]), value, counts[i])
    return whole
