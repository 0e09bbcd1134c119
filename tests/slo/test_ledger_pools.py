"""What a ledger takes: memory in proportion to what is used, work to what is new."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.slo.account import Reach, StoredCells
from app.slo.ledger import HOUR, Ledger
from app.slo.register import RowKey
from app.slo.samples import Bound
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

KEEP_30_DAYS = 31 * DAY
ISSUED_BYTES = 45_000


class CountingCuts:
    """Cuts at given times; remembers how often it was asked."""

    def __init__(self, *times: int) -> None:
        self.times = list(times)
        self.asked = 0

    def __call__(self, after: int, until: int) -> Sequence[int]:
        self.asked += 1
        return [time for time in self.times if after < time <= until]


def routes(count: int) -> list[RowKey]:
    return [RowKey((("route", str(i)),), Bound.VALUE) for i in range(count)]


def count_one(ledger: Ledger, name: str, end: int, rows: int = 1, known_rows: int = 0) -> None:
    """Apply one good event for each row."""
    ones = [[1.0]] * rows
    events = cells([end], ones, ones)
    ledger.apply(delta_of(ratio(name), Reach(T0, end), events, routes(rows), known_rows))


def total(ledger: Ledger, name: str, start: int) -> list[float]:
    sums: list[float] = ledger.window(name, start, ledger.head).total.tolist()
    return sums


@pytest.mark.slow
@pytest.mark.parametrize(("accounts", "rows"), [(1000, 1), (4, 300), (1, 1000)])
def test_an_slo_over_thirty_days_takes_what_the_issue_allows(accounts: int, rows: int) -> None:
    ledger = Ledger(STEP, T0)
    for i in range(accounts):
        ledger.open(str(i), KEEP_30_DAYS)
        count_one(ledger, str(i), T0, rows)
    for _ in range(800):
        ledger.advance(ledger.head + 300)
    assert ledger.capacity_bytes / (accounts * rows) <= ISSUED_BYTES


def test_rows_of_a_closed_account_are_used_again_and_have_no_past() -> None:
    ledger = Ledger(STEP, T0)
    for name in ("old", "stays"):
        ledger.open(name, KEEP_30_DAYS)
        count_one(ledger, name, T0, rows=30)
    before = ledger.capacity_bytes
    for i in range(20):
        ledger.close("old" if i == 0 else f"new-{i - 1}")
        ledger.open(f"new-{i}", KEEP_30_DAYS)
        count_one(ledger, f"new-{i}", T0 - STEP, rows=30)
        assert total(ledger, f"new-{i}", T0 - 30 * DAY) == [1] * 30
    assert ledger.capacity_bytes == before
    assert total(ledger, "stays", T0 - DAY) == [1] * 30


def test_closing_every_account_gives_the_memory_back() -> None:
    ledger = Ledger(STEP, T0)
    for name in ("a", "b"):
        ledger.open(name, KEEP_30_DAYS)
        count_one(ledger, name, T0)
    for name in ("a", "b", "never-opened"):
        ledger.close(name)
    assert ledger.capacity_bytes == 0


def test_closing_many_accounts_gives_most_of_the_memory_back() -> None:
    ledger = Ledger(STEP, T0)
    for i in range(20):
        ledger.open(str(i), KEEP_30_DAYS)
        count_one(ledger, str(i), T0, rows=100)
    before = ledger.capacity_bytes
    for i in range(1, 20):
        ledger.close(str(i))
    assert ledger.capacity_bytes <= before / 5
    assert total(ledger, "0", T0 - STEP) == [1] * 100


def test_cells_that_nobody_keeps_do_not_move_with_the_clock() -> None:
    cuts = CountingCuts()
    ledger = Ledger(STEP, T0, cuts)
    for name, keep in (("week", 8 * DAY), ("month", KEEP_30_DAYS)):
        ledger.open(name, keep)
    ledger.close("week")
    cuts.asked = 0
    ledger.advance(T0 + STEP)
    assert cuts.asked == 3


def test_accounts_that_grow_in_turns_keep_their_rows_apart() -> None:
    ledger = Ledger(STEP, T0)
    for name in ("a", "b"):
        ledger.open(name, KEEP_30_DAYS)
    for rows in range(1, 100):
        for name in ("a", "b"):
            count_one(ledger, name, T0, rows, known_rows=rows - 1)
    expected = [float(99 - i) for i in range(99)]
    assert total(ledger, "a", T0 - STEP) == total(ledger, "b", T0 - DAY) == expected
    ledger.close("a")
    count_one(ledger, "b", T0, rows=150, known_rows=99)
    assert total(ledger, "b", T0 - STEP) == [n + 1 for n in expected] + [1.0] * 51


def test_one_move_of_the_clock_asks_for_cuts_once_for_all_accounts_alike() -> None:
    cuts = CountingCuts()
    ledger = Ledger(STEP, T0, cuts)
    for i in range(50):
        ledger.open(str(i), KEEP_30_DAYS)
    cuts.asked = 0
    ledger.advance(T0 + STEP)
    assert cuts.asked == 3
    ledger.advance(T0 + 2 * STEP)
    assert cuts.asked == 4


def test_a_calendar_that_comes_later_has_its_past_cut_too() -> None:
    begin = T0 - 10 * DAY + 1800
    cuts = CountingCuts()
    ledger = Ledger(STEP, T0, cuts)
    ledger.open("berlin", KEEP_30_DAYS)
    count_one(ledger, "berlin", begin)
    cuts.times.append(begin)
    ledger.open("kolkata", KEEP_30_DAYS)
    count_one(ledger, "kolkata", begin)
    ledger.advance(T0 + HOUR)
    assert ledger.window("kolkata", begin, ledger.head).start == begin
    assert total(ledger, "kolkata", begin) == [0]
    assert ledger.window("berlin", begin, ledger.head).start == begin - 1800
    assert total(ledger, "berlin", begin) == [1]


def test_a_calendar_that_went_leaves_cells_that_others_can_use() -> None:
    cuts = CountingCuts(T0 - 10 * DAY + 1800)
    ledger = Ledger(STEP, T0, cuts)
    ledger.open("kolkata", KEEP_30_DAYS)
    count_one(ledger, "kolkata", T0)
    before = ledger.capacity_bytes
    cuts.times.clear()
    ledger.open("berlin", KEEP_30_DAYS)
    count_one(ledger, "berlin", T0)
    assert ledger.capacity_bytes == before


def test_cuts_that_become_dense_lose_nothing_of_the_past() -> None:
    begin = T0 - 4 * DAY
    cuts = CountingCuts(*range(T0 + 1800, T0 + 9 * DAY, HOUR))
    ledger = Ledger(STEP, T0, cuts)
    ledger.open("a", 5 * DAY)
    count_one(ledger, "a", begin)
    for end in range(T0 + 1800, T0 + 5 * DAY, 1800):
        ledger.advance(end)
        count_one(ledger, "a", end, known_rows=1)
        since = ledger.window("a", T0 - 400 * DAY, end)
        expected = (end - max(T0, since.start)) / 1800 + (since.start < begin)
        assert since.total.tolist() == [expected]


@pytest.mark.parametrize("ages", [[7 * HOUR], [80 * HOUR, 7 * HOUR]])
def test_cells_that_no_window_can_hold_are_not_stored(ages: list[int]) -> None:
    ledger = Ledger(STEP, T0)
    ledger.open("a", KEEP_30_DAYS)
    ones = [[1.0] * len(ages)]
    events = cells([T0 - age for age in ages], ones, ones)
    updates = ledger.updates(delta_of(ratio("a"), Reach(T0, T0), events))
    stored = {(update.cell_seconds, update.end) for update in updates}
    expected = {(HOUR, T0 - age) for age in ages}
    assert stored == expected | {(300, T0 - age) for age in ages if age < 72 * HOUR}


def test_cells_beyond_the_head_are_in_no_window() -> None:
    ledger = Ledger(STEP, T0)
    ledger.open("a", KEEP_30_DAYS)
    held = cells([T0, T0 + STEP], [[1.0, 2.0]], [[1.0, 2.0]])
    ledger.restore("a", routes(1), [StoredCells(STEP, held.ends, held.good, held.total)])
    assert total(ledger, "a", T0 - STEP) == [1]
