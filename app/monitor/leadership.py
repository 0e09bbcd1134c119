"""Who of several processes over one store leads: a lease that is renewed for as long as one does.

Refuses to know what a leader does. Nothing rests on this process' own clock or on its being on
time: whoever believes to lead and does not is refused by the store.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from app.monitor.ports import Lease
from app.slo.errors import StoreError

RENEWALS_IN_A_TTL = 3

OnRole = Callable[[int | None], None]
"""Told the epoch when this process begins to lead, and ``None`` when it does no more."""

log = logging.getLogger(__name__)


class Leadership:
    """Seeks the lease, keeps it in a task of its own, and gives it up at the end."""

    def __init__(self, lease: Lease, on_role: OnRole = lambda _epoch: None) -> None:
        self._lease = lease
        self._on_role = on_role
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None
        on_role(None)

    @property
    def is_shared(self) -> bool:
        """Whether other processes may lead."""
        return self._lease.is_shared

    @property
    def leads(self) -> bool:
        """Whether this process leads, as far as it can tell."""
        return self._lease.epoch is not None and time.monotonic() < self._until

    @property
    def epoch(self) -> int | None:
        """The number of this process' term, ``None`` while it does not lead."""
        return self._lease.epoch if self.leads else None

    async def seek(self) -> bool:
        """Lead if nobody else does; only to be called when nothing of an earlier term goes on.

        Raises:
            StoreError: the store did not answer.
        """
        await self._stop_renewing()
        began = time.monotonic()
        if await self._lease.claim():
            self._until = began + self._lease.ttl_seconds
            self._on_role(self._lease.epoch)
            if self.is_shared:
                log.info("this process leads now", extra={"epoch": self._lease.epoch})
                self._task = asyncio.create_task(self._renew_until_lost())
        else:
            self._on_role(None)
        return self.leads

    async def leader(self) -> str | None:
        """Name the process that leads, ``None`` if none does.

        Raises:
            StoreError: the store did not answer.
        """
        return await self._lease.holder()

    async def resign(self) -> None:
        """Let somebody else lead at once."""
        await self._stop_renewing()
        try:
            await self._lease.release()
        except StoreError as error:
            log.warning("the lease runs out by itself: %s", error)

    async def _renew_until_lost(self) -> None:
        while True:
            await asyncio.sleep(self._lease.ttl_seconds / RENEWALS_IN_A_TTL)
            began = time.monotonic()
            try:
                held = await self._lease.renew()
            except StoreError as error:
                log.warning("the lease was not renewed: %s", error)
                continue
            if not held:
                log.warning("this process leads no more")
                self._on_role(None)
                return
            self._until = began + self._lease.ttl_seconds

    async def _stop_renewing(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
