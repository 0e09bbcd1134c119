"""Keeps accounts in a SQL database: what the monitor's ``Store`` is in production.

Refuses to know the dialect; ``app/store/database.py`` does. An ``append`` that has returned is on
the disk; one that was interrupted, in whatever way, is there whole or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import URL, Connection

from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.step import Held, News, Step
from app.store import (
    alert_reading,
    alert_writing,
    database,
    exclusions,
    news,
    reading,
    schema,
    steps,
    writing,
)
from app.store.lease import TTL_SECONDS, Lease, RowLease, SoleLease
from app.store.of_file import FileTransactor
from app.store.of_server import ServerTransactor
from app.store.transacting import Transactor

KEPT_SECONDS = 90 * 86_400
IDLE_SHARE = 2 / 3
"""A process that was stopped in the middle of a transaction keeps the lease from others. So a
server ends it before the lease has run out."""


class SqlStore:
    """Accounts and alerts in one database; made by ``open_store``.

    Who holds its ``lease`` may write. ``transactor`` is for what everybody may read and note,
    ``leading`` for what only that one may change.
    """

    def __init__(
        self,
        transactor: Transactor,
        lease: Lease,
        receivers: Sequence[str] = (),
        kept_seconds: int = KEPT_SECONDS,
    ) -> None:
        self.transactor = transactor
        self.lease = lease
        self.leading = transactor.guarded(lease.hold)
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
            NotLeader: another process may write now; nothing was stored.
            StoreError: nothing was stored, unless the database went away in the last moment: only
                what it has then can tell.
        """
        await self.leading.write(writing.write, entries)

    async def append_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None = None
    ) -> None:
        """Take all entries of a step and what happened in it in one transaction, or none.

        ``happened`` says what happened; it is called once, on a thread, and may take its time. A
        transition whose id is known already is passed over. ``step`` is for replicas that follow.

        Raises:
            NotLeader: another process may write now; nothing was stored.
            StoreError: nothing was stored, unless the database went away in the last moment.
        """
        record = None if step is None else await asyncio.to_thread(steps.record_of, step)

        def first(connection: Connection) -> None:
            writing.write(connection, entries)

        def then(connection: Connection, told: Happened) -> None:
            alert_writing.write_happened(connection, told, self._receivers, self._kept_seconds)
            if record is not None:
                steps.write(connection, record | {"epoch": self.lease.epoch})

        await self.leading.write_as_found(first, (each() for each in [happened]), then)

    async def retire(self, accounts: Sequence[Account]) -> None:
        """Take accounts whose series have become fewer; all in one transaction, or none.

        Raises:
            StoreError: nothing was stored.
        """
        await self.leading.write(writing.rewrite_series, accounts)

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

    async def exclude(self, portions: Iterable[Sequence[Entry]], change: ExclusionChange) -> None:
        """Take a change of exclusions and the entries that follow from it, or nothing.

        The entries may be many: each portion is asked for once the one before has been written.

        Raises:
            StoreError: nothing was stored.
        """

        def first(connection: Connection) -> None:
            exclusions.write(connection, change)

        await self.leading.write_as_found(first, portions, writing.write)

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of these names; a name without one is passed over.

        Raises:
            NotLeader: another process may write now.
            StoreError: nothing was dropped.
        """
        await self.leading.write(writing.remove, slo_names)

    async def newest_step(self) -> int | None:
        """Say when the step that was stored last was evaluated.

        Raises:
            StoreError: the database did not answer.
        """
        return await self.transactor.brief(steps.newest)

    async def news(self, known: Mapping[str, Held], after: int | None, step_seconds: int) -> News:
        """Read what was stored since the step ``after`` (``None``: ever) of what is known.

        Raises:
            StoreError: it cannot be read.
        """
        place = self.transactor.place
        fetched = await self.transactor.read(news.fetch, place, known, after, step_seconds)
        return await asyncio.to_thread(fetched.put_together, place)

    async def close(self) -> None:
        """Close every connection."""
        await self.transactor.close()


async def open_store(
    url: str,
    receivers: Sequence[str] = (),
    kept_seconds: int = KEPT_SECONDS,
    ttl_seconds: float = TTL_SECONDS,
) -> SqlStore:
    """Open the database of a SQLAlchemy URL, and migrate it; a server needs an asynchronous driver.

    ``receivers`` name the webhooks that each transition is to be delivered to; alerts that are
    over are kept for ``kept_seconds``. ``ttl_seconds`` is how long the lease lasts of a database
    that several processes share.

    Raises:
        StoreError: it cannot be opened, or was written by a newer version of the program.
    """
    parsed = database.parse(url)
    transactor = transactor_of(parsed, ttl_seconds)
    try:
        await transactor.open(schema.upgrade)
    except BaseException:
        await transactor.close()
        raise
    shared = database.is_postgresql(parsed)
    lease = RowLease(transactor, ttl_seconds) if shared else SoleLease()
    return SqlStore(transactor, lease, receivers, kept_seconds)


def transactor_of(url: URL, ttl_seconds: float = TTL_SECONDS) -> Transactor:
    """Make what carries transactions out on the database of a URL; nothing is asked yet.

    Raises:
        StoreError: it cannot be reached in this way.
    """
    place = database.place_of(url)
    if database.is_sqlite(url):
        return FileTransactor(database.open_file(url), place)
    return ServerTransactor(database.connect_server(url, ttl_seconds * IDLE_SHARE), place)
