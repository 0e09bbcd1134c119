"""Rows of many accounts in one order, so that a window is summed for all of them at once.

Which cells hold a row is looked up when the selection is made; it holds until accounts are opened
or closed, or rows added.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.slo.account import Cells, Delta
from app.slo.block import Block
from app.slo.pool import Pool
from app.slo.quick import quick
from app.slo.register import RowKey
from app.slo.samples import Floats, Integers
from app.slo.shelf import Shelf, Sums


@quick
@dataclass(frozen=True, slots=True)
class Windows:
    """One window for each row of a selection: its true edges (Unix seconds) and its counts."""

    start: Floats
    end: Floats
    good: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of one account, by number; −1 is a row without a past. ``shelves`` are finest first."""

    shelves: Sequence[Shelf]
    rows: Integers


class Standing(NamedTuple):
    """Rows that stand in one block: their numbers there, and their places in the selection."""

    block: Block
    rows: Integers
    places: Integers


Run = slice | Integers
"""Whole numbers: a slice where they follow one another, which numpy reads without copying."""


class Side(NamedTuple):
    """The same as runs."""

    block: Block
    rows: Run
    places: Run

    @staticmethod
    def of(standing: Standing) -> Side:
        """Find what follows one another."""
        return Side(standing.block, _run(standing.rows), _run(standing.places))


def _run(numbers: Integers) -> Run:
    if len(numbers) and (np.diff(numbers) == 1).all():
        return slice(int(numbers[0]), int(numbers[-1]) + 1)
    return numbers


class Selection:
    """Sums windows of chosen rows, each row with edges of its own."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._count = sum(len(one.rows) for one in wanted)
        self._stacks: dict[tuple[Pool, ...], _Stack] = {}
        position = 0
        for one in wanted:
            pools = tuple(shelf.pool for shelf in one.shelves)
            stack = self._stacks.setdefault(pools, _Stack(len(pools)))
            stack.add(one, position)
            position += len(one.rows)
        for stack in self._stacks.values():
            stack.close()

    def windows(self, start: float | Floats, end: float | Floats) -> Windows:
        """Sum (start, end] of every row.

        Its end is taken as the first cell end at or after ``end``, its start as the last at or
        before ``start``.
        """
        found = Windows(*(np.zeros(self._count) for _ in range(4)))
        for pools, stack in self._stacks.items():
            if isinstance(start, float) and isinstance(end, float):
                stack.sum_alike(pools, start, end, found)
            else:
                starts, ends = (np.broadcast_to(each, self._count) for each in (start, end))
                stack.sum(pools, starts, ends, found)
        return found

    def is_current(self, end: int) -> bool:
        """Whether a step that ends at ``end`` lies in the newest cell of every size."""
        return all(
            pool.times[-2] < end <= pool.times[-1] for pools in self._stacks for pool in pools
        )

    def newest_cells(self, size: int) -> tuple[int, Integers, Floats]:
        """Give what the newest cell of a size holds: seconds, its end per row, good and total."""
        ends, counts, seconds = np.zeros(self._count, np.int64), np.zeros((2, self._count)), 0
        for pools, stack in self._stacks.items():
            pool = pools[size]
            seconds, last = pool.cell_seconds, len(pool.times) - 1
            ends[stack.places] = pool.times[last]
            now, before = pool.position(last), pool.position(last - 1)
            for block, rows, places in stack.sides[size]:
                counts[:, places] = block.cells[:, rows, now] - block.cells[:, rows, before]
        return seconds, ends, counts

    def add(self, counts: Floats) -> None:
        """Add events of each row (good and total × rows) to its newest cells."""
        for pools, stack in self._stacks.items():
            for pool, sides in zip(pools, stack.sides, strict=True):
                now = pool.position(len(pool.times) - 1)
                for block, rows, places in sides:
                    block.cells[:, rows, now] += counts[:, places]

    def add_steps(self, sums: Sums) -> None:
        """Add the events of some steps to each row, wherever their cells are."""
        for pools, stack in self._stacks.items():
            for pool, held in zip(pools, stack.held, strict=True):
                if sums.times[-1] > pool.oldest:
                    _add_steps(pool, held, sums)


def _add_steps(pool: Pool, held: Sequence[Standing], sums: Sums) -> None:
    first, last = (pool.at_or_after(time) for time in (sums.times[0], sums.times[-1]))
    counts = sums.until(pool.ends[first:last])
    for block, rows, places in held:
        for positions, numbers in pool.stretches(first, last):
            block.cells[:, rows, positions] += counts[:, places, numbers]
        # Whatever ends later holds all of it.
        for positions, _ in pool.stretches(last):
            block.cells[:, rows, positions] += sums.whole[:, places, None]


@dataclass(slots=True)
class _Held:
    """Rows that stand in one block: their numbers there, and their places in the selection."""

    block: Block
    rows: list[Integers]
    places: list[Integers]


class _Stack:
    """Rows that share the pools of all their cell sizes."""

    def __init__(self, sizes: int) -> None:
        self._lists: list[Integers] = []
        self._by_block: list[dict[int, _Held]] = [{} for _ in range(sizes)]

    def add(self, wanted: Wanted, first: int) -> None:
        """Take an account's rows, whose first place in the selection is ``first``."""
        places = np.arange(first, first + len(wanted.rows))
        self._lists.append(places)
        existing = wanted.rows >= 0
        rows, places = wanted.rows[existing], places[existing]
        for by_block, shelf in zip(self._by_block, wanted.shelves, strict=True):
            for block, mine, numbers in shelf.located(rows):
                held = by_block.setdefault(id(block), _Held(block, [], []))
                held.rows.append(numbers)
                held.places.append(places[mine])

    def close(self) -> None:
        """Be complete: nothing is added any more."""
        self.places = np.concatenate(self._lists)
        self.held = [
            [
                Standing(h.block, np.concatenate(h.rows), np.concatenate(h.places))
                for h in found.values()
            ]
            for found in self._by_block
        ]
        self.sides = [[Side.of(each) for each in held] for held in self.held]

    def sum_alike(self, pools: Sequence[Pool], start: float, end: float, into: Windows) -> None:
        """Sum the same window for every row, in the finest cells that reach back to its start."""
        level = sum(start < pool.oldest for pool in pools[:-1])
        pool = pools[level]
        first = max(bisect_right(pool.times, start) - 1, 0)
        last = min(pool.at_or_after(end), len(pool.times) - 1)
        into.start[self.places] = pool.times[first]
        into.end[self.places] = min(pool.times[last], pool.head)
        begins, ends = pool.position(first), pool.position(last)
        for block, rows, places in self.sides[level]:
            counts = block.cells[:, rows, ends] - block.cells[:, rows, begins]
            into.good[places], into.total[places] = counts

    def sum(self, pools: Sequence[Pool], starts: Floats, ends: Floats, into: Windows) -> None:
        """Sum each row's window in the finest cells that reach back to its start."""
        level = np.zeros(len(starts), np.int64)
        for pool in pools[:-1]:
            level += starts < pool.oldest
        mine = level[self.places]
        for k, pool in enumerate(pools):
            chosen = self.places[mine == k]
            if len(chosen):
                first, last = pool.columns(starts[chosen], ends[chosen])
                into.start[chosen] = pool.ends[first]
                into.end[chosen] = np.minimum(pool.ends[last], pool.head)
                self._sum(k, pool, (chosen, first, last), into)

    def _sum(
        self, k: int, pool: Pool, columns: tuple[Integers, Integers, Integers], into: Windows
    ) -> None:
        chosen, first, last = columns
        begin, end = np.full(len(into.start), -1), np.full(len(into.start), -1)
        begin[chosen], end[chosen] = pool.positions(first), pool.positions(last)
        for block, all_rows, all_places in self.held[k]:
            here = begin[all_places] >= 0
            rows, places = all_rows[here], all_places[here]
            counts = block.cells[:, rows, end[places]] - block.cells[:, rows, begin[places]]
            into.good[places], into.total[places] = counts


class Rows(NamedTuple):
    """Some rows of one account, by number; ``keys`` are all of its rows, new ones included."""

    slo_name: str
    keys: Sequence[RowKey]
    numbers: Integers


class Selected(NamedTuple):
    """The selection that was made last: mostly the next one is the same."""

    wanted: list[Rows]
    selection: Selection

    def is_for(self, wanted: Sequence[Rows]) -> bool:
        """Whether the same rows are wanted again."""
        return len(wanted) == len(self.wanted) and all(map(_same, wanted, self.wanted))


def _same(one: Rows, other: Rows) -> bool:
    same_rows = one.numbers is other.numbers and one.keys is other.keys
    return same_rows and one.slo_name == other.slo_name


def joined_cells(deltas: Sequence[Delta]) -> Cells:
    """Events of the same steps of the rows of many accounts."""
    return Cells(
        deltas[0].cells.ends,
        np.concatenate([delta.cells.good for delta in deltas]),
        np.concatenate([delta.cells.total for delta in deltas]),
    )


def counts_of(deltas: Sequence[Delta]) -> Floats:
    """Events of one step, good and total, of the rows of many accounts."""
    return np.array(
        [
            np.concatenate([delta.cells.good[:, 0] for delta in deltas]),
            np.concatenate([delta.cells.total[:, 0] for delta in deltas]),
        ]
    )
