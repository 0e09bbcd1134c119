"""Brings definitions that lag up to the present, beside the cycle and one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

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

BACKFILL_TOPIC = "backfill"

log = logging.getLogger(__name__)


class CatchUp:
    """Runs the backfill of definitions that lag, at most one at a time; knows how far each is.

    ``on_progress`` is told the share (0 to 1) of the past that has been read, when that changes.
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
        self._progress: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def ensure(self, at: int) -> None:
        """Begin to catch up in the background if a definition lags and nothing runs yet."""
        if self._task is not None and not self._task.done():
            return
        if self._lagging(at):
            self._task = asyncio.create_task(self._run_quietly(at))
        else:
            self._book.note(BACKFILL_TOPIC, None)

    async def run(self, until: int) -> None:
        """Bring every definition that lags close to ``until``; troubles are kept, not raised.

        Raises:
            StoreError: a piece could not be stored.
        """
        for group in self._observer.groups(self._lagging(until)):
            try:
                await self._backfill.run(group, until, self._note)
            except SourceError as error:
                self._troubles.update({slo.name: trouble_of(error) for slo in group})

    async def stop(self) -> None:
        """End what runs in the background; the pieces that were read are stored."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def reset(self) -> None:
        """Forget what was said of definitions under another catalog."""
        self._troubles.clear()
        self._progress.clear()

    def trouble(self, slo_name: str) -> Trouble:
        """Say why a definition is not up to date."""
        share = self._progress.get(slo_name, 0.0)
        waiting = Trouble(Reason.BACKFILLING, f"{share:.0%} of the past has been read so far")
        return self._troubles.get(slo_name, waiting)

    def _lagging(self, at: int) -> list[Slo]:
        slos = self._accounts.slos.values()
        return [slo for slo in slos if self._accounts.lag(slo, at) > NEAR_SECONDS]

    async def _run_quietly(self, until: int) -> None:
        try:
            await self.run(until)
        except Exception:  # the job's boundary: the next cycle starts it again
            log.exception("reading the past failed; the next cycle tries again")

    def _note(self, slos: Sequence[Slo], share: float) -> None:
        for slo in slos:
            self._troubles.pop(slo.name, None)
            self._progress[slo.name] = share
        total = sum(self._progress.values()) / len(self._progress)
        self._on_progress(total)
        self._book.note(BACKFILL_TOPIC, f"{total:.0%} of the past has been read")
