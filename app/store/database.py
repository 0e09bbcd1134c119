"""Opens the database behind a URL, and tells its failures without its secrets.

SQLite is set up so that a committed transaction survives ``kill -9`` and a loss of power: a
write-ahead log with ``synchronous = FULL``. ``NORMAL`` would survive the former only, and saves
one fsync per transaction: 0.2 ms for a small one and 0.8 ms for one of 2 MB where it was measured
(ext4 on a virtual disk), once per step of 30 s. The difference in the time of an append of 1,000
accounts (about 60 ms) could not be told from noise.

PostgreSQL may be far away, hang or go: ``app/store/postgresql.py`` bounds what is waited for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from app.slo.errors import StoreError
from app.store import postgresql

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)

FOR_READING = {"only_reads": True}
"""Execution options of a SQLite engine whose transactions write nothing."""


def parse(url: str) -> URL:
    """Read a database URL.

    Raises:
        StoreError: it is none, or part of a password would be taken for something else.
    """
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        # The cause is left out on purpose: it may quote the URL, and that may hold a password.
        raise StoreError(
            "the database URL cannot be read; it should look like"
            " postgresql+asyncpg://user:password@host:5432/name, the password percent-encoded"
        ) from None
    if not is_sqlite(parsed) and "@" in f"{parsed.host}{parsed.database}":
        raise StoreError("the database URL has a second '@': percent-encode the password ('%40')")
    return parsed


def is_sqlite(url: URL) -> bool:
    """Tell whether the database is a file (or in memory) rather than a server."""
    return url.get_backend_name() == "sqlite"


def is_in_memory(url: URL) -> bool:
    """Tell whether a SQLite database is in memory only."""
    return url.database in (None, "", ":memory:")


def is_postgresql(url: URL) -> bool:
    """Tell whether the database is a PostgreSQL server's."""
    return url.get_backend_name() == "postgresql"


def place_of(url: URL) -> str:
    """Name a database in a sentence: its file, or its server without user and password."""
    if is_sqlite(url):
        return url.database or "the database in memory"
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"


def open_file(url: URL) -> Engine:
    """Build the engine of a file, which is made if it is not there, or of a database in memory.

    Raises:
        StoreError: the URL names another driver than Python's own.
    """
    if url.get_driver_name() != "pysqlite":
        raise StoreError(f"no driver for {url.drivername}:// databases: use sqlite://")
    # What is in memory is there as long as its one connection.
    options: dict[str, Any] = {"poolclass": StaticPool} if is_in_memory(url) else {}
    engine = create_engine(url, module=sqlite3, hide_parameters=True, **options)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def connect_server(url: URL, idle_seconds: float) -> AsyncEngine:
    """Build the engine of a server, which is not asked yet.

    It is told to end transactions of which it hears nothing for ``idle_seconds``.

    Raises:
        StoreError: there is no asynchronous driver for such a URL, or it has an option that the
            driver does not take.
    """
    options: dict[str, Any] = {}
    if is_postgresql(url):
        postgresql.refuse_unknown_options(url)
        options = {"pool_pre_ping": True, "connect_args": postgresql.connect_arguments()}
    try:
        engine = create_async_engine(url, hide_parameters=True, **options)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"no driver for {url.drivername}:// databases: {error}") from error
    if is_postgresql(url):
        event.listen(engine.sync_engine, "begin", postgresql.limits_setter(idle_seconds))
    return engine


@contextmanager
def failures_told(sentence: str) -> Iterator[None]:
    """Turn what a database raises into a ``StoreError`` that begins with ``sentence``."""
    try:
        yield
    except StatementError as error:
        raise StoreError(f"{sentence}: {_words_of(error.orig or error)}") from error
    except TimeoutError as error:
        raise StoreError(f"{sentence}: the database did not answer in time") from error
    except (SQLAlchemyError, PostgresError, InterfaceError, OSError) as error:
        raise StoreError(f"{sentence}: {_words_of(error)}") from error


def _words_of(error: BaseException) -> str:
    """What the database said; the driver's adapter writes its own class before that."""
    said = error.__cause__ if isinstance(error.__cause__, PostgresError) else error
    return str(said) or type(said).__name__


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Python's sqlite3 opens no transaction before DDL; with None it opens none at all, and
    # _begin_sqlite opens every one, so that a migration is there whole or not at all.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE waits for another writer now; a transaction that reads first and writes later
    # would fail without waiting. One that only reads waits for nobody.
    reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
