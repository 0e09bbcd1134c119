"""Every test of a store runs on both databases; what is SQLite's alone asks for ``file``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.store import database
from app.store.sql import SqlStore, open_store, transactor_of
from tests.postgresql import PostgreSQLServer

Run = Callable[[str], Awaitable[Sequence[Any]]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.prometheus)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'accounts.db'}"
    server: PostgreSQLServer = request.getfixturevalue("postgresql")
    return await server.fresh()


@pytest.fixture
def place(url: str) -> str:
    """How errors call the database."""
    return database.place_of(database.parse(url))


@pytest.fixture
def run(url: str) -> Run:
    """Run a statement behind the store's back, and give its rows."""

    async def run(sql: str) -> Sequence[Any]:
        transactor = transactor_of(database.parse(url))
        try:
            return await transactor.write(_rows, sql)
        finally:
            await transactor.close()

    return run


def _rows(connection: Connection, sql: str) -> Sequence[Any]:
    found = connection.execute(text(sql))
    return found.fetchall() if found.returns_rows else []


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """Open a store and lead; at the end let others lead, and close it whatever happened."""
    store = await open_store(url)
    try:
        assert await store.lease.claim()
        yield store
    finally:
        await store.lease.release()
        await store.close()


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    async with opened(url) as store:
        yield store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts.db"


@pytest.fixture
def file_url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
async def file_store(file_url: str) -> AsyncIterator[SqlStore]:
    async with opened(file_url) as store:
        yield store
