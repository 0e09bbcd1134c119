"""Keeps accounts in a SQL database: what the monitor's ``Store`` is in production.

Refuses to know the dialect; ``app/store/database.py`` does. An ``append`` that has returned is on
the disk; one that was interrupted, in whatever way, is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.exclusion import Exclusion, ExclusionChange
from app.store import (
    alert_reading,
    alert_writing,
    database,
    exclusions,
    reading,
    schema,
    writing,
)
from app.store.transacting import Transactor

KEPT_SECONDS = 90 * 86_400


class SqlStore:
    """Accounts and alerts in one database; made by ``open_store``."""

    def __init__(
        self,
        transactor: Transactor,
        receivers: Sequence[str] = (),
        kept_seconds: int = KEPT_SECONDS,
    ) -> None:
        self.transactor = transactor
        self._receivers = tuple(receivers)
        self._kept_seconds = kept_seconds

    async def load(self) -> Sequence[StoredAccount]:
        """Read every account, in the order of their creation.

        Raises:
            StoreError: the stored state cannot be read.
        """
        return await self.transactor.read(reading.read, self.transactor.place)

    async def append(self, entries: Sequence[Entry]) -> None:
        """Take all entries in one transaction, or none; at most one for each SLO name.

        An account that is new is created with all the rows and series of its delta. What is kept
        under the same name is replaced if its fingerprint is another, or if nothing of the
        entry's account has been read before (its reach ends where it begins).

        Raises:
            StoreError: nothing of the entries was stored.
        """
        await self.transactor.write(writing.write, entries)

    async def append_step(self, entries: Sequence[Entry], happened: Awaitable[Happened]) -> None:
        """Take all entries of a step and what happened in it in one transaction, or none.

        ``happened`` is awaited once the entries have been written: meanwhile the disk works. A
        transition whose id is known already is passed over.

        Raises:
            StoreError: nothing was stored.
        """

        async def step(connection: AsyncConnection) -> None:
            await connection.run_sync(writing.write, entries)
            await connection.run_sync(
                alert_writing.write_happened, await happened, self._receivers, self._kept_seconds
            )

        await self.transactor.write_with(step)

    async def retire(self, accounts: Sequence[Account]) -> None:
        """Take accounts whose series have become fewer; all in one transaction, or none.

        Raises:
            StoreError: nothing was stored.
        """
        await self.transactor.write(writing.rewrite_series, accounts)

    async def open_alerts(self) -> Sequence[OpenAlert]:
        """Read the alerts that fired when the last step was stored.

        Raises:
            StoreError: the stored state cannot be read.
        """
        return await self.transactor.read(alert_reading.read_open_alerts)

    async def annotations(self, after: float, until: float) -> Sequence[Annotation]:
        """Read what was noted of the time in (after, until], by begin.

        Raises:
            StoreError: the stored state cannot be read.
        """
        return await self.transactor.read(alert_reading.read_annotations, after, until)

    async def exclusions(self) -> Sequence[Exclusion]:
        """Read the exclusions that were asked for, by id.

        Raises:
            StoreError: they cannot be read.
        """
        return await self.transactor.read(exclusions.read, self.transactor.place)

    async def exclude(self, entries: Sequence[Entry], change: ExclusionChange) -> None:
        """Take a change of exclusions and the entries that follow from it, or nothing.

        Raises:
            StoreError: nothing was stored.
        """
        await self.transactor.write(exclusions.exclude, entries, change)

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of these names; a name without one is passed over.

        Raises:
            StoreError: nothing was dropped.
        """
        await self.transactor.write(writing.remove, slo_names)

    async def close(self) -> None:
        """Close every connection."""
        await self.transactor.close()


async def open_store(
    url: str, receivers: Sequence[str] = (), kept_seconds: int = KEPT_SECONDS
) -> SqlStore:
    """Open the database of a SQLAlchemy URL with an asynchronous driver, and migrate it.

    ``receivers`` name the webhooks that each transition is to be delivered to; alerts that are
    over are kept for ``kept_seconds``.

    Raises:
        StoreError: it cannot be opened, or was written by a newer version of the program.
    """
    parsed = database.parse(url)
    transactor = Transactor(database.connect(parsed), database.place_of(parsed))
    try:
        await transactor.open(schema.upgrade)
    except BaseException:
        await transactor.close()
        raise
    return SqlStore(transactor, receivers, kept_seconds)
