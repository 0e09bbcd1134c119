"""Transactions on a database server (PostgreSQL), on the event loop.

A server that does not answer is given up after some time; then its connection is closed, and what
became of a commit is not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any, Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.store.lines import Lines
from app.store.transacting import READ_SECONDS, WRITE_SECONDS, Transactor, to_the_end

Result = TypeVar("Result")
Value = TypeVar("Value")
Work = Callable[[AsyncConnection], Coroutine[Any, Any, Result]]


class ServerTransactor(Transactor):
    """Carries work out over an asynchronous driver."""

    def __init__(
        self,
        engine: AsyncEngine,
        place: str,
        before_writing: Callable[[Connection], object] = lambda _: None,
        lines: Lines | None = None,
    ) -> None:
        super().__init__(place, before_writing)
        self._engine = engine
        self._lines = lines or Lines(engine)

    def guarded(self, before_writing: Callable[[Connection], object]) -> Self:
        """Carry out the same, but do something first in every transaction that writes."""
        return type(self)(self._engine, self.place, before_writing, self._lines)

    def hurry(self, seconds: float) -> None:
        """Give up what is under way after so many seconds, and begin nothing more."""
        self._lines.cut_after(seconds)

    async def close(self) -> None:
        """Close every connection; a server that hangs is not waited for."""
        await self._lines.close()

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        return await self._run(lambda c: c.run_sync(work), READ_SECONDS, "REPEATABLE READ")

    async def _write(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        return await self._run(lambda c: c.run_sync(work), seconds)

    async def _write_as_found(
        self,
        first: Callable[[Connection], object],
        found: Iterable[Value],
        then: Callable[[Connection, Value], object],
    ) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.run_sync(first)
            async for each in _from_a_thread(iter(found)):
                await connection.run_sync(then, each)

        await self._run(work, WRITE_SECONDS)

    async def _run(
        self, work: Work[Result], seconds: float, isolation: str | None = None
    ) -> Result:
        async def transaction() -> Result:
            async with self._lines.used(seconds), self._engine.connect() as connection:
                if isolation is not None:
                    await connection.execution_options(isolation_level=isolation)
                async with connection.begin():
                    return await work(connection)

        return await to_the_end(transaction())


async def _from_a_thread(values: Iterator[Value]) -> AsyncIterator[Value]:
    """Ask for one value after the other where the event loop is not held up."""

    def following() -> tuple[Value] | None:
        return next(((value,) for value in values), None)

    while (found := await asyncio.to_thread(following)) is not None:
        yield found[0]
