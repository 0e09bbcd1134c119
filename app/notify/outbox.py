"""Runs whatever tells somebody of alerts, each on its own: nobody waits for another.

The cycle waits for none of them. What was not told when the service ends is told by the next one.
Refuses to know who is told, and how.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from app.notify.register import Register
from app.slo.errors import StoreError
from app.slo.evaluate import Evaluated
from app.slo.snapshot import Snapshot

AFTER_TROUBLE_SECONDS = 5.0
WHILE_ANOTHER_LEADS_SECONDS = 1.0

log = logging.getLogger(__name__)


class Worker(Protocol):
    """Something that is done again and again; ``leads_only``: by one of several processes."""

    @property
    def leads_only(self) -> bool:
        """Whether to pause while another process leads."""
        ...

    async def round(self) -> float:
        """Do what is due, and say in how many seconds there is something again."""
        ...

    def pause(self) -> None:
        """Take note that another process leads."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class Outbox:
    """Runs workers until it is closed; ``may_send`` says whether this process leads."""

    def __init__(
        self,
        workers: Sequence[Worker],
        register: Register,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self._workers = workers
        self._register = register
        self._may_send = may_send
        self._bells = [asyncio.Event() for _ in workers]
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closing = False

    def start(self) -> None:
        """Begin: with what is stored, at once."""
        self._tasks = [
            asyncio.create_task(self._run(worker, bell))
            for worker, bell in zip(self._workers, self._bells, strict=True)
        ]

    def published(self, snapshot: Snapshot) -> None:
        """Take note of a step that was stored; whoever has to tell of it is woken."""
        if not isinstance(snapshot, Evaluated):
            return
        if snapshot.calls.are_settled:  # by another process, or it is not known how it came to be
            self._register.forget()
        elif not snapshot.calls.transitions:
            return
        self._register.take(snapshot.calls.transitions)
        self._wake()

    async def close(self, seconds: float) -> None:
        """Begin nothing more; what is under way may take ``seconds``."""
        self._is_closing = True
        self._wake()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._workers:
            await worker.close()

    def _wake(self) -> None:
        for bell in self._bells:
            bell.set()

    async def _run(self, worker: Worker, bell: asyncio.Event) -> None:
        while not self._is_closing:
            bell.clear()
            seconds = await self._round(worker)
            if not self._is_closing:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await bell.wait()

    async def _round(self, worker: Worker) -> float:
        if worker.leads_only and not self._may_send():
            worker.pause()
            return WHILE_ANOTHER_LEADS_SECONDS
        try:
            return await worker.round()
        except StoreError as error:
            log.error("alerts cannot be told: %s", error)  # noqa: TRY400  # the sentence says it all
        except Exception:  # a worker's boundary: one mishap must not silence it for good
            log.exception("a round of telling alerts failed")
        return AFTER_TROUBLE_SECONDS
