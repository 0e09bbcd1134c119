"""Keeps accounts in a SQL database: what the monitor's ``Store`` is in production.

Refuses to know the dialect; ``app/store/database.py`` does. An ``append`` that has returned is on
the disk; one that was interrupted, in whatever way, is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.slo.account import Entry, StoredAccount
from app.store import database, reading, schema, writing
from app.store.transactions import Transactions


class SqlStore:
    """Accounts in one database; made by ``open_store``."""

    def __init__(self, transactions: Transactions) -> None:
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

    async def append(self, entries: Sequence[Entry]) -> None:
        """Take all entries in one transaction, or none; at most one for each SLO name.

        An account that is new is created with all the rows and series of its delta. What is kept
        under the same name is replaced if its fingerprint is another, or if nothing of the
        entry's account has been read before (its reach ends where it begins).

        Raises:
            StoreError: nothing of the entries was stored.
        """
        await self._transactions.write(writing.write, entries)

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of these names; a name without one is passed over.

        Raises:
            StoreError: nothing was dropped.
        """
        await self._transactions.write(writing.remove, slo_names)

    async def close(self) -> None:
        """Close every connection."""
        await self._transactions.close()


async def open_store(url: str) -> SqlStore:
    """Open the database of a SQLAlchemy URL with an asynchronous driver, and migrate it.

    Raises:
        StoreError: it cannot be opened, or was written by a newer version of the program.
    """
    parsed = database.parse(url)
    transactions = Transactions(database.connect(parsed), database.place_of(parsed))
    try:
        await transactions.migrate(schema.upgrade)
    except BaseException:
        await transactions.close()
        raise
    return SqlStore(transactions)
