"""Brings definitions that lag up to the present and reads their past, beside the cycle."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from app.monitor.accounts import Accounts
from app.monitor.backfill import Backfill
from app.monitor.book import Book
from app.monitor.observer import Observer, trouble_of
from app.slo.definition import Slo
from app.slo.errors import SourceError
from app.slo.reading import Trouble
from app.slo.snapshot import Reason

NEAR_SECONDS = 900
"""A definition that lags by no more than this is read by the cycle itself."""

AT_ONCE = 2
"""So many groups of definitions are read at the same time: Prometheus has others to answer."""

BACKFILL_TOPIC = "backfill"

log = logging.getLogger(__name__)


class CatchUp:
    """Runs the backfill of definitions that need it; knows how far each is.

    ``on_progress`` is told the share (0 to 1) of what is needed that has been read.
    """

    def __init__(
        self,
        backfill: Backfill,
        accounts: Accounts,
        observer: Observer,
        book: Book,
        on_progress: Callable[[float], None],
    ) -> None:
        self._backfill = backfill
        self._accounts = accounts
        self._observer = observer
        self._book = book
        self._on_progress = on_progress
        self._troubles: dict[str, Trouble] = {}
        self._task: asyncio.Task[None] | None = None

    def ensure(self, at: int) -> None:
        """Begin to read in the background if something is missing and nothing runs yet."""
        if self._task is not None and not self._task.done():
            return
        if self._lagging(at) or self._unread():
            self._task = asyncio.create_task(self._run_quietly(at))

    async def run(self, until: int) -> None:
        """Bring every definition close to ``until``, then read its past; troubles are kept.

        Raises:
            StoreError: a piece could not be stored.
        """
        self._note()
        lagging = self._observer.groups(
            self._lagging(until), lambda slo: self._accounts[slo.name].reach.until
        )
        await self._all(lagging, lambda group: self._backfill.go_on(group, until, self._note))
        unread = self._observer.groups(
            self._unread(), lambda slo: self._accounts[slo.name].reach.begin
        )
        await self._all(unread, lambda group: self._backfill.go_back(group, self._note))

    async def stop(self) -> None:
        """End what runs in the background; the pieces that were read are stored."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def reset(self) -> None:
        """Forget what was said of definitions under another catalog."""
        self._troubles.clear()

    def trouble(self, slo: Slo) -> Trouble:
        """Say why not all of a definition has been read."""
        share = self._accounts.share_read(slo)
        waiting = Trouble(Reason.BACKFILLING, f"{share:.0%} of the past has been read so far")
        return self._troubles.get(slo.name, waiting)

    async def _all(
        self,
        groups: Sequence[tuple[Slo, ...]],
        read: Callable[[tuple[Slo, ...]], Awaitable[None]],
    ) -> None:
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(group: tuple[Slo, ...]) -> None:
            async with slots:
                try:
                    await read(group)
                except SourceError as error:
                    self._troubles.update({slo.name: trouble_of(error) for slo in group})
                else:
                    self._forget_troubles(group)

        try:
            async with asyncio.TaskGroup() as tasks:
                for group in groups:
                    tasks.create_task(one(group))
        except ExceptionGroup as failed:  # the first has ended the others
            raise failed.exceptions[0] from failed

    def _forget_troubles(self, slos: Sequence[Slo]) -> None:
        for slo in slos:
            self._troubles.pop(slo.name, None)

    def _lagging(self, at: int) -> list[Slo]:
        slos = self._accounts.slos.values()
        return [slo for slo in slos if self._accounts.lag(slo, at) > NEAR_SECONDS]

    def _unread(self) -> list[Slo]:
        return [slo for slo in self._accounts.slos.values() if self._accounts.is_unread(slo)]

    async def _run_quietly(self, until: int) -> None:
        try:
            await self.run(until)
        except Exception:  # the job's boundary: the next cycle starts it again
            log.exception("reading the past failed; the next cycle tries again")

    def _note(self) -> None:
        shares = [self._accounts.share_read(slo) for slo in self._accounts.slos.values()]
        share = sum(shares) / len(shares) if shares else 1.0
        self._on_progress(share)
        sentence = f"{share:.0%} of the past has been read" if share < 1 else None
        self._book.note(BACKFILL_TOPIC, sentence)
