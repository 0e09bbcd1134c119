"""What a store should hold after some entries, kept in dictionaries; and ways to make entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from app.slo.account import (
    Account,
    Cells,
    CellUpdate,
    Cursors,
    Delta,
    Entry,
    Heads,
    Reach,
    StoredAccount,
)
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Feed, Feeding, Floats, Part, Series

Portrait = dict[str, Any]
"""Accounts by name in a form that compares bit by bit."""

CELL_SECONDS = (30, 300, 3600)


class Model:
    """Takes entries as the store does."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.cells: dict[str, dict[tuple[int, int], CellUpdate]] = {}

    def append(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            account = deepcopy(entry.account)
            name = account.slo_name
            known = self.accounts.get(name)
            unread = account.reach.begin == account.reach.until
            if known is None or unread or known.fingerprint != account.fingerprint:
                self.cells[name] = {}
            account.apply(entry.delta)
            self.accounts[name] = account
            updated = {(cell.cell_seconds, cell.end): cell for cell in entry.cells}
            self.cells[name] = {
                key: cell
                for key, cell in (self.cells[name] | updated).items()
                if key[1] >= entry.keep_from.get(key[0], key[1])
            }

    def portrait(self) -> Portrait:
        return {
            name: (*_face(account), self._cells(name, len(account.rows)))
            for name, account in self.accounts.items()
        }

    def _cells(self, name: str, rows: int) -> dict[tuple[int, int], tuple[bytes, bytes]]:
        return {
            key: (_padded(cell.good, rows), _padded(cell.total, rows))
            for key, cell in self.cells[name].items()
        }


def portrait(stored: Sequence[StoredAccount]) -> Portrait:
    """Portray what a store has loaded; its cells must be in order."""
    for one in stored:
        assert [cells.cell_seconds for cells in one.cells] == sorted(
            {cells.cell_seconds for cells in one.cells}
        )
        assert all((np.diff(cells.ends) > 0).all() for cells in one.cells)
    return {
        one.account.slo_name: (
            *_face(one.account),
            {
                (cells.cell_seconds, int(end)): (
                    cells.good[:, column].tobytes(),
                    cells.total[:, column].tobytes(),
                )
                for cells in one.cells
                for column, end in enumerate(cells.ends)
            },
        )
        for one in stored
    }


def _face(account: Account) -> tuple[Any, ...]:
    heads = account.heads
    first = () if heads is None else (heads.time, heads.value, heads.start, heads.counted)
    floats = (*vars_of(account.cursors), account.newest, account.unbounded, *first)
    arrays = tuple(values.tobytes() for values in floats)
    return account.fingerprint, account.reach, account.rows, account.feedings, arrays


def vars_of(cursors: Cursors) -> tuple[Floats, Floats, Floats]:
    return cursors.time, cursors.value, cursors.start


def _padded(values: Floats, rows: int) -> bytes:
    return np.concatenate([values, np.full(rows - len(values), np.nan)]).tobytes()


def entry_of(
    account: Account,
    cells: Sequence[CellUpdate] = (),
    *,
    new_rows: Sequence[RowKey] = (),
    new_feedings: Sequence[Feeding] = (),
    until: int = 30,
    keep_from: dict[int, int] | None = None,
    seed: int = 0,
) -> Entry:
    """Make an entry that goes on from ``account``, with numbers that follow from ``seed``."""
    rows, feedings = (*account.rows, *new_rows), (*account.feedings, *new_feedings)
    random = np.random.default_rng(seed)
    delta = Delta(
        slo_name=account.slo_name,
        reach=Reach(account.reach.begin, until, 1.5, 15.0, (2.5, 400.25)),
        register=Register(feedings, rows),
        known_rows=len(account.rows),
        known_series=len(account.feedings),
        cursors=Cursors(*(numbers(random, len(feedings)) for _ in range(3))),
        newest=numbers(random, len(rows)),
        unbounded=numbers(random, len(rows)),
        cells=Cells(np.empty(0, np.int64), np.empty((len(rows), 0)), np.empty((len(rows), 0))),
        heads=Heads(*(numbers(random, len(feedings)) for _ in range(4))) if seed % 2 else None,
    )
    return Entry(deepcopy(account), delta, cells, keep_from or {})


def numbers(random: np.random.Generator, count: int) -> Floats:
    """Draw doubles of every magnitude, with those among them that are easily lost."""
    values = random.normal(size=count) * 10.0 ** random.integers(-300, 300, size=count)
    odd = random.choice([np.nan, -0.0, np.inf, 5e-324, 2.0**53 + 2], size=count)
    return np.where(random.random(count) < 0.3, odd, values)


def row(route: str = "/") -> RowKey:
    return RowKey((("route", route),), Bound.VALUE)


def feeding(instance: str = "a") -> Feeding:
    labels = (("instance", instance),)
    return Feeding(Series("http_requests_total", labels), labels, (Feed((), Part.TOTAL),))


def cell(end: int, rows: int = 1, seed: int = 0, cell_seconds: int = 30) -> CellUpdate:
    random = np.random.default_rng([seed, end, cell_seconds])
    return CellUpdate(cell_seconds, end, numbers(random, rows), numbers(random, rows))


def growing_history(steps: int, names: Sequence[str]) -> list[list[Entry]]:
    """Make the entries of many steps, in which the accounts find rows and series again and again.

    Every step keeps the cells of the last ten.
    """
    accounts = {name: Account(name, "f", Reach(0, 0)) for name in names}
    history = []
    for step in range(1, steps + 1):
        entries = [_growing_entry(account, step) for account in accounts.values()]
        history.append(entries)
        for entry in entries:
            accounts[entry.account.slo_name].apply(entry.delta)
    return history


def _growing_entry(account: Account, step: int) -> Entry:
    new = [str(step)] if step % 3 == 1 else []
    until, rows = step * 30, len(account.rows) + len(new)
    ends = [(size, -(-until // size) * size) for size in CELL_SECONDS]
    return entry_of(
        account,
        [cell(end, rows, step, size) for size, end in ends],
        new_rows=[row(route) for route in new],
        new_feedings=[feeding(instance) for instance in new],
        until=until,
        keep_from={30: until - 300},
        seed=step,
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
"""As texts, but without what no name of a metric has and PostgreSQL refuses."""

groups = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
rows_found = st.builds(RowKey, groups, st.sampled_from(Bound))
feeds = st.builds(
    Feed, groups, st.sampled_from(Part), st.sampled_from(Bound), st.floats(-1e300, 1e300)
)
feedings_found = st.builds(
    Feeding,
    st.builds(Series, names, groups),
    st.none() | groups,
    st.lists(feeds, max_size=3).map(tuple),
)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Entry]]:
    """Draw the entries of a few steps over a few accounts, some of which start anew."""
    accounts: dict[str, Account] = {}
    history = []
    for step in range(1, draw(st.integers(1, 5)) + 1):
        entries = []
        for name in draw(st.sets(st.sampled_from("abc"), max_size=3)):
            if name not in accounts or draw(st.integers(0, 9)) == 0:
                accounts[name] = Account(name, draw(st.sampled_from("fg")), Reach(0, 0))
            entries.append(_drawn_entry(draw, accounts[name], step))
        history.append(entries)
        for entry in entries:
            accounts[entry.account.slo_name].apply(entry.delta)
    return history


def _drawn_entry(draw: st.DrawFn, account: Account, step: int) -> Entry:
    new_rows = draw(st.lists(rows_found, max_size=2))
    keys = draw(
        st.sets(st.tuples(st.sampled_from(CELL_SECONDS), st.integers(1, 4).map(lambda k: k * 3600)))
    )
    count, seed = len(account.rows) + len(new_rows), draw(st.integers(0, 2**32))
    return entry_of(
        account,
        [cell(end, count, seed, size) for size, end in sorted(keys)],
        new_rows=new_rows,
        new_feedings=_drawn_feedings(draw, account),
        until=step * 30,
        keep_from=draw(
            st.dictionaries(st.sampled_from(CELL_SECONDS), st.integers(0, 4 * 3600), max_size=2)
        ),
        seed=seed,
    )


def _drawn_feedings(draw: st.DrawFn, account: Account) -> list[Feeding]:
    """Draw series that the account does not have; some of them restart with another one."""
    drawn = draw(st.lists(feedings_found, max_size=2, unique_by=lambda feeding: feeding.series))
    new = [feeding for feeding in drawn if feeding.series not in account.register.index]
    series = [feeding.series for feeding in (*account.feedings, *new)]
    return [replace(feeding, leader=draw(st.none() | st.sampled_from(series))) for feeding in new]
