"""Looks for samples that came late, on a schedule of its own, beside the cycle.

A cycle reads what is new since the last one. A sample that was not there yet when its time was
read would never be read, if nobody looked for it. Here it is noticed; it is left to the next
cycle to count it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from app.monitor.lateness import Lateness
from app.monitor.observer import Found, Observer
from app.slo.account import Account
from app.slo.errors import SourceError

FAR_SECONDS = 600
"""So far back it looks: writers of which nothing is known yet may lag by as much."""

EVERY_SECONDS = 300

log = logging.getLogger(__name__)


class Lookout:
    """Reads again what has been read, now and then; a look that fails is left out."""

    def __init__(self, observer: Observer, lateness: Lateness) -> None:
        self._observer = observer
        self._lateness = lateness
        self._looked_at: int | None = None
        self.task: asyncio.Task[None] | None = None

    def is_due(self, at: int) -> bool:
        """Whether it is time to look, at the step ``at``, and the last look has ended."""
        if self.task is not None and not self.task.done():
            return False
        return self._looked_at is None or at // EVERY_SECONDS != self._looked_at // EVERY_SECONDS

    def ensure(self, found: Sequence[Found], before: Mapping[str, Account], at: int) -> None:
        """Begin to look at what the step ``at`` went on from, once that is published.

        ``found`` is what it read, ``before`` the accounts before it; empty if it is not time.
        """
        if not found or not before:
            return
        self.task = asyncio.create_task(self._look_quietly(found, before, at))
        # Of an account that has just begun nothing can be late: then the next step looks again.
        begun = all(account.reach.begin < account.reach.until for account in before.values())
        self._looked_at = at if begun else None

    async def stop(self) -> None:
        """End a look that is under way."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def _look_quietly(
        self, found: Sequence[Found], before: Mapping[str, Account], at: int
    ) -> None:
        try:
            for one in found:  # one after the other: Prometheus has others to answer
                await self._look(one, before, at)
        except SourceError as error:
            log.warning("could not look for late samples: %s", error)
        except Exception:  # the job's boundary: the cycles go on
            log.exception("looking for late samples failed")

    async def _look(self, one: Found, before: Mapping[str, Account], at: int) -> None:
        slos = tuple(slo for slo in one.slos if slo.name in before)
        if slos:
            until = before[slos[0].name].reach.until
            samples = await self._observer.series(slos, until - FAR_SECONDS, until)
            await asyncio.to_thread(self._lateness.owe, before, samples, at, one.begin)
