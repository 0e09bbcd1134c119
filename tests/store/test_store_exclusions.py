"""Exclusions and what they change are on the disk together, or neither is.

That a kill leaves them so is held in ``test_store_crash.py``.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.account import Account, Entry, Reach
from app.slo.errors import StoreError
from app.slo.exclusion import ExclusionChange
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.spans import between
from app.store.sql import SqlStore, open_store
from tests.store.making_exclusions import exclusion
from tests.store.model import entry_of, row

PAY = (("route", "/pay"),)
TIMES = QuietTimes.of([((), between(0, 30)), (PAY, between(90, 120))])


def twin_entry(times: QuietTimes = TIMES) -> Entry:
    account = Account("shop#excluded", "f:1", Reach(0, 30))
    return replace(entry_of(account, new_rows=[row()]), times=times)


async def test_exclusions_are_read_back_as_they_were_asked_for(store: SqlStore, url: str) -> None:
    for number in (3, 1, 2):
        await store.exclude([], ExclusionChange(added=exclusion(number)))
    await store.exclude([], ExclusionChange(removed="00002"))
    reopened = await open_store(url)
    assert await reopened.exclusions() == [exclusion(1), exclusion(3)]
    await reopened.close()


async def test_times_stay_until_others_are_stored(store: SqlStore) -> None:
    await store.append([twin_entry()])
    (stored,) = await store.load()
    assert stored.times == TIMES
    await store.append([entry_of(stored.account, until=60)])
    (stored,) = await store.load()
    assert (stored.times, stored.account.reach.until) == (TIMES, 60)
    await store.append([replace(entry_of(stored.account, until=90), times=NO_TIMES)])
    assert [one.times for one in await store.load()] == [NO_TIMES]


async def test_other_accounts_have_no_times(store: SqlStore) -> None:
    await store.append([entry_of(Account("shop", "f", Reach(0, 0)))])
    assert [one.times for one in await store.load()] == [None]


async def test_what_cannot_be_stored_leaves_no_exclusion(store: SqlStore) -> None:
    await store.exclude([[twin_entry()]], ExclusionChange(added=exclusion(1)))
    fine, broken = (entry_of(Account(name, "f", Reach(0, 0))) for name in ("fine", "new"))
    with pytest.raises(StoreError):
        await store.exclude([[fine], [broken, broken]], ExclusionChange(added=exclusion(2)))
    assert await store.exclusions() == [exclusion(1)]
    assert [one.account.slo_name for one in await store.load()] == ["shop#excluded"]
