"""Transactor on one database: each is carried out whole or not at all.

A transaction that has begun is carried to its end even if its caller is cancelled: a driver that
is interrupted in the middle may keep the database locked. Only a server that does not answer is
given up after some time; then its connection is closed, and what became of a commit is not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.store import database

Given = ParamSpec("Given")
Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Coroutine[Any, Any, Result]]

READ_SECONDS = 300.0
WRITE_SECONDS = 60.0
BRIEF_SECONDS = 4.0
"""For a statement or two about a single row."""


class Transactor:
    """Carries work out on a database; ``place`` names it in sentences.

    ``before_writing`` is done first in every transaction that writes; it raises if it must not.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        place: str,
        before_writing: Callable[[Connection], object] = lambda _: None,
    ) -> None:
        self._engine = engine
        self.place = place
        self._before_writing = before_writing
        self._is_server = database.is_postgresql(engine.url)

    def guarded(self, before_writing: Callable[[Connection], object]) -> Transactor:
        """Carry out the same, but do something first in every transaction that writes."""
        return Transactor(self._engine, self.place, before_writing)

    async def open(self, work: Callable[[Connection, str], Result]) -> Result:
        """Do in one transaction what has to be done first; ``work`` is told the place.

        Raises:
            StoreError: the database cannot be opened.
        """
        with database.failures_told(f"cannot open {self.place}"):
            return await self._run(READ_SECONDS, None, lambda c: c.run_sync(work, self.place))

    async def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Read something, all of it as of one moment.

        Raises:
            StoreError: it cannot be read.
        """
        with database.failures_told(f"cannot read {self.place}"):
            return await self._run(
                READ_SECONDS, "REPEATABLE READ", lambda c: c.run_sync(work, *args, **named)
            )

    async def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Write something in one transaction.

        Raises:
            StoreError: nothing was written, or (if the store is a server) that is not known.
        """
        return await self.write_with(lambda c: c.run_sync(work, *args, **named))

    async def write_with(self, work: Work[Result]) -> Result:
        """Write in one transaction what is only found out while it is open.

        Raises:
            StoreError: nothing was written, or (if the store is a server) that is not known.
        """

        async def guarded(connection: AsyncConnection) -> Result:
            await connection.run_sync(self._before_writing)
            return await work(connection)

        with database.failures_told(f"cannot write {self.place}"):
            return await self._run(WRITE_SECONDS, None, guarded)

    async def brief(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Read or write very little, of which an answer is soon expected.

        Raises:
            StoreError: the database did not answer.
        """
        with database.failures_told(f"cannot reach {self.place}"):
            return await self._run(BRIEF_SECONDS, None, lambda c: c.run_sync(work, *args, **named))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _run(self, seconds: float, isolation: str | None, work: Work[Result]) -> Result:
        async def transaction() -> Result:
            async with asyncio.timeout(seconds if self._is_server else None):
                async with self._engine.connect() as connection:
                    if isolation is not None and self._is_server:
                        await connection.execution_options(isolation_level=isolation)
                    async with connection.begin():
                        return await work(connection)

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
