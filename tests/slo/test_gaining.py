"""What an account gained in another process is as one gap-free stretch of steps."""

from __future__ import annotations

from app.slo.account import Account, Reach, StoredAccount, StoredCells
from app.slo.gaining import gained, with_excluded
from app.slo.ledger import Ledger
from app.slo.register import Register, RowKey
from app.slo.samples import Bound
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

SLO = ratio()
ROWS = (RowKey((), Bound.VALUE),)


def account(until: int) -> Account:
    return Account(SLO.name, SLO.fingerprint, Reach(T0 - 600, until), Register((), ROWS))


def stored(ends: list[int], total: list[float], until: int) -> StoredAccount:
    found = cells(ends, [total], [total])
    return StoredAccount(account(until), (StoredCells(STEP, found.ends, found.good, found.total),))


def held() -> Ledger:
    """Four steps of 10 events each, up to T0."""
    ledger = Ledger(STEP, T0)
    ledger.open(SLO.name, DAY)
    ends = [T0 - 3 * STEP, T0 - 2 * STEP, T0 - STEP, T0]
    tens = [[10.0] * 4]
    ledger.apply(delta_of(SLO, Reach(T0 - 600, T0), cells(ends, tens, tens), ROWS))
    return ledger


def test_a_cell_that_changed_is_followed_by_all_after_it() -> None:
    ends = [T0 - 3 * STEP, T0 - 2 * STEP, T0 - STEP, T0, T0 + STEP]
    later = stored(ends, [10, 13, 10, 10, 7], T0 + STEP)
    delta = gained(account(T0), later, held(), STEP)
    assert delta.cells.ends.tolist() == ends[1:]
    assert delta.cells.total.tolist() == [[3, 0, 0, 7]]


def test_where_no_cell_changed_nothing_was_gained() -> None:
    delta = gained(account(T0), stored([T0 - STEP, T0], [10, 10], T0), held(), STEP)
    assert delta.cells.ends.tolist() == []


def test_what_a_twin_gained_stands_in_the_steps_of_its_account() -> None:
    ends = [T0 - STEP, T0, T0 + STEP]
    delta = delta_of(SLO, Reach(0, T0), cells(ends, [[1, 2, 3]], [[1, 2, 3]]), ROWS)
    of_twin = delta_of(SLO, Reach(0, T0), cells(ends[1:], [[2, 0]], [[2, 1]]), ROWS)
    excluded = with_excluded(delta, of_twin).excluded
    assert excluded is not None
    assert (excluded.ends.tolist(), excluded.total.tolist()) == (ends, [[0, 2, 1]])
    assert with_excluded(delta, None).excluded is None
