"""Counts of one definition up to many times: what a ledger would hold at step after step.

A ledger knows one present, its head. A walk through history asks what windows held at each of
many heads at once; here they are looked up in sums that go on from step to step. Windows begin
where a ledger's do at that head: ``window_begins`` says it, and the tests hold it against one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.slo.account import Cells
from app.slo.ledger import DAYS_3, HOUR, HOURS_6, MINUTES_5
from app.slo.samples import Floats, Integers


def window_begins(at: Integers, start: Integers, step: int, cuts: Sequence[int] = ()) -> Integers:
    """Say where windows truly begin that end at the heads ``at`` and nominally begin at ``start``.

    That is the last end, at or before it, of the finest cells that are kept for so long.
    """
    length = at - start
    sizes = np.where(length <= HOURS_6, step, np.where(length <= DAYS_3, MINUTES_5, HOUR))
    begins: Integers = start // sizes * sizes
    if len(cuts):
        ends = np.array([np.iinfo(np.int64).min, *cuts], np.int64)
        begins = np.maximum(begins, ends[ends.searchsorted(start, side="right") - 1])
    return begins


class Past:
    """The events of one definition's rows, summed from the begin of a walk on.

    ``ends`` are the times that can be asked for: every step of the last while, and the hours and
    ``cuts`` (begins of calendar periods) before it.
    """

    def __init__(self, begin: int) -> None:
        self._ends: Integers = np.array([begin], np.int64)
        self._upto: Floats = np.zeros((2, 0, 1))

    def extend(self, cells: Cells) -> None:
        """Go on by the events of the next steps, of as many rows as before or more."""
        rows = len(cells.total)
        before = np.zeros((2, rows, len(self._ends)))
        before[:, : self._upto.shape[1]] = self._upto
        added = np.cumsum(np.array([cells.good, cells.total]), axis=2) + before[:, :, -1:]
        self._ends = np.concatenate([self._ends, cells.ends])
        self._upto = np.concatenate([before, added], axis=2)

    def thin(self, fine_from: int, keep_from: int, cuts: Sequence[int]) -> None:
        """Forget what nobody will ask for: steps before ``fine_from``, all before ``keep_from``."""
        ends = self._ends
        kept = (ends >= fine_from) | (ends % HOUR == 0) | np.isin(ends, cuts)
        kept &= ends >= keep_from
        kept[-1] = True
        self._ends, self._upto = ends[kept], self._upto[:, :, kept]

    def between(self, start: Integers, end: Integers) -> Floats:
        """Sum (start, end] for each pair of times: good and total × rows × pairs.

        Before the begin of the walk nothing happened.
        """
        found: Floats = self._at(end) - self._at(start)
        return found

    def _at(self, times: Integers) -> Floats:
        columns = np.maximum(self._ends.searchsorted(times, side="right") - 1, 0)
        upto: Floats = self._upto[:, :, columns]
        return upto
