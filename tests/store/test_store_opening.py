from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from app.slo.account import Account, Reach
from app.slo.errors import StoreError
from app.store.sql import SqlStore, open_store
from app.store.tables import METADATA
from tests.store.conftest import Run, opened
from tests.store.model import Model, entry_of, growing_history, portrait, row

FIRST_TABLES = {"accounts", "series", "rows", "cells"}


def overwrite(file: Path, offset: int, size: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT), "wb") as database:
        database.seek(offset)
        database.write(b"\xff" * size)


async def fails(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        await open_store(url)
    return str(caught.value)


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_the_tables_that_the_code_uses(store: SqlStore) -> None:
    assert await store.transactor.read(differences, METADATA) == []
    assert await store.transactor.read(differences, MetaData()) != []


async def test_a_database_that_is_up_to_date_is_opened_as_it_is(url: str) -> None:
    model, history = Model(), growing_history(2, ["a"])
    for entries in history:
        async with opened(url) as store:
            await store.append(entries)
        model.append(entries)
    async with opened(url) as store:
        assert portrait(await store.load()) == model.portrait()


async def test_an_account_of_the_first_version_is_taken_over_as_read_to_the_end(
    url: str, run: Run
) -> None:
    model, (entry,) = Model(), growing_history(1, ["a"])[0]
    entries = [replace(entry, delta=replace(entry.delta, heads=None))]
    async with opened(url) as store:
        await store.append(entries)
    for table in METADATA.tables.keys() - FIRST_TABLES:
        await run(f"DROP TABLE {table}")
    await run("ALTER TABLE accounts DROP COLUMN excluded_times")
    await run("ALTER TABLE accounts DROP COLUMN heads")
    await run("UPDATE alembic_version SET version_num = '0001'")
    model.append(entries)
    async with opened(url) as store:
        loaded = await store.load()
    assert portrait(loaded) == model.portrait()
    assert [one.account.heads for one in loaded] == [None]


async def test_a_database_of_a_newer_version_is_refused(
    store: SqlStore, url: str, run: Run, place: str
) -> None:
    await store.close()
    await run("UPDATE alembic_version SET version_num = '9999'")
    assert await fails(url) == (
        f"{place} has schema revision 9999, and this version of the program knows none after 0007:"
        " run the version that wrote it, or a later one"
    )


async def test_a_migration_that_fails_leaves_nothing_behind(url: str, run: Run) -> None:
    await run("CREATE TABLE rows (theirs INTEGER)")
    assert re.search('(table|relation) "?rows"? already exists', await fails(url))
    for table in ("accounts", "series", "alembic_version"):
        with pytest.raises(StoreError):
            await run(f"SELECT 1 FROM {table}")  # noqa: S608 - names from the line above


async def test_a_file_that_is_no_database_is_named(file_url: str, file: Path) -> None:
    url = file_url
    overwrite(file, 0, 100)
    assert await fails(url) == f"cannot open {file}: file is not a database"


async def test_a_corrupted_database_is_named(file_url: str, file: Path) -> None:
    url = file_url
    store = await open_store(url)
    rows = [row(f"/{number}" * 50) for number in range(500)]
    await store.append([entry_of(Account("a", "f", Reach(0, 0)), new_rows=rows)])
    await store.close()
    overwrite(file, 8 * 4096, 100 * 4096)
    assert await fails(url) == f"cannot open {file}: database disk image is malformed"


async def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "accounts.db"
    assert await fails(f"sqlite:///{file}") == (f"cannot open {file}: unable to open database file")


async def test_accounts_can_be_kept_in_memory() -> None:
    store = await open_store("sqlite://")
    [entries] = growing_history(1, ["a"])
    await store.append(entries)
    assert [one.account.slo_name for one in await store.load()] == ["a"]
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://slo:hunter2@127.0.0.1:1/slo?password=hunter2",
        "postgresql+asyncpg://slo:@hunter2:5432/slo@127.0.0.1:1/slo",
        "postgresql+asyncpg://slo:x@hunter2@127.0.0.1:1/slo",
        "postgresql+asyncpg://slo:x@y:hunter2@127.0.0.1:1/slo",
        "postgresql+asyncpg://slo:hunter2@127.0.0.1:1/slo?sslmode=require",
        "postgresql+nothing://slo:hunter2@127.0.0.1:1/slo",
        "sqlite+aiosqlite:///accounts.db",
        "slo:hunter2@127.0.0.1",
        "",
    ],
)
async def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        await open_store(url)
    told: BaseException | None = caught.value
    while told is not None:
        assert "hunter2" not in str(told)
        told = told.__cause__
