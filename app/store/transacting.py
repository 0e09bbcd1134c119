"""Transactions on one database: each is carried out whole or not at all.

A transaction that has begun is carried to its end even if its caller is cancelled: a driver that
is interrupted in the middle may keep the database locked.
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


class Transactor:
    """Carries work out on a database; ``place`` names it in sentences."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self._engine = engine
        self.place = place

    async def open(self, work: Callable[[Connection, str], Result]) -> Result:
        """Do in one transaction what has to be done first; ``work`` is told the place.

        Raises:
            StoreError: the database cannot be opened.
        """
        return await self._told("cannot open", lambda c: c.run_sync(work, self.place))

    async def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Read something in one transaction.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._told("cannot read", lambda c: c.run_sync(work, *args, **named))

    async def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Write something in one transaction.

        Raises:
            StoreError: nothing was written.
        """
        return await self._told("cannot write", lambda c: c.run_sync(work, *args, **named))

    async def write_with(
        self, work: Callable[[AsyncConnection], Coroutine[Any, Any, Result]]
    ) -> Result:
        """Write in one transaction what is only found out while it is open.

        Raises:
            StoreError: nothing was written.
        """
        return await self._told("cannot write", work)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _told(
        self, failure: str, work: Callable[[AsyncConnection], Coroutine[Any, Any, Result]]
    ) -> Result:
        async def transaction() -> Result:
            async with self._engine.begin() as connection:
                return await work(connection)

        with database.failures_told(f"{failure} {self.place}"):
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
