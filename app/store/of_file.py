"""Transactions on a database that is a file (SQLite), or in memory: each on a thread of its own.

SQLite answers at once or waits for the disk, so there is nothing that an asynchronous driver
could do meanwhile; it would only change threads for every statement. A transaction changes once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from app.store import database
from app.store.transacting import Transactor, to_the_end

Result = TypeVar("Result")
Value = TypeVar("Value")

THREADS = 4
"""One writes, for SQLite has one writer at a time; the others read meanwhile."""


class FileTransactor(Transactor):
    """Carries work out on threads."""

    def __init__(
        self,
        engine: Engine,
        place: str,
        before_writing: Callable[[Connection], object] = lambda _: None,
        threads: ThreadPoolExecutor | None = None,
    ) -> None:
        super().__init__(place, before_writing)
        self._engine = engine
        self._reading = engine.execution_options(**database.FOR_READING)
        self._threads = threads or ThreadPoolExecutor(
            1 if database.is_in_memory(engine.url) else THREADS, "store"
        )

    def guarded(self, before_writing: Callable[[Connection], object]) -> Self:
        """Carry out the same, but do something first in every transaction that writes."""
        return type(self)(self._engine, self.place, before_writing, self._threads)

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        return await self._on_a_thread(self._reading, work)

    async def _write(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        del seconds  # a file answers, or fails by itself
        return await self._on_a_thread(self._engine, work)

    async def _write_as_found(
        self,
        first: Callable[[Connection], object],
        found: Iterable[Value],
        then: Callable[[Connection, Value], object],
    ) -> None:
        def work(connection: Connection) -> None:
            first(connection)
            for each in found:
                then(connection, each)

        await self._on_a_thread(self._engine, work)

    async def _on_a_thread(self, engine: Engine, work: Callable[[Connection], Result]) -> Result:
        def transaction() -> Result:
            with engine.begin() as connection:
                return work(connection)

        async def carried_out() -> Result:
            return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

        return await to_the_end(carried_out())
