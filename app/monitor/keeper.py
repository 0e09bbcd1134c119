"""The one place where accounts change: one change at a time, each on the disk before it is taken.

A cycle that goes on with the present and a backfill that reads the past work on the same
accounts. What is read needs no order; counting, storing and applying do, and happen under a lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from app.monitor.accounts import Accounts
from app.monitor.observer import Found
from app.monitor.ports import Store
from app.slo.account import Account, Delta, Entry
from app.slo.alert import Happened
from app.slo.counter import count_together
from app.slo.definition import Slo
from app.slo.errors import StoreError
from app.slo.layout import Layouts
from app.slo.samples import Samples
from app.slo.step import Step

Result = TypeVar("Result")
Read = tuple[Slo, Account, Samples]


class Keeper:
    """Counts what was read into accounts; a change that has begun is carried to its end."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts
        self._layouts = Layouts()
        self._changing = asyncio.Lock()
        self.is_in_doubt = False
        """Whether a write failed, so that memory may lag behind what is stored."""

    async def exclusively(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do something while no account changes otherwise."""

        async def locked() -> Result:
            async with self._changing:
                return await work()

        # Whoever is stopped must not part what is stored from what is in memory.
        return await asyncio.shield(asyncio.ensure_future(locked()))

    async def rest(self) -> None:
        """Wait until no change is under way any more."""
        async with self._changing:
            pass

    def counted(self, found: Iterable[Found], until: int) -> list[Delta]:
        """Count what was read up to ``until`` by the accounts as they are now.

        Meanwhile the catalog may have changed, or something else have read as far.
        """
        accounts, step = self._accounts, self._accounts.step
        by_reach: dict[int, list[Read]] = {}
        for one in found:
            for slo in one.slos:
                if accounts.lag(slo, until) > 0:
                    read = (slo, accounts[slo.name], one.samples[slo.name])
                    by_reach.setdefault(read[1].reach.until, []).append(read)
        deltas = [
            d
            for read in by_reach.values()
            for d in count_together(read, until, step, self._layouts)
        ]
        return accounts.twins.marked(deltas)

    async def take(self, found: Found, until: int) -> None:
        """Count what was read up to ``until``, store it and take it over.

        Raises:
            StoreError: nothing was taken.
        """

        async def work() -> None:
            await self.store(await asyncio.to_thread(self.counted, [found], until))

        await self.exclusively(work)

    async def take_past(self, found: Found, begin: int, until: int) -> None:
        """Count the piece (begin, until] of the past, and join it to what came after it.

        Raises:
            StoreError: nothing was taken.
        """
        pieces = await asyncio.to_thread(
            self._accounts.pieces, found.slos, found.samples, begin, until
        )

        async def work() -> None:
            await self.store(await asyncio.to_thread(self._accounts.joined, pieces))

        await self.exclusively(work)

    async def retire(self) -> int:
        """Forget the series of targets that went long ago; the number of accounts changed.

        Raises:
            StoreError: nothing was forgotten.
        """

        async def work() -> int:
            accounts = await asyncio.to_thread(self._accounts.retired)
            if accounts:
                try:
                    await self._store.retire(accounts)
                except StoreError:
                    self.is_in_doubt = True
                    raise
                self._accounts.replace(accounts)
            return len(accounts)

        return await self.exclusively(work)

    async def store(self, deltas: Sequence[Delta]) -> None:
        """Store, then take over. To be called exclusively.

        Raises:
            StoreError: nothing was taken.
        """
        await self.write(deltas)
        await self.take_over(deltas)

    async def write(self, deltas: Sequence[Delta]) -> None:
        """Put what deltas change on the disk; on threads, for accounts may be thousands.

        Raises:
            StoreError: nothing was written, or (if the store is a server) that is not known.
        """
        if not deltas:
            return
        entries = await asyncio.to_thread(self._accounts.entries, deltas)
        try:
            await self._store.append(entries)
        except StoreError:
            self.is_in_doubt = True
            raise

    def prepared(self, found: Iterable[Found], until: int) -> tuple[list[Delta], list[Entry]]:
        """Count what was read up to ``until``, and say what the store has to take for it."""
        deltas = self.counted(found, until)
        return deltas, self._accounts.entries(deltas)

    async def write_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None
    ) -> None:
        """Put on the disk what a step changes, and what happened in it.

        Raises:
            StoreError: nothing was written, or (if the store is a server) that is not known.
        """
        try:
            await self._store.append_step(entries, happened, step)
        except StoreError:
            self.is_in_doubt = True
            raise

    async def take_over(self, deltas: Sequence[Delta]) -> None:
        """Take deltas that are on the disk over into the accounts in memory."""
        if deltas:
            await asyncio.to_thread(self._accounts.apply, deltas)
