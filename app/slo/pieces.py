"""The past of an account cut as finely as its cells allow: fine lately, coarser before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.samples import Floats, Integers
from app.slo.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Pieces:
    """Disjoint pieces of time in order, with their events.

    Piece ``k`` is (begins[k], ends[k]], in Unix seconds (int64); ``counts`` (float64) are good
    and total × rows × pieces.
    """

    begins: Integers
    ends: Integers
    counts: Floats


def pieces_of(shelves: Sequence[Shelf], begin: int, until: int) -> Pieces:
    """Take each time from the finest shelf that reaches back to it; ``shelves`` are finest first.

    A cell that a finer shelf knows the end of counts up to where that shelf begins.
    """
    found, finer = list[Pieces](), None
    for shelf in shelves:
        found.insert(0, _of_shelf(shelf, finer, begin, until))
        finer = shelf
    return Pieces(
        np.concatenate([pieces.begins for pieces in found]),
        np.concatenate([pieces.ends for pieces in found]),
        np.concatenate([pieces.counts for pieces in found], axis=2),
    )


def _of_shelf(shelf: Shelf, finer: Shelf | None, begin: int, until: int) -> Pieces:
    ends = shelf.pool.ends
    known_from = until if finer is None else min(until, finer.oldest)
    columns = 1 + np.flatnonzero((ends[1:] > begin) & (ends[:-1] < known_from))
    counts = shelf.held(columns)
    its_ends = ends[columns]
    if finer is not None and len(columns) and its_ends[-1] > finer.oldest:
        last = int(finer.pool.ends.searchsorted(its_ends[-1], side="right")) - 1
        counts[:, :, -1] -= finer.between(0, last)
        its_ends = np.minimum(its_ends, finer.oldest)
    return Pieces(ends[columns - 1], its_ends, counts)
