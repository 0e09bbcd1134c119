"""Keeps accounts in a SQL database: what the monitor's ``Store`` is in production.

Refuses to know the dialect; ``app/store/database.py`` does. An ``append`` that has returned is on
the disk; one that was interrupted, in whatever way, is there whole or not at all. A transaction
that has begun is carried to its end even if its caller is cancelled: a driver that is interrupted
in the middle may keep the database locked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from app.slo.account import Entry, StoredAccount
from app.slo.exclusion import Exclusion, ExclusionChange
from app.store import database, exclusions, reading, schema, writing

Given = ParamSpec("Given")
Result = TypeVar("Result")


class SqlStore:
    """Accounts in one database; made by ``open_store``."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self._engine = engine
        self._place = place

    async def load(self) -> Sequence[StoredAccount]:
        """Read every account, in the order of their creation.

        Raises:
            StoreError: the stored state cannot be read.
        """
        with database.failures_told(f"cannot read {self._place}"):
            return await _transact(self._engine, reading.read, self._place)

    async def append(self, entries: Sequence[Entry]) -> None:
        """Take all entries in one transaction, or none; at most one for each SLO name.

        An account that is new is created with all the rows and series of its delta. What is kept
        under the same name is replaced if its fingerprint is another, or if nothing of the
        entry's account has been read before (its reach ends where it begins).

        Raises:
            StoreError: nothing of the entries was stored.
        """
        with database.failures_told(f"cannot write {self._place}"):
            await _transact(self._engine, writing.write, entries)

    async def exclusions(self) -> Sequence[Exclusion]:
        """Read the exclusions that were asked for, by id.

        Raises:
            StoreError: they cannot be read.
        """
        with database.failures_told(f"cannot read {self._place}"):
            return await _transact(self._engine, exclusions.read, self._place)

    async def exclude(self, entries: Sequence[Entry], change: ExclusionChange) -> None:
        """Take a change of exclusions and the entries that follow from it, or nothing.

        Raises:
            StoreError: nothing was stored.
        """
        with database.failures_told(f"cannot write {self._place}"):
            await _transact(self._engine, exclusions.exclude, entries, change)

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of these names; a name without one is passed over.

        Raises:
            StoreError: nothing was dropped.
        """
        with database.failures_told(f"cannot write {self._place}"):
            await _transact(self._engine, writing.remove, slo_names)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


async def open_store(url: str) -> SqlStore:
    """Open the database of a SQLAlchemy URL with an asynchronous driver, and migrate it.

    Raises:
        StoreError: it cannot be opened, or was written by a newer version of the program.
    """
    parsed = database.parse(url)
    place = database.place_of(parsed)
    engine = database.connect(parsed)
    try:
        with database.failures_told(f"cannot open {place}"):
            await _transact(engine, schema.upgrade, place)
    except BaseException:
        await engine.dispose()
        raise
    return SqlStore(engine, place)


async def _transact(
    engine: AsyncEngine,
    work: Callable[Concatenate[Connection, Given], Result],
    *args: Given.args,
    **named: Given.kwargs,
) -> Result:
    async def transaction() -> Result:
        async with engine.begin() as connection:
            return await connection.run_sync(work, *args, **named)

    return await _to_the_end(transaction())


async def _to_the_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Wait until ``work`` is done, and only then let a cancellation through."""
    task = asyncio.create_task(work)
    cancelled = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from task.exception()
    return task.result()
