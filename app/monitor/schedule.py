"""When steps are carried out: at each tick of the clock's grid, one at a time, none skipped.

A step that was missed needs no run of its own: the next one reads everything since the last.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.monitor.book import Book
from app.monitor.replica import Replica
from app.monitor.watch import CatalogWatch
from app.slo.errors import StoreError
from app.slo.snapshot import Snapshot

OnCycle = Callable[[str, float, float | None], None]
"""Told after each cycle: outcome (``published``, ``failed``, ``unchanged``), seconds it took,
and the evaluation time of what it published."""

POLL_SECONDS = 1
"""So often a replica that follows looks for what the leader stored, and whether it is gone."""

CYCLE_TOPIC = "cycle"

log = logging.getLogger(__name__)


def evaluation_time(now: float, step_seconds: int, offset_seconds: int) -> int:
    """The latest point of the grid that lies at least ``offset_seconds`` before ``now``."""
    return int((now - offset_seconds) // step_seconds) * step_seconds


class Schedule:
    """Runs a replica's cycles until it is drained."""

    def __init__(
        self,
        replica: Replica,
        watch: CatalogWatch,
        book: Book,
        step_seconds: int,
        offset_seconds: int,
        on_cycle: OnCycle,
    ) -> None:
        self._replica = replica
        self._watch = watch
        self._book = book
        self._step = step_seconds
        self._offset = offset_seconds
        self._on_cycle = on_cycle
        self._running = asyncio.Lock()
        # Without a grace time the library would drop, without a word, what starts a second late.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin: once at once, then at every tick."""
        on_grid = datetime.fromtimestamp(time.time() // self._step * self._step, UTC)
        every_step = IntervalTrigger(seconds=self._step, start_date=on_grid, timezone=UTC)
        self._scheduler.add_job(self.run_once, every_step, next_run_time=datetime.now(UTC))
        if self._replica.is_shared:
            self._scheduler.add_job(
                self.poll_once, IntervalTrigger(seconds=POLL_SECONDS, timezone=UTC)
            )
        self._scheduler.start()
        # A cycle longer than a step is ordinary while Prometheus hangs; it is in the metrics.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    async def run_once(self) -> None:
        """Carry out the step that is due now, under the catalog that is in force now."""
        if self._running.locked():
            return
        async with self._running:
            at = evaluation_time(time.time(), self._step, self._offset)
            began = time.monotonic()
            outcome, published_at = await self._told(self._cycle, at)
            self._on_cycle(outcome, time.monotonic() - began, published_at)

    async def poll_once(self) -> None:
        """Between steps: follow the leading replica, or take over from it."""
        if self._running.locked():
            return
        async with self._running:
            at = evaluation_time(time.time(), self._step, self._offset)
            began = time.monotonic()
            outcome, published_at = await self._told(self._replica.poll, at)
            if outcome == "published":
                self._on_cycle(outcome, time.monotonic() - began, published_at)

    async def drain(self, seconds: float) -> None:
        """Start nothing more, and let a running cycle finish within ``seconds``."""
        if self._scheduler.running:
            self._scheduler.pause()
        try:
            async with asyncio.timeout(seconds):
                async with self._running:
                    pass
        except TimeoutError:
            log.warning(
                "the running cycle did not finish in %.0f s; its step is read again", seconds
            )
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _cycle(self, at: int) -> Snapshot | None:
        changed = await asyncio.to_thread(self._watch.changed)
        if changed is not None:
            await self._replica.change(changed.slos, at, changed.exclusions)
        return await self._replica.cycle(at)

    async def _told(
        self, work: Callable[[int], Awaitable[Snapshot | None]], at: int
    ) -> tuple[str, float | None]:
        """Do something, and say what became of it; a failure stands in the readiness."""
        try:
            snapshot = await work(at)
        except StoreError as error:
            return self._failed(f"the cycle failed: {error}")
        except Exception:  # the job's boundary: the schedule must survive whatever a cycle does
            log.exception("the cycle failed")
            return self._failed("the cycle failed; the log says why")
        self._book.note(CYCLE_TOPIC, None)
        if snapshot is None:
            return "unchanged", None
        return "published", snapshot.evaluated_at

    def _failed(self, sentence: str) -> tuple[str, float | None]:
        if sentence not in self._book.notices():
            log.error(sentence)
        self._book.note(CYCLE_TOPIC, sentence)
        return "failed", None
