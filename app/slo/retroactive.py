"""Exclusions that reach into the past: what a twin has to hold instead, and what must be read.

A cell that lies wholly in an excluded time is excluded as it was counted. One that an edge cuts
cannot say what happened on either side, so its time is read again; whoever reads counts it as a
piece of the past is counted, and gives its steps. Refuses to know where they are read from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from app.slo.account import Account, Cells, Delta
from app.slo.pieces import Pieces
from app.slo.quiet import QuietTimes
from app.slo.register import RowKey
from app.slo.samples import Flags, Floats, Integers
from app.slo.spans import Spans, between

SETTLED_SECONDS = 300
SETTLED_SCRAPES = 4
"""So long after its begin a piece has its first sample, or some of it is no longer there."""

Stretch = tuple[int, int]
"""A piece of time (begin, until], in Unix seconds on the grid of steps."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A piece that was read again: its steps, row by row.

    ``first_sample`` is the time of the earliest sample that was found, also of those before it.
    """

    rows: tuple[RowKey, ...]
    cells: Cells
    first_sample: float | None

    @staticmethod
    def of(delta: Delta, first_sample: float | None) -> Recount:
        """Take over what was counted."""
        return Recount(delta.rows, delta.cells, first_sample)


@dataclass(frozen=True, slots=True)
class Revision:
    """How the twin of one account has to change so that other times are excluded.

    ``raw`` and ``held`` (good and total × rows × pieces) are what the account and its twin hold.
    Of each row and piece, ``touched`` says whether its exclusion changes at all, ``whole`` whether
    it lies wholly in excluded time afterwards, and ``cut`` whether an edge cuts it.
    """

    rows: tuple[RowKey, ...]
    times: QuietTimes
    begins: Integers
    ends: Integers
    raw: Floats
    held: Floats
    touched: Flags
    whole: Flags
    cut: Flags

    @staticmethod
    def of(
        account: Account,
        pieces: tuple[Pieces, Pieces | None],
        times: tuple[QuietTimes, QuietTimes],
        step: int,
    ) -> Revision:
        """Compare the excluded times before and after.

        ``pieces`` are those of the account and of its twin, if there is one: the same cells.
        """
        mine, of_twin = pieces
        reach, rows = account.reach, account.rows
        # A step belongs to the cell that its end lies in.
        begins = np.maximum(mine.begins // step * step, reach.begin)
        ends = np.minimum(mine.ends // step * step, reach.until)
        kept = begins < ends
        begins, ends = begins[kept], ends[kept]
        raw = _chosen(mine.counts, kept)
        held = _held(of_twin, kept, raw.shape)
        return Revision(rows, times[1], begins, ends, raw, held, *_flags(rows, times, begins, ends))

    def needed(self) -> list[Stretch]:
        """List the pieces that have to be read again, in order of time."""
        happened = (self.raw != 0).any(axis=0)
        some = np.flatnonzero((self.touched & self.cut & happened).any(axis=0)).tolist()
        return [(int(self.begins[k]), int(self.ends[k])) for k in some]

    def gone(self, recounts: Mapping[Stretch, Recount], scrape_seconds: float) -> list[Stretch]:
        """List the needed pieces of which the source no longer has all samples."""
        return [each for each in self.needed() if self._lacks(each, recounts[each], scrape_seconds)]

    def corrections(
        self, recounts: Mapping[Stretch, Recount], gone: Collection[Stretch] = ()
    ) -> Cells:
        """Give what the twin gains or loses; pieces that are ``gone`` stay as they are."""
        wanted = np.where(self.whole, self.raw, 0.0)
        touched = self.touched.copy()
        for stretch in self.needed():
            k = self._number(stretch)
            if stretch in gone:
                touched[:, k] = False
            else:
                cut = self.cut[:, k]
                wanted[:, cut, k] = self._inside(k, recounts[stretch])[:, cut]
        change = np.where(touched, wanted - self.held, 0.0)
        some = np.flatnonzero(change.any(axis=(0, 1)))
        return Cells(self.ends[some], change[0][:, some], change[1][:, some])

    def _inside(self, k: int, recount: Recount) -> Floats:
        """What of a piece lies in excluded time, never more than what had been counted."""
        quiet = self.times.masks(recount.rows, recount.cells.ends)
        total = np.where(quiet, recount.cells.total, 0.0).sum(axis=1)
        bad = np.where(quiet, recount.cells.total - recount.cells.good, 0.0).sum(axis=1)
        numbers = _numbers(self.rows, recount.rows)
        good_before, total_before = self.raw[:, :, k]
        total = np.clip(total[numbers], 0.0, np.maximum(total_before, 0.0))
        bad = np.clip(bad[numbers], 0.0, np.maximum(total_before - good_before, 0.0))
        return np.array([total - bad, total])

    def _lacks(self, stretch: Stretch, recount: Recount, scrape_seconds: float) -> bool:
        first = np.inf if recount.first_sample is None else recount.first_sample
        if first <= stretch[0] + max(SETTLED_SECONDS, SETTLED_SCRAPES * scrape_seconds):
            return False
        k, read = self._number(stretch), recount.cells.total.sum(axis=1)
        wanted = self.touched[:, k] & self.cut[:, k]
        lacking = self.raw[1, :, k] - read[_numbers(self.rows, recount.rows)] > _ROUNDING
        return bool((wanted & lacking).any())

    def _number(self, stretch: Stretch) -> int:
        return int(self.begins.searchsorted(stretch[0]))


def times_after(
    before: QuietTimes, wanted: QuietTimes, gone: Collection[Stretch] = ()
) -> QuietTimes:
    """Give the times that are excluded once all but what is gone has been changed."""
    for begin, end in gone:
        wanted = wanted.joined(before, between(begin, end))
    return wanted


def _chosen(counts: Floats, kept: Flags) -> Floats:
    """Choose pieces; mostly all of them, and accounts are large."""
    return counts if kept.all() else counts[:, :, kept]


def _held(of_twin: Pieces | None, kept: Flags, shape: tuple[int, ...]) -> Floats:
    """What a twin holds of the pieces that are kept; it may lack the newest rows."""
    if of_twin is None:
        return np.broadcast_to(0.0, shape)
    held = np.zeros(shape)
    held[:, : of_twin.counts.shape[1]] = _chosen(of_twin.counts, kept)
    return held


def _flags(
    rows: tuple[RowKey, ...], times: tuple[QuietTimes, QuietTimes], begins: Integers, ends: Integers
) -> tuple[Flags, Flags, Flags]:
    touched, whole, cut = (np.zeros((len(rows), len(ends)), np.bool_) for _ in range(3))
    alike: dict[tuple[Spans, Spans], list[int]] = {}
    for number, key in enumerate(rows):
        before, after = (each.of_group(key.group) for each in times)
        alike.setdefault((before, after), []).append(number)
    for (before, after), numbers in alike.items():
        touched[numbers] = np.logical_or(*(before ^ after).cover(begins, ends))
        whole[numbers], cut[numbers] = after.cover(begins, ends)
    return touched, whole, cut


def _numbers(rows: tuple[RowKey, ...], among: tuple[RowKey, ...]) -> Integers:
    """Number rows among others, which have all of them."""
    index = {key: number for number, key in enumerate(among)}
    return np.array([index[key] for key in rows], np.int64)


_ROUNDING = 0.5
"""Estimated events are fractions; half an event is none."""
