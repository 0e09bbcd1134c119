"""Any window of an account, summed from its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from app.slo.account import Reach, StoredCells
from app.slo.definition import CalendarPeriod, CalendarUnit
from app.slo.ledger import HOUR, Ledger, Window
from app.slo.period import boundaries, starts_at
from app.slo.register import RowKey
from app.slo.samples import Bound
from tests.slo.evaluating import pending
from tests.slo.making import DAY, NAN, STEP, T0, cells, delta_of, ratio

SLO = ratio()
KEEP = 31 * DAY
VALUE, LOW = RowKey((), Bound.VALUE), RowKey((), Bound.LOW)
OTHER = RowKey((("route", "/pay"),), Bound.VALUE)


def ledger(
    head: int = T0, cuts: Callable[[int, int], Sequence[int]] = lambda _after, _until: ()
) -> Ledger:
    opened = Ledger(STEP, head, cuts)
    opened.open(SLO.name, KEEP)
    return opened


def add(
    to: Ledger,
    *events: tuple[int, float],
    rows: Sequence[RowKey] = (VALUE,),
    known_rows: int = 0,
    row: int = 0,
) -> None:
    """Apply total events of one row, all of them good; (end of step, events)."""
    counts = [[float(n) if i == row else 0.0 for _, n in events] for i in range(len(rows))]
    delta = delta_of(
        SLO, Reach(T0, to.head), cells([t for t, _ in events], counts, counts), rows, known_rows
    )
    to.apply(delta)


def edges(window: Window) -> tuple[float, float]:
    return window.start, window.end


def test_a_window_without_events_has_its_edges_all_the_same() -> None:
    empty = ledger().window(SLO.name, T0 - 300, T0)
    assert edges(empty) == (T0 - 300, T0)
    assert empty.total.tolist() == []


def test_a_window_holds_what_happened_after_its_start_and_until_its_end() -> None:
    book = ledger()
    add(book, (T0 - 330, 1), (T0 - 300, 2), (T0 - 270, 4), (T0, 8))
    assert book.window(SLO.name, T0 - 300, T0).total.tolist() == [12]


@pytest.mark.parametrize(
    ("age_seconds", "cell_seconds"),
    [(301, STEP), (6 * HOUR, STEP), (6 * HOUR + 3 * STEP, 300), (72 * HOUR, 300), (9 * DAY, HOUR)],
)
def test_a_window_begins_at_most_one_cell_early(age_seconds: int, cell_seconds: int) -> None:
    head = T0 + 17 * STEP
    start = edges(ledger(head).window(SLO.name, head - age_seconds, head))[0]
    assert head - age_seconds - cell_seconds < start <= head - age_seconds


def test_a_window_within_the_retention_never_begins_late() -> None:
    book = ledger()
    book.advance(T0 + 40 * DAY + 90)
    nominal = book.head - KEEP
    assert nominal - HOUR < edges(book.window(SLO.name, nominal, book.head))[0] <= nominal


def test_a_window_that_is_older_than_the_ledger_tells_its_true_start() -> None:
    book = ledger()
    add(book, (T0, 1))
    window = book.window(SLO.name, T0 - 400 * DAY, T0)
    assert T0 - KEEP - 2 * HOUR <= window.start <= T0 - KEEP


def test_events_older_than_the_ledger_are_in_no_window() -> None:
    book = ledger()
    add(book, (T0 - 50 * DAY, 7), (T0, 1))
    assert book.window(SLO.name, T0 - 400 * DAY, T0).total.tolist() == [1]


def test_moving_the_clock_adds_no_events() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.advance(T0 + 3600)
    assert book.window(SLO.name, T0, book.head).total.tolist() == [0]
    assert book.window(SLO.name, T0 - STEP, book.head).total.tolist() == [5]


def test_the_clock_never_moves_back() -> None:
    book = ledger()
    book.advance(T0 - 3600)
    assert book.head == T0


def test_events_that_come_late_are_in_their_own_step() -> None:
    book = ledger()
    book.advance(T0 + 3600)
    add(book, (T0 + 30, 5))
    assert book.window(SLO.name, T0, T0 + 30).total.tolist() == [5]
    assert book.window(SLO.name, T0 + 30, book.head).total.tolist() == [0]


def test_a_window_may_span_a_leap_of_the_clock_over_everything_kept() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.advance(T0 + 100 * DAY)
    assert book.window(SLO.name, book.head - KEEP, book.head).total.tolist() == [0]
    add(book, (book.head, 3), known_rows=1)
    assert book.window(SLO.name, book.head - STEP, book.head).total.tolist() == [3]


def test_a_new_row_has_no_past() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.advance(T0 + STEP)
    add(book, (T0 + STEP, 2), rows=(VALUE, OTHER), known_rows=1, row=1)
    assert book.window(SLO.name, T0 - 60, book.head).total.tolist() == [5, 2]


def test_the_bound_of_an_estimate_shares_the_past_of_its_value() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.advance(T0 + STEP)
    add(book, (T0 + STEP, 2), rows=(VALUE, LOW), known_rows=1, row=1)
    assert book.window(SLO.name, T0 - 60, book.head).total.tolist() == [5, 7]


def test_a_pending_delta_reads_as_if_it_were_applied() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.advance(T0 + 60)
    events = cells([T0 + 30, T0 + 60], [[1, 0], [1, 1]], [[2, 4], [3, 5]])
    delta = delta_of(SLO, Reach(T0, T0 + 60), events, (VALUE, LOW), 1)
    starts = [T0 - 60, T0, T0 + 30, T0 - 20 * DAY]
    before = [pending(book, delta, start, book.head) for start in starts]
    book.apply(delta)
    after = [book.window(SLO.name, start, book.head) for start in starts]
    for one, other in zip(before, after, strict=True):
        assert (one.start.tolist(), one.end.tolist()) == ([other.start] * 2, [other.end] * 2)
        assert one.total.tolist() == other.total.tolist()
        assert one.good.tolist() == other.good.tolist()


def test_sums_are_not_rounded_up_to_two_to_the_53() -> None:
    book = ledger()
    add(book, (T0 - 30, 2**53 - 2), (T0, 1))
    assert book.window(SLO.name, T0 - 30, T0).total.tolist() == [1]
    assert book.window(SLO.name, T0 - 60, T0).total.tolist() == [2**53 - 1]


def test_an_account_that_is_opened_again_begins_empty() -> None:
    book = ledger()
    add(book, (T0, 5))
    book.open(SLO.name, KEEP)
    assert book.window(SLO.name, T0 - 60, T0).total.tolist() == []


def test_what_is_kept_reaches_back_as_far_as_windows_do() -> None:
    kept = ledger().keep_from(SLO.name)
    assert kept.keys() == {STEP, 300, HOUR}
    assert kept[STEP] <= T0 - 6 * HOUR
    assert kept[300] <= T0 - 3 * DAY
    assert kept[HOUR] <= T0 - KEEP


def stored_cell(counts: list[float]) -> StoredCells:
    held = cells([T0], [[n] for n in counts], [[n] for n in counts])
    return StoredCells(STEP, held.ends, held.good, held.total)


def test_a_stored_cell_that_lacks_a_row_says_nothing_of_a_group() -> None:
    book = ledger()
    stored = stored_cell([3, NAN])
    book.restore(SLO.name, [VALUE, OTHER], [stored])
    assert book.window(SLO.name, T0 - 30, T0).total.tolist() == [3, 0]


def test_a_stored_cell_that_lacks_a_bound_has_that_of_the_value() -> None:
    book = ledger()
    stored = stored_cell([3, NAN])
    book.restore(SLO.name, [VALUE, LOW], [stored])
    assert book.window(SLO.name, T0 - 30, T0).total.tolist() == [3, 3]


def test_a_cell_is_stored_with_the_past_that_a_new_bound_shares() -> None:
    book = ledger()
    add(book, (T0 - 30, 5))
    delta = delta_of(SLO, Reach(T0, T0), cells([T0], [[0], [2]], [[0], [2]]), (VALUE, LOW), 1)
    hour = next(update for update in book.updates(delta) if update.cell_seconds == HOUR)
    assert hour.total.tolist() == [5, 7]


ZONES = ["Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns", "Africa/Cairo"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("unit", list(CalendarUnit))
def test_calendar_periods_begin_exactly_where_they_begin(zone: str, unit: CalendarUnit) -> None:
    period = CalendarPeriod(unit, zone)
    begin = boundaries(period, T0, T0 + 100 * DAY)[0]
    book = Ledger(STEP, T0, lambda after, until: boundaries(period, after, until))
    book.open(SLO.name, 190 * DAY)
    for to in [*range(T0 + HOUR, begin, DAY), begin - 30, begin, begin + 30, begin + 8 * HOUR]:
        book.advance(to)
    previous = int(starts_at(period, begin))
    add(book, (previous, 1), (previous + 30, 2), (begin, 4), (begin + 30, 8))
    now = book.window(SLO.name, begin, book.head)
    before = book.window(SLO.name, previous, begin)
    assert (edges(now), now.total.tolist()) == ((begin, book.head), [8])
    assert (edges(before), before.total.tolist()) == ((previous, begin), [6])


def test_cells_across_a_change_of_the_clocks_leave_no_gap() -> None:
    period = CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin")
    year = boundaries(period, T0, T0 + 366 * DAY)
    book = Ledger(STEP, T0 + 366 * DAY, lambda after, until: boundaries(period, after, until))
    book.open(SLO.name, 366 * DAY)
    windows = [book.window(SLO.name, begin, end) for begin, end in pairwise(year)]
    assert [edges(window) for window in windows] == list(pairwise(year))
