"""A ledger gives the sums that a plain list of events gives, before and after a restart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import CellUpdate, Delta, Reach, StoredCells
from app.slo.ledger import HOUR, Ledger, Window
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.selection import Windows
from tests.slo.evaluating import pending
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

pytestmark = pytest.mark.slow

SLO = ratio()
KEEP = 8 * DAY
ROWS = tuple(
    RowKey((("route", route),), bound)
    for route, bound in [
        ("/", Bound.VALUE),
        ("/pay", Bound.VALUE),
        ("/", Bound.LOW),
        ("/", Bound.HIGH),
    ]
)
SHARES = {2: 0, 3: 0}
"""Rows with the past of another until they are born."""

WINDOWS = (STEP, 300, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, KEEP)

leaps = st.one_of(st.integers(1, 20), st.integers(100, 3000), st.just(2 * DAY // STEP), st.just(0))
late = st.one_of(st.integers(0, 20), st.integers(0, 9 * DAY // STEP))
numbers = st.integers(0, 1000)


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[int, int, list[tuple[int, list[tuple[int, int]]]]]]:
    """Steps to advance, rows afterwards, events: (steps ago, (bad, good) per row)."""
    moved, rows = [], 1
    for _ in range(draw(st.integers(1, 6))):
        rows = draw(st.integers(rows, len(ROWS)))
        events = st.lists(st.tuples(numbers, numbers), min_size=rows, max_size=rows)
        moved.append((draw(leaps), rows, draw(st.lists(st.tuples(late, events), max_size=5))))
    return moved


class Listed:
    """The same account twice: in a ledger, and as a plain list of events per row."""

    def __init__(self) -> None:
        self.ledger = Ledger(STEP, T0, _cuts)
        self.ledger.open(SLO.name, KEEP)
        self.events: list[list[tuple[int, int, int]]] = []
        self.stored: dict[tuple[int, int], CellUpdate] = {}

    def move(self, steps: int, rows: int, events: list[tuple[int, list[tuple[int, int]]]]) -> Delta:
        """Advance, and say what is to be applied."""
        head = self.ledger.head + steps * STEP
        self.ledger.advance(head)
        ends = sorted({head - ago * STEP for ago, _ in events})
        counts = np.zeros((2, rows, len(ends)))
        for ago, per_row in events:
            counts[:, :, ends.index(head - ago * STEP)] += np.array(per_row).T
        good, total = counts[1], counts.sum(axis=0)
        delta = delta_of(
            SLO, Reach(T0, head), cells(ends, good, total), ROWS[:rows], len(self.events)
        )
        self._list(delta)
        return delta

    def _list(self, delta: Delta) -> None:
        known = len(self.events)
        for row in range(known, len(delta.rows)):
            shares = SHARES.get(row, known)
            self.events.append(list(self.events[shares]) if shares < known else [])
        for row, own in enumerate(self.events):
            columns = (delta.cells.ends, delta.cells.good[row], delta.cells.total[row])
            own.extend(zip(*(column.tolist() for column in columns), strict=True))

    def store(self, delta: Delta) -> None:
        for update in self.ledger.updates(delta):
            self.stored[update.cell_seconds, update.end] = update
        for size, oldest in self.ledger.keep_from(SLO.name).items():
            self.stored = {k: u for k, u in self.stored.items() if k[0] != size or k[1] >= oldest}

    def restarted(self) -> Ledger:
        ledger = Ledger(STEP, self.ledger.head, _cuts)
        ledger.open(SLO.name, KEEP)
        ledger.restore(SLO.name, ROWS[: len(self.events)], list(self._stored_cells()))
        return ledger

    def _stored_cells(self) -> Iterator[StoredCells]:
        for size in (STEP, 300, HOUR):
            ends = sorted(end for own, end in self.stored if own == size)
            counts = np.full((2, len(self.events), len(ends)), np.nan)
            for k, end in enumerate(ends):
                update = self.stored[size, end]
                counts[0, : len(update.good), k] = update.good
                counts[1, : len(update.total), k] = update.total
            yield StoredCells(size, np.array(ends, np.int64), counts[0], counts[1])

    def expected(self, window: Window) -> list[tuple[float, float]]:
        inside = [
            [event for event in own if window.start < event[0] <= window.end] for own in self.events
        ]
        return [(sum(good for _, good, _ in own), sum(n for *_, n in own)) for own in inside]


def _cuts(after: int, until: int) -> list[int]:
    """Every other day at a quarter to five."""
    at = 4 * HOUR + 45 * 60
    days = range(after // (2 * DAY), until // (2 * DAY) + 1)
    return [day * 2 * DAY + at for day in days if after < day * 2 * DAY + at <= until]


def found(window: Window | Windows) -> list[tuple[float, float]]:
    return list(zip(window.good.tolist(), window.total.tolist(), strict=True))


@given(moves())
@settings(max_examples=40)
def test_windows_equal_sums_over_a_list(
    moved: list[tuple[int, int, list[tuple[int, list[tuple[int, int]]]]]],
) -> None:
    listed = Listed()
    for steps, rows, events in moved:
        delta = listed.move(steps, rows, events)
        head = listed.ledger.head
        expected = [pending(listed.ledger, delta, head - w, head) for w in WINDOWS]
        listed.store(delta)
        listed.ledger.apply(delta)
        applied = [listed.ledger.window(SLO.name, head - w, head) for w in WINDOWS]
        for nominal, before, after in zip(WINDOWS, expected, applied, strict=True):
            assert {after.start} >= set(before.start.tolist())
            assert {after.end} >= set(before.end.tolist())
            assert head - nominal - HOUR < after.start <= head - nominal
            assert found(before) == found(after) == listed.expected(after)


@given(moves())
@settings(max_examples=40)
def test_a_restart_changes_no_window(
    moved: list[tuple[int, int, list[tuple[int, list[tuple[int, int]]]]]],
) -> None:
    listed = Listed()
    for steps, rows, events in moved:
        delta = listed.move(steps, rows, events)
        listed.store(delta)
        listed.ledger.apply(delta)
    restarted, head = listed.restarted(), listed.ledger.head
    for nominal in WINDOWS:
        before = listed.ledger.window(SLO.name, head - nominal, head)
        after = restarted.window(SLO.name, head - nominal, head)
        assert (after.start, after.end) == (before.start, before.end)
        assert found(after) == found(before)
