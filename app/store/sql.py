"""Keeps accounts in a SQL database: what the monitor's ``Store`` is in production.

Refuses to know the dialect; ``app/store/database.py`` does. An ``append`` that has returned is on
the disk; one that was interrupted, in whatever way, is there whole or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app.slo.account import Account, Entry, StoredAccount
from app.slo.step import News, Step
from app.store import database, reading, schema, steps, writing
from app.store.lease import TTL_SECONDS, Lease, RowLease, SoleLease
from app.store.records import Record
from app.store.transactions import Transactions

IDLE_SHARE = 2 / 3
"""A process that was stopped in the middle of a transaction keeps the lease from others. So a
server ends it before the lease has run out."""


class SqlStore:
    """Accounts in one database; made by ``open_store``. Who holds its ``lease`` may write."""

    def __init__(self, transactions: Transactions, lease: Lease) -> None:
        self.lease = lease
        self._transactions = transactions

    @property
    def place(self) -> str:
        """The database in a sentence, without user and password."""
        return self._transactions.place

    async def load(self) -> Sequence[StoredAccount]:
        """Read every account, in the order of their creation.

        Raises:
            StoreError: the stored state cannot be read.
        """
        return await self._transactions.read(reading.read, self._transactions.place)

    async def append(self, entries: Sequence[Entry], step: Step | None = None) -> None:
        """Take all entries, and the step that they are of, in one transaction, or nothing.

        There is at most one entry for each SLO name. An account that is new is created with all
        the rows and series of its delta. What is kept under the same name is replaced if its
        fingerprint is another, or if nothing of the entry's account has been read before (its
        reach ends where it begins).

        Raises:
            NotLeader: another process may write now; nothing was stored.
            StoreError: nothing was stored, unless the database went away in the last moment: only
                what it has then can tell.
        """
        record = None if step is None else await asyncio.to_thread(steps.record_of, step)
        await self._transactions.write(self._write_step, entries, record)

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of these names; a name without one is passed over.

        Raises:
            NotLeader: another process may write now.
            StoreError: nothing was dropped.
        """
        await self._transactions.write(self._remove, slo_names)

    async def newest_step(self) -> int | None:
        """Say when the step that was stored last was evaluated.

        Raises:
            StoreError: the database did not answer.
        """
        return await self._transactions.brief(steps.newest)

    async def news(
        self, known: Mapping[str, Account], after: int | None, step_seconds: int
    ) -> News:
        """Read what was stored since the step ``after`` (``None``: ever) of known accounts.

        Raises:
            StoreError: it cannot be read.
        """
        fetched = await self._transactions.read(steps.fetch, self.place, known, after, step_seconds)
        return await asyncio.to_thread(fetched.put_together, self.place)

    def _write_step(
        self, connection: Connection, entries: Sequence[Entry], step: Record | None
    ) -> None:
        """Everything that a step changes in the database; first of all, may we?"""
        epoch = self.lease.hold(connection)
        writing.write(connection, entries)
        if step is not None:
            steps.write(connection, step | {"epoch": epoch})

    def _remove(self, connection: Connection, slo_names: Sequence[str]) -> None:
        self.lease.hold(connection)
        writing.remove(connection, slo_names)

    async def close(self) -> None:
        """Close every connection."""
        await self._transactions.close()


async def open_store(url: str, ttl_seconds: float = TTL_SECONDS) -> SqlStore:
    """Open the database of a SQLAlchemy URL with an asynchronous driver, and migrate it.

    ``ttl_seconds`` is how long the lease lasts of a database that several processes share.

    Raises:
        StoreError: it cannot be opened, or was written by a newer version of the program.
    """
    parsed = database.parse(url)
    engine = database.connect(parsed, idle_seconds=ttl_seconds * IDLE_SHARE)
    transactions = Transactions(engine, database.place_of(parsed))
    try:
        await transactions.migrate(schema.upgrade)
    except BaseException:
        await transactions.close()
        raise
    shared = database.is_postgresql(parsed)
    return SqlStore(transactions, RowLease(transactions, ttl_seconds) if shared else SoleLease())
