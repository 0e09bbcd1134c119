"""The connections to a server, and whatever waits for one: all of it can be given up at once.

To close a connection in good order is to wait for the server, however long that takes. So here the
server is told that we go, and not waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakSet

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry


class Lines:
    """The connections of an engine on one event loop."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._open: WeakSet[asyncpg.Connection] = WeakSet()
        self._waiting: set[asyncio.Timeout] = set()
        self._are_cut = False
        event.listen(engine.sync_engine, "connect", self._opened)

    @asynccontextmanager
    async def used(self, seconds: float) -> AsyncIterator[None]:
        """Use some for at most so many seconds, and not once all are cut.

        Raises:
            TimeoutError: the time is over.
        """
        async with asyncio.timeout(0 if self._are_cut else seconds) as limit:
            self._waiting.add(limit)
            try:
                yield
            finally:
                self._waiting.discard(limit)

    def cut_after(self, seconds: float) -> None:
        """Wait for the server no longer than this, whatever is under way then."""
        asyncio.get_running_loop().call_later(seconds, self._cut)

    async def close(self) -> None:
        """Close all."""
        await self._engine.dispose(close=False)
        self._hang_up()

    def _cut(self) -> None:
        self._are_cut = True
        self._hang_up()
        for limit in self._waiting:
            limit.reschedule(asyncio.get_running_loop().time())

    def _hang_up(self) -> None:
        for connection in list(self._open):
            connection.terminate()

    def _opened(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        self._open.add(connection.driver_connection)
