"""The lease of the one process that may write: a row with an epoch, on the database's clock.

Taking over counts the epoch up. It is the fencing token: whoever writes proves within the same
transaction that the epoch is still his, and keeps it from being counted up until the commit. The
epoch is the row's key, so that PostgreSQL lets the lease be renewed (no key changes) while a
long transaction holds it (``FOR KEY SHARE``), but not taken over.
"""

from __future__ import annotations

import os
import socket

from sqlalchemy import Connection, Double, cast, func, select, update
from sqlalchemy.sql import ColumnElement, extract

from app.slo.errors import NotLeader
from app.store.tables import LEASES
from app.store.transacting import Transactor

TTL_SECONDS = 15.0

_NOW: ColumnElement[float] = cast(extract("epoch", func.clock_timestamp()), Double)
"""The time now, not that of the transaction's begin: it may have waited for a lock."""

_STANDS = LEASES.c.expires_at > _NOW


class SoleLease:
    """The lease of a database that one process holds anyway."""

    is_shared = False
    ttl_seconds = float("inf")
    epoch = 0

    async def claim(self) -> bool:
        """Lead."""
        return True

    async def renew(self) -> bool:
        """Go on leading."""
        return True

    async def release(self) -> None:
        """Keep it: there is nobody else."""

    async def holder(self) -> str | None:
        """Nobody else holds it."""
        return None

    def hold(self, connection: Connection) -> int:
        """Let whoever has the database write."""
        del connection
        return 0


class RowLease:
    """The lease in a database that several processes share; ``epoch`` while this one holds it."""

    is_shared = True

    def __init__(self, transactor: Transactor, ttl_seconds: float = TTL_SECONDS) -> None:
        self.ttl_seconds = ttl_seconds
        self.epoch: int | None = None
        self._transactor = transactor
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def claim(self) -> bool:
        """Take the lease over if nobody holds it; waits for nobody.

        Raises:
            StoreError: the database did not answer; the lease is not held.
        """
        self.epoch = None
        self.epoch = await self._transactor.brief(self._claim)
        return self.epoch is not None

    async def renew(self) -> bool:
        """Let the lease last from now on; ``False`` if it is held no more.

        Raises:
            StoreError: the database did not answer; the lease may still stand.
        """
        if self.epoch is None or not await self._transactor.brief(self._renew, self.epoch):
            self.epoch = None
        return self.epoch is not None

    async def release(self) -> None:
        """Let somebody else lead at once.

        Raises:
            StoreError: the database did not answer; the lease runs out by itself.
        """
        epoch, self.epoch = self.epoch, None
        if epoch is not None:
            await self._transactor.brief(_release, epoch)

    async def holder(self) -> str | None:
        """Name the host and process that holds it now.

        Raises:
            StoreError: the database did not answer.
        """
        return await self._transactor.brief(_holder)

    def hold(self, connection: Connection) -> int:
        """Make sure that nobody else leads before this transaction has ended; the epoch.

        Raises:
            NotLeader: somebody else may lead already.
        """
        epoch = self.epoch
        held = select(LEASES.c.epoch).where(LEASES.c.epoch == epoch, _STANDS)
        locked = held.with_for_update(read=True, key_share=True)
        if epoch is None or connection.execute(locked).first() is None:
            place = self._transactor.place
            raise NotLeader(f"{place} is led by another process now", self.ttl_seconds)
        return epoch

    def _claim(self, connection: Connection) -> int | None:
        # Whoever is writing holds the row, even if his time is up: then it is not free yet.
        free = select(LEASES.c.epoch).where(~_STANDS).with_for_update(skip_locked=True)
        taken = (
            update(LEASES)
            .where(LEASES.c.epoch == free.scalar_subquery())
            .values(epoch=LEASES.c.epoch + 1, holder=self._name, expires_at=_NOW + self.ttl_seconds)
        )
        return connection.execute(taken.returning(LEASES.c.epoch)).scalar()

    def _renew(self, connection: Connection, epoch: int) -> bool:
        mine = update(LEASES).where(LEASES.c.epoch == epoch, _STANDS)
        return connection.execute(mine.values(expires_at=_NOW + self.ttl_seconds)).rowcount > 0


def _release(connection: Connection, epoch: int) -> None:
    connection.execute(update(LEASES).where(LEASES.c.epoch == epoch).values(expires_at=0.0))


def _holder(connection: Connection) -> str | None:
    return connection.execute(select(LEASES.c.holder).where(_STANDS)).scalar()


Lease = SoleLease | RowLease
