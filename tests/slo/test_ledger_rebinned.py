"""A restart with another step: what was stored in cells of the old size is not lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import CellUpdate, Delta, Reach, StoredCells
from app.slo.ledger import HOUR, Ledger
from app.slo.register import RowKey
from app.slo.samples import Bound
from tests.slo.making import DAY, NAN, T0, cells, delta_of, ratio

SLO = ratio()
KEEP = 8 * DAY
VALUE, LOW = RowKey((), Bound.VALUE), RowKey((), Bound.LOW)
WINDOWS = (60, 300, HOUR, 5 * HOUR, DAY, 5 * DAY)
STEPS = (15, 30, 60, 300)


class Stored:
    """A store: the cells of one account, by size and end."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], CellUpdate] = {}

    def write(self, updates: Sequence[CellUpdate], ledger: Ledger) -> None:
        self.cells |= {(update.cell_seconds, update.end): update for update in updates}
        for size, oldest in ledger.keep_from(SLO.name).items():
            self.cells = {k: u for k, u in self.cells.items() if k[0] != size or k[1] >= oldest}

    def drop_sizes_not_kept(self, ledger: Ledger) -> None:
        kept = ledger.keep_from(SLO.name)
        self.cells = {key: update for key, update in self.cells.items() if key[0] in kept}

    def read(self) -> list[StoredCells]:
        sizes = sorted({size for size, _ in self.cells})
        return [self._of_size(size) for size in sizes]

    def _of_size(self, size: int) -> StoredCells:
        own = [update for key, update in sorted(self.cells.items()) if key[0] == size]
        good, total = (
            np.stack([getattr(u, side) for u in own], axis=1) for side in ("good", "total")
        )
        return StoredCells(size, np.array([u.end for u in own], np.int64), good, total)


def started(step: int, head: int, stored: Stored) -> Ledger:
    ledger = Ledger(step, head)
    ledger.open(SLO.name, KEEP)
    ledger.restore(SLO.name, [VALUE], stored.read())
    return ledger


def counted(ledger: Ledger, stored: Stored, *events: tuple[int, float]) -> None:
    """Store and apply events of the one row, a quarter of them bad."""
    delta = of(ledger, *events)
    stored.write(ledger.updates(delta), ledger)
    ledger.apply(delta)


def of(ledger: Ledger, *events: tuple[int, float]) -> Delta:
    total = [[n for _, n in events]]
    good = [[n * 0.75 for _, n in events]]
    held = cells([t for t, _ in events], good, total)
    return delta_of(SLO, Reach(T0, ledger.head), held, (VALUE,), 1)


def totals(ledger: Ledger) -> list[float]:
    head = ledger.head
    return [float(ledger.window(SLO.name, head - w, head).total[0]) for w in WINDOWS]


def moved(stored: Stored, step: int, head: int) -> Ledger:
    """Start with another step, as a caller should: store what was rebinned, drop the old sizes."""
    ledger = started(step, head, stored)
    stored.write(ledger.rebinned(SLO.name), ledger)
    stored.drop_sizes_not_kept(ledger)
    return ledger


@pytest.fixture
def stored() -> Stored:
    """What steps of 30 s left: events in the last minutes and hours."""
    stored = Stored()
    ledger = started(30, T0, stored)
    events = [(T0 - 4 * HOUR, 64), (T0 - 1800, 32), (T0 - 90, 16), (T0 - 30, 8), (T0, 4)]
    counted(ledger, stored, *events)
    return stored


def test_after_longer_steps_short_windows_hold_what_was_counted(stored: Stored) -> None:
    assert totals(started(60, T0, stored)) == [12, 28, 60, 124, 124, 124]


def test_after_shorter_steps_short_windows_hold_what_was_counted(stored: Stored) -> None:
    ledger = started(15, T0, stored)
    assert totals(ledger) == [12, 28, 60, 124, 124, 124]
    assert ledger.window(SLO.name, T0 - 15, T0).total.tolist() == [4]


def test_events_go_to_the_first_cell_that_ends_at_or_after_the_old_ones_end(stored: Stored) -> None:
    held = {u.end: u.total.tolist() for u in started(60, T0, stored).rebinned(SLO.name)}
    assert held == {T0 - 4 * HOUR: [64], T0 - 1800: [32], T0 - 60: [16], T0: [12]}


def test_a_step_of_a_coarser_cell_leaves_its_events_to_shorter_ones() -> None:
    stored = Stored()
    counted(started(300, T0, stored), stored, (T0 - DAY, 8), (T0 - HOUR, 4), (T0, 2))
    ledger = moved(stored, 30, T0)
    assert totals(ledger) == [2, 2, 2, 6, 6, 14]
    assert totals(started(30, T0, stored)) == totals(ledger)
    assert {size for size, _ in stored.cells} == {30, 300, HOUR}


def test_with_the_same_step_nothing_is_rebinned(stored: Stored) -> None:
    assert started(30, T0, stored).rebinned(SLO.name) == []


def test_long_after_the_last_event_nothing_is_rebinned_from_coarser_cells(stored: Stored) -> None:
    ledger = started(30, T0 + 7 * HOUR, stored)
    assert totals(ledger) == [0, 0, 0, 0, 124, 124]
    assert ledger.rebinned(SLO.name) == []


def test_a_restart_brings_no_events_from_before_the_finest_cells() -> None:
    stored, head = Stored(), T0 + 150
    ledger = started(30, T0, stored)
    counted(ledger, stored, (T0 - 6 * HOUR + 30, 8))
    ledger.advance(head)
    nominal = head - 6 * HOUR
    before = ledger.window(SLO.name, nominal, head).total.tolist()
    stored.write([], ledger)
    again = started(30, head, stored)
    assert again.window(SLO.name, nominal, head).total.tolist() == before == [0]


def test_fine_cells_from_long_ago_do_not_keep_coarser_ones_from_telling(stored: Stored) -> None:
    ledger = started(300, T0 + 9 * HOUR, stored)
    counted(ledger, stored, (T0 + 9 * HOUR, 2))
    assert totals(started(30, T0 + 9 * HOUR, stored))[:3] == [2, 2, 2]


@pytest.mark.parametrize("step", STEPS)
def test_a_second_restart_gives_the_same_windows(stored: Stored, step: int) -> None:
    first = moved(stored, step, T0)
    second = started(step, T0, stored)
    assert totals(second) == totals(first)
    assert second.rebinned(SLO.name) == []
    assert all(size in (step, 300, HOUR) for size, _ in stored.cells)


@pytest.mark.parametrize("step", [15, 60])
def test_a_crash_before_the_rebinned_cells_were_stored_counts_nothing_twice(
    stored: Stored, step: int
) -> None:
    first = started(step, T0 + 300, stored)
    counted(first, stored, (T0 - 60, 1), (T0 + 300, 2))
    assert totals(started(step, T0 + 300, stored)) == totals(first)


def test_old_cells_that_were_never_dropped_count_once(stored: Stored) -> None:
    first = started(60, T0 + 60, stored)
    stored.write(first.rebinned(SLO.name), first)
    counted(first, stored, (T0, 1), (T0 + 60, 2))
    again = started(60, T0 + 60, stored)
    assert totals(again) == totals(first)
    third = started(15, T0 + 60, stored)  # now both 30 s and 60 s are not kept, and tell the same
    assert totals(third) == totals(first)


def test_the_past_of_a_bound_is_that_of_its_value_in_rebinned_cells_too() -> None:
    held = cells([T0 - 30, T0], [[3.0, 1.0], [NAN, 0.0]], [[4.0, 2.0], [NAN, 2.0]])
    ledger = Ledger(60, T0)
    ledger.open(SLO.name, KEEP)
    ledger.restore(SLO.name, [VALUE, LOW], [StoredCells(30, held.ends, held.good, held.total)])
    window = ledger.window(SLO.name, T0 - 60, T0)
    assert (window.good.tolist(), window.total.tolist()) == ([4, 3], [6, 6])


@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 40), st.integers(0, 9)), max_size=12)
)
@settings(max_examples=60)
def test_any_number_of_changes_of_the_step_loses_and_doubles_nothing(
    changes: list[tuple[int, int, int]],
) -> None:
    stored, everything, head = Stored(), 0.0, T0
    counted(started(30, head, stored), stored, (head, 1))
    everything += 1
    for step, minutes, events in changes:
        head += minutes * 300
        ledger = moved(stored, step, head)
        counted(ledger, stored, (head - step, 2), (head, events))
        everything += 2 + events
        assert ledger.window(SLO.name, head - KEEP, head).total.tolist() == [everything]
        since = max(head - 5 * HOUR, T0 - HOUR)
        recent = ledger.window(SLO.name, since, head).total.tolist()
        restarted = started(step, head, stored)
        assert restarted.window(SLO.name, since, head).total.tolist() == recent
        if head - T0 < 4 * HOUR:
            assert recent == [everything]
