from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, text

from app.slo.account import Account, Cursors, Entry, Reach
from app.slo.errors import StoreError
from app.slo.register import Register
from app.store.sql import SqlStore
from tests.store.conftest import Run, opened
from tests.store.model import (
    Model,
    cell,
    entry_of,
    feeding,
    growing_history,
    histories,
    portrait,
    row,
    vars_of,
)

pytestmark = pytest.mark.slow

FRESH = Account("checkout", "f", Reach(0, 0))


def after(entry: Entry) -> Account:
    """Build the account that an entry leaves behind."""
    account = entry_of(entry.account).account
    account.apply(entry.delta)
    return account


def first_entry(name: str = "checkout", fingerprint: str = "f") -> Entry:
    account = Account(name, fingerprint, Reach(0, 0))
    return entry_of(account, [cell(30)], new_rows=[row()], new_feedings=[feeding()])


async def stored(store: SqlStore) -> list[str]:
    return [one.account.slo_name for one in await store.load()]


async def expect(store: SqlStore, *appended: Sequence[Entry]) -> None:
    model = Model()
    for entries in appended:
        model.append(entries)
    assert portrait(await store.load()) == model.portrait()


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each begins with an empty one
)
@pytest.mark.slow
@given(history=histories())
async def test_what_was_appended_is_loaded_bit_by_bit_by_the_next_process(
    url: str, history: list[list[Entry]]
) -> None:
    async with opened(url) as store:
        await store.forget(await stored(store))
        for entries in history:
            await store.append(entries)
    async with opened(url) as store:
        await expect(store, *history)


async def test_an_empty_store_has_no_accounts(store: SqlStore) -> None:
    assert list(await store.load()) == []


async def test_appending_nothing_changes_nothing(store: SqlStore) -> None:
    await store.append([])
    assert list(await store.load()) == []


async def test_an_account_without_rows_and_series_is_kept(store: SqlStore) -> None:
    nothing_found = entry_of(FRESH, [cell(30, rows=0)])
    await store.append([nothing_found])
    await expect(store, [nothing_found])


async def test_a_row_younger_than_a_cell_is_nan_in_it(store: SqlStore) -> None:
    first = first_entry()
    second = entry_of(after(first), [cell(60, rows=2)], new_rows=[row("/new")], until=60)
    await store.append([first])
    await store.append([second])
    [account] = await store.load()
    [cells] = account.cells
    assert np.isnan(cells.good[1, 0])
    assert np.isnan(cells.total[1, 0])
    await expect(store, [first], [second])


async def test_a_cell_that_was_stored_before_is_replaced(store: SqlStore) -> None:
    first = first_entry()
    second = entry_of(after(first), [cell(30, seed=7)], until=60)
    await store.append([first])
    await store.append([second])
    await expect(store, [first], [second])


async def test_another_fingerprint_starts_the_account_anew(store: SqlStore) -> None:
    other = first_entry(fingerprint="g")
    await store.append([first_entry(), first_entry("untouched")])
    await store.append([other])
    await expect(store, [first_entry("untouched")], [other])


async def test_an_account_of_which_nothing_was_read_starts_anew(store: SqlStore) -> None:
    again = entry_of(FRESH, [cell(90)], new_rows=[row("/other")], seed=3)
    await store.append([first_entry()])
    await store.append([again])
    await expect(store, [again])


async def test_cells_that_end_before_the_limit_are_deleted_in_this_account_and_size_only(
    store: SqlStore,
) -> None:
    account = after(first_entry())
    cells = [cell(end, cell_seconds=size) for size in (30, 300) for end in (300, 600)]
    neighbour = entry_of(Account("x", "f", Reach(0, 0)), [cell(300)], new_rows=[row()])
    full = entry_of(account, cells, until=600)
    pruned = entry_of(after(full), until=630, keep_from={30: 600})
    for entries in ([first_entry(), neighbour], [full], [pruned]):
        await store.append(entries)
    [checkout, other] = await store.load()
    assert [list(one.ends) for one in checkout.cells] == [[600], [300, 600]]
    assert [list(one.ends) for one in other.cells] == [[300]]


async def test_a_forgotten_account_leaves_nothing_behind(store: SqlStore, run: Run) -> None:
    await store.append([first_entry()])
    await store.forget(["checkout", "never-stored"])
    tables = ("accounts", "series", "rows", "cells")
    counts = [await run(f"SELECT count(*) FROM {t}") for t in tables]  # noqa: S608 - names from the line above
    assert counts == [[(0,)]] * 4


async def test_forgetting_leaves_the_other_accounts_alone(store: SqlStore) -> None:
    await store.append([first_entry("a"), first_entry("b")])
    await store.forget(["a"])
    await expect(store, [first_entry("b")])


@pytest.mark.slow
async def test_more_accounts_than_one_statement_takes_are_stored_and_forgotten(
    store: SqlStore,
) -> None:
    names = [f"slo-{number:04}" for number in range(1001)]
    entries = [first_entry(name) for name in names]
    await store.append(entries)
    assert await stored(store) == names
    await store.append([entry_of(after(entry), [cell(60)], until=60) for entry in entries])
    await store.forget(names)
    assert await stored(store) == []


async def test_an_entry_that_cannot_be_stored_takes_all_others_back_with_it(
    store: SqlStore,
) -> None:
    stale = entry_of(Account("b", "f", Reach(0, 30)), new_rows=[row("/twice")], until=60)
    before = [first_entry("a"), first_entry("b")]
    await store.append(before)
    with pytest.raises(StoreError, match="cannot write"):
        await store.append(
            [entry_of(after(before[0]), [cell(60)], until=60), first_entry("c"), stale]
        )
    await expect(store, before)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.slow
async def test_a_full_disk_stores_nothing_and_the_next_append_goes_through(
    file_store: SqlStore, file: Path
) -> None:
    store = file_store
    history = growing_history(2, [f"slo-{number}" for number in range(300)])
    await store.append(history[0])
    log = file.with_name(f"{file.name}-wal").stat().st_size
    with files_no_larger_than(log + 20_000), pytest.raises(StoreError, match=str(file)):
        await store.append(history[1])
    await expect(store, history[0])
    await store.append(history[1])
    await expect(store, *history)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE accounts SET cursors = {one_byte}",
        "UPDATE accounts SET newest = {no_byte}",
        "UPDATE cells SET counts = {one_byte}",
        "UPDATE cells SET account_id = 77",
        "UPDATE rows SET ordinal = 5",
        "UPDATE rows SET bound = 'SIDEWAYS'",
        "UPDATE series SET labels = '[[1]]'",
        "UPDATE series SET feeds = '[{{}}]'",
        "DELETE FROM series",
    ],
)
async def test_an_account_that_does_not_add_up_is_refused_with_its_place(
    store: SqlStore, run: Run, place: str, damage: str
) -> None:
    await store.append([first_entry()])
    escape = ("x'", "'") if place.startswith("/") else (r"E'\\x", "'")
    await run(damage.format(one_byte="07".join(escape), no_byte="".join(escape)))
    with pytest.raises(StoreError, match=f"{place} is damaged"):
        await store.load()


async def test_sqlite_syncs_every_commit_and_holds_foreign_keys(
    file_store: SqlStore,
) -> None:
    def settings(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.execute(text(f"PRAGMA {n}")).scalar_one() for n in names]

    assert await file_store.transactor.read(settings) == ["wal", 2, 1, 5000]


@pytest.mark.parametrize("turns", range(0, 40, 3))
async def test_an_append_that_is_cancelled_is_there_whole_or_not_at_all(
    store: SqlStore, turns: int
) -> None:
    history = growing_history(3, ["a", "b"])
    await store.append(history[0])
    append = asyncio.create_task(store.append(history[1]))
    for _ in range(turns):
        await asyncio.sleep(0)
    append.cancel()
    await asyncio.gather(append, return_exceptions=True)
    prefixes = [Model(), Model()]
    prefixes[0].append(history[0])
    prefixes[1].append([*history[0], *history[1]])
    assert portrait(await store.load()) in [model.portrait() for model in prefixes]


async def test_appends_at_the_same_time_wait_for_each_other(store: SqlStore) -> None:
    histories_of = [growing_history(1, [name])[0] for name in "abcdefgh"]
    await asyncio.gather(*(store.append(entries) for entries in histories_of))
    await expect(store, *histories_of)


async def test_an_account_that_forgot_series_is_stored_with_those_that_are_left(
    store: SqlStore,
) -> None:
    model, history = Model(), growing_history(7, ["a", "b"])
    for entries in history:
        model.append(entries)
        await store.append(entries)
    last = entry_of(model.accounts["a"], until=300, seed=2)  # its past is read to the end
    await store.append([last])
    model.append([last])
    whole = model.accounts["a"]
    numbers = [number for number in range(len(whole.feedings)) if number != 1]
    kept = replace(
        whole,
        register=Register(tuple(whole.feedings[n] for n in numbers), whole.rows),
        cursors=Cursors(*(values[numbers] for values in vars_of(whole.cursors))),
    )
    await store.retire([kept])
    model.accounts["a"] = kept
    assert portrait(await store.load()) == model.portrait()
    more = entry_of(kept, new_feedings=[feeding("new")], until=330, seed=4)
    await store.append([more])
    model.append([more])
    assert portrait(await store.load()) == model.portrait()
