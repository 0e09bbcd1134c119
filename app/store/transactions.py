"""Runs work in transactions of one database, and says in one sentence what failed.

A transaction that has begun is carried to its end even if its caller is cancelled: a driver that
is interrupted in the middle may keep the database locked. Only a server that does not answer is
given up after some time; then its connection is closed, and what became of a commit is not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from app.store import database

Given = ParamSpec("Given")
Result = TypeVar("Result")

READ_SECONDS = 300.0
WRITE_SECONDS = 60.0
BRIEF_SECONDS = 4.0
"""For a statement or two about a single row."""


class Transactions:
    """Transactions of one database; ``place`` is its name in sentences."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self.place = place
        self._engine = engine
        self._is_server = database.is_postgresql(engine.url)

    async def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Let ``work`` read, all of it as of one moment."""
        with database.failures_told(f"cannot read {self.place}"):
            return await self._run(READ_SECONDS, "REPEATABLE READ", work, *args, **named)

    async def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Let ``work`` write: all of it, or nothing if it raises."""
        with database.failures_told(f"cannot write {self.place}"):
            return await self._run(WRITE_SECONDS, None, work, *args, **named)

    async def brief(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Let ``work`` read or write very little, of which an answer is soon expected."""
        with database.failures_told(f"cannot reach {self.place}"):
            return await self._run(BRIEF_SECONDS, None, work, *args, **named)

    async def migrate(self, work: Callable[[Connection, str], None]) -> None:
        """Let ``work`` bring the database to the present schema."""
        with database.failures_told(f"cannot open {self.place}"):
            await self._run(READ_SECONDS, None, work, self.place)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _run(
        self,
        seconds: float,
        isolation: str | None,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        async def transaction() -> Result:
            async with asyncio.timeout(seconds if self._is_server else None):
                async with self._engine.connect() as connection:
                    if isolation is not None and self._is_server:
                        await connection.execution_options(isolation_level=isolation)
                    async with connection.begin():
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
