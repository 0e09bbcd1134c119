"""What only a server can do to a store: go away, hang, be reached by two at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from app.slo.errors import StoreError
from app.store import transacting
from app.store.sql import SqlStore, open_store
from tests.postgresql import ESCAPED_PASSWORD, PASSWORD, PostgreSQLServer
from tests.store.conftest import opened
from tests.store.model import Model, growing_history, portrait

pytestmark = pytest.mark.prometheus


@pytest.fixture
async def url(postgresql: PostgreSQLServer) -> str:
    return await postgresql.fresh()


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    async with opened(url) as store:
        yield store


async def test_a_server_that_was_away_is_used_again_once_it_is_back(
    store: SqlStore, postgresql: PostgreSQLServer
) -> None:
    model, (first, second) = Model(), growing_history(2, ["a"])
    await store.append(first)
    postgresql.stop()
    with pytest.raises(StoreError, match=r"^cannot write postgresql://127\.0\.0\.1:\d+/test_\d+: "):
        await store.append(second)
    postgresql.start()
    await store.append(second)
    model.append([*first, *second])
    assert portrait(await store.load()) == model.portrait()


async def test_a_server_that_was_started_anew_meanwhile_is_not_noticed(
    store: SqlStore, postgresql: PostgreSQLServer
) -> None:
    first, second = growing_history(2, ["a"])
    await store.append(first)
    postgresql.stop()
    postgresql.start()
    await store.append(second)


async def test_a_server_that_hangs_is_given_up_after_some_time(
    store: SqlStore, postgresql: PostgreSQLServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transacting, "WRITE_SECONDS", 0.5)
    first, second = growing_history(2, ["a"])
    await store.append(first)
    [(backend,)] = await postgresql.run(
        store.transactor.place.rpartition("/")[2],
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'slo-monitor'",
    )
    assert isinstance(backend, int)
    with postgresql.hanging(backend):
        began = time.monotonic()
        with pytest.raises(StoreError, match="did not answer in time"):
            await store.append(second)
        assert time.monotonic() - began < 5
    await store.append(second)


async def test_a_store_is_closed_soon_while_its_server_hangs(
    store: SqlStore, postgresql: PostgreSQLServer
) -> None:
    await asyncio.gather(*(store.load() for _ in range(3)))  # over a connection each
    async with postgresql.all_hanging():
        began = time.monotonic()
        await store.close()
        assert time.monotonic() - began < 4


async def test_who_is_to_hurry_gives_up_what_is_under_way_and_begins_nothing_more(
    store: SqlStore, postgresql: PostgreSQLServer
) -> None:
    first, second = growing_history(2, ["a"])
    await store.append(first)
    async with postgresql.all_hanging():
        began = time.monotonic()
        store.transactor.hurry(0.5)
        work = [store.append(second), *(store.load() for _ in range(3)), store.lease.release()]
        for told in await asyncio.gather(*work, return_exceptions=True):
            assert isinstance(told, StoreError), told
        with pytest.raises(StoreError, match="did not answer in time"):
            await store.load()
        assert time.monotonic() - began < 4


async def test_who_hurries_may_still_do_what_the_server_answers(store: SqlStore) -> None:
    store.transactor.hurry(5)
    await store.append(growing_history(1, ["a"])[0])
    assert len(await store.load()) == 1


@pytest.mark.parametrize("secret", [PASSWORD, "wrong-hunter2"])
@pytest.mark.parametrize("database", ["test_0", "missing"])
async def test_a_server_that_refuses_says_why_without_the_password(
    postgresql: PostgreSQLServer, secret: str, database: str
) -> None:
    url = postgresql.url_of(database)
    if secret != PASSWORD:
        url = url.replace(ESCAPED_PASSWORD, secret)
    with pytest.raises(StoreError, match=r"does not exist|authentication failed") as caught:
        await open_store(url)
    told: BaseException | None = caught.value
    while told is not None:
        assert "hunter2" not in f"{told}{told!r}"
        told = told.__cause__


async def test_a_server_that_nobody_reaches_is_named_without_the_password() -> None:
    with pytest.raises(
        StoreError, match=r"^cannot open postgresql://127\.0\.0\.1:1/slo: "
    ) as caught:
        await open_store("postgresql+asyncpg://slo:hunter2@127.0.0.1:1/slo")
    assert "hunter2" not in str(caught.value)


async def test_many_that_open_an_empty_database_at_once_migrate_it_once(url: str) -> None:
    stores = await asyncio.gather(*(open_store(url) for _ in range(4)))
    for number, store in enumerate(stores):
        await store.lease.claim()
        await store.append(growing_history(1, [f"slo-{number}"])[0])
        await store.lease.release()
    assert len(await stores[0].load()) == len(stores)
    for store in stores:
        await store.close()


async def test_a_database_of_another_encoding_is_refused(postgresql: PostgreSQLServer) -> None:
    await postgresql.run(
        "postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
    )
    with pytest.raises(StoreError, match=r"latin is encoded as LATIN1; create it with .*UTF8"):
        await open_store(postgresql.url_of("latin"))


async def test_an_append_cut_off_by_the_server_leaves_nothing_half(
    store: SqlStore, postgresql: PostgreSQLServer
) -> None:
    history = growing_history(2, [f"slo-{number}" for number in range(100)])
    await store.append(history[0])
    prefixes = [Model(), Model()]
    prefixes[0].append(history[0])
    prefixes[1].append([*history[0], *history[1]])
    append = asyncio.create_task(store.append(history[1]))
    await postgresql.run(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'slo-monitor'",
    )
    await asyncio.gather(append, return_exceptions=True)
    assert portrait(await store.load()) in [model.portrait() for model in prefixes]
