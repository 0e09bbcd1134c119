"""Two stores on one database: one of them writes, and never both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.slo.errors import NotLeader, StoreError
from app.store.of_server import ServerTransactor
from app.store.sql import SqlStore, open_store
from tests.postgresql import PostgreSQLServer
from tests.store.model import Model, growing_history, portrait

pytestmark = [pytest.mark.prometheus, pytest.mark.alone]

TTL_SECONDS = 1.0
FIRST, SECOND = growing_history(2, ["a"])

Open = Callable[[float], Awaitable[SqlStore]]


@pytest.fixture
async def database(postgresql: PostgreSQLServer) -> str:
    return (await postgresql.fresh()).rpartition("/")[2]


@pytest.fixture
async def open_one(database: str, postgresql: PostgreSQLServer) -> AsyncIterator[Open]:
    stores = []

    async def open_one(ttl_seconds: float) -> SqlStore:
        stores.append(await open_store(postgresql.url_of(database), ttl_seconds=ttl_seconds))
        return stores[-1]

    yield open_one
    for store in stores:
        await store.close()


async def until_claimed(store: SqlStore, within_seconds: float = 10.0) -> float:
    """Try to lead until it is so; the seconds that it took."""
    began = time.monotonic()
    while not await store.lease.claim():
        assert time.monotonic() - began < within_seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def test_one_of_many_that_claim_at_once_leads(open_one: Open) -> None:
    stores = [await open_one(15) for _ in range(4)]
    claimed = await asyncio.gather(*(store.lease.claim() for store in stores))
    assert sorted(claimed) == [False, False, False, True]
    assert [store.lease.epoch for store in stores if store.lease.epoch is not None] == [1]


async def test_who_does_not_lead_writes_nothing(open_one: Open) -> None:
    leader, other = await open_one(15), await open_one(15)
    await leader.lease.claim()
    with pytest.raises(NotLeader) as refused:
        await other.append(FIRST)
    assert refused.value.retry_after_seconds == 15
    with pytest.raises(NotLeader):
        await other.forget(["a"])
    assert await leader.load() == []


async def test_a_lease_that_was_given_up_is_free_at_once_under_the_next_epoch(
    open_one: Open,
) -> None:
    leader, other = await open_one(15), await open_one(15)
    await leader.lease.claim()
    await leader.lease.release()
    with pytest.raises(NotLeader):
        await leader.append(FIRST)
    assert await other.lease.claim()
    assert other.lease.epoch == 2
    await other.append(FIRST)


async def test_a_lease_that_is_not_renewed_runs_out_and_fences_its_holder(open_one: Open) -> None:
    leader, other = await open_one(TTL_SECONDS), await open_one(TTL_SECONDS)
    await leader.lease.claim()
    await leader.append(FIRST)
    assert await until_claimed(other) < TTL_SECONDS + 0.5
    assert leader.lease.epoch == 1  # it does not know yet
    with pytest.raises(NotLeader):
        await leader.append(SECOND)
    assert not await leader.lease.renew()
    assert leader.lease.epoch is None
    await other.append(SECOND)
    model = Model()
    model.append([*FIRST, *SECOND])
    assert portrait(await other.load()) == model.portrait()


async def test_a_lease_that_ran_out_is_not_renewed_even_if_nobody_else_took_it(
    open_one: Open,
) -> None:
    leader = await open_one(TTL_SECONDS)
    await leader.lease.claim()
    deadline = time.monotonic() + 5 * TTL_SECONDS
    while await leader.lease.holder() is not None:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    with pytest.raises(NotLeader):
        await leader.append(FIRST)
    assert not await leader.lease.renew()


async def test_a_renewed_lease_is_not_to_be_had(open_one: Open) -> None:
    leader, other = await open_one(TTL_SECONDS), await open_one(TTL_SECONDS)
    await leader.lease.claim()
    deadline = time.monotonic() + 1.5 * TTL_SECONDS
    while time.monotonic() < deadline:
        assert await leader.lease.renew()
        assert not await other.lease.claim()
        await asyncio.sleep(0.1)
    assert leader.lease.epoch == 1


def engine_of(store: SqlStore) -> AsyncEngine:
    assert isinstance(store.transactor, ServerTransactor)
    return store.transactor._engine


async def test_a_long_transaction_lets_its_lease_be_renewed_but_not_taken_over(
    open_one: Open,
) -> None:
    leader, other = await open_one(TTL_SECONDS), await open_one(TTL_SECONDS)
    await leader.lease.claim()
    async with engine_of(leader).begin() as connection:
        await connection.run_sync(leader.lease.hold)
        assert await leader.lease.renew()
        await connection.execute(text(f"SELECT pg_sleep({TTL_SECONDS + 0.1})"))
        assert not await leader.lease.renew()  # it has run out
        assert not await other.lease.claim()  # but somebody is writing under it
    assert await other.lease.claim()


async def test_who_stops_in_the_middle_of_a_transaction_is_cut_off_by_the_server(
    open_one: Open,
) -> None:
    leader, other = await open_one(TTL_SECONDS), await open_one(TTL_SECONDS)
    await leader.lease.claim()
    connection = await engine_of(leader).connect()
    await connection.run_sync(leader.lease.hold)
    assert await until_claimed(other) < TTL_SECONDS + 0.5
    await connection.invalidate()
    await connection.close()


async def test_the_holder_is_named(open_one: Open) -> None:
    leader, other = await open_one(15), await open_one(15)
    assert await other.lease.holder() is None
    await leader.lease.claim()
    assert str(await other.lease.holder()).partition(":")[0]


async def test_a_claim_at_a_database_that_is_away_fails_and_holds_nothing(
    open_one: Open, postgresql: PostgreSQLServer
) -> None:
    store = await open_one(15)
    postgresql.stop()
    try:
        with pytest.raises(StoreError, match="cannot reach"):
            await store.lease.claim()
    finally:
        postgresql.start()
    assert store.lease.epoch is None
