"""Transactor on one database: each is carried out whole or not at all.

A transaction that has begun is carried to its end even if its caller is cancelled: a driver that
is interrupted in the middle may keep the database locked. ``app/store/of_file.py`` and
``app/store/of_server.py`` know how a transaction is carried out.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection

from app.store import database

Given = ParamSpec("Given")
Result = TypeVar("Result")
Value = TypeVar("Value")

READ_SECONDS = 300.0
WRITE_SECONDS = 60.0
BRIEF_SECONDS = 4.0
"""For a statement or two about a single row."""


class Transactor(ABC):
    """Carries work out on a database; ``place`` names it in sentences.

    ``before_writing`` is done first in every transaction that writes; it raises if it must not.
    The limits in seconds are for a server only, which may not answer.
    """

    def __init__(
        self, place: str, before_writing: Callable[[Connection], object] = lambda _: None
    ) -> None:
        self.place = place
        self._before_writing = before_writing

    @abstractmethod
    def guarded(self, before_writing: Callable[[Connection], object]) -> Self:
        """Carry out the same, but do something first in every transaction that writes."""

    def hurry(self, seconds: float) -> None:
        """Take only so many seconds for all that is still to be done."""
        del seconds  # for who waits for nobody

    @abstractmethod
    async def close(self) -> None:
        """Close every connection."""

    @abstractmethod
    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        """Do something that sees the database as of one moment."""

    @abstractmethod
    async def _write(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        """Do something that may write."""

    @abstractmethod
    async def _write_as_found(
        self,
        first: Callable[[Connection], object],
        found: Iterable[Value],
        then: Callable[[Connection, Value], object],
    ) -> None:
        """Write, and then one thing after the other as a thread finds it."""

    async def open(self, work: Callable[[Connection, str], Result]) -> Result:
        """Do in one transaction what has to be done first; ``work`` is told the place.

        Raises:
            StoreError: the database cannot be opened.
        """
        with database.failures_told(f"cannot open {self.place}"):
            return await self._write(lambda c: work(c, self.place), READ_SECONDS)

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
            return await self._read(lambda c: work(c, *args, **named))

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

        def guarded(connection: Connection) -> Result:
            self._before_writing(connection)
            return work(connection, *args, **named)

        with database.failures_told(f"cannot write {self.place}"):
            return await self._write(guarded, WRITE_SECONDS)

    async def write_as_found(
        self,
        first: Callable[[Connection], object],
        found: Iterable[Value],
        then: Callable[[Connection, Value], object],
    ) -> None:
        """Write in one transaction what is known, and what is found out while it is open.

        What is ``found`` is asked for on a thread, and may take its time; ``then`` writes each.

        Raises:
            StoreError: nothing was written, or (if the store is a server) that is not known.
        """

        def guarded(connection: Connection) -> None:
            self._before_writing(connection)
            first(connection)

        with database.failures_told(f"cannot write {self.place}"):
            await self._write_as_found(guarded, found, then)

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
            return await self._write(lambda c: work(c, *args, **named), BRIEF_SECONDS)


async def to_the_end(work: Coroutine[Any, Any, Result]) -> Result:
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
