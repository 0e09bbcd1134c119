"""Leading is kept by renewing in time, and lost without a word from whoever leads next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from app.monitor.leadership import Leadership
from app.slo.errors import StoreError


class ScriptedLease:
    """A lease that is to be had as long as nobody took it."""

    is_shared = True

    def __init__(self, ttl_seconds: float = 0.09) -> None:
        self.ttl_seconds = ttl_seconds
        self.epoch: int | None = None
        self.taken = self.is_away = False
        self.renewed = self.terms = 0

    async def claim(self) -> bool:
        self._answer()
        if not self.taken:
            self.terms += 1
            self.epoch = self.terms
        return not self.taken

    async def renew(self) -> bool:
        self._answer()
        self.renewed += 1
        if self.taken:
            self.epoch = None
        return not self.taken

    async def release(self) -> None:
        self._answer()
        self.epoch = None

    async def holder(self) -> str | None:
        return "elsewhere:1" if self.taken else None

    def _answer(self) -> None:
        if self.is_away:
            raise StoreError("the database is away")


async def until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


async def test_the_lease_is_renewed_for_as_long_as_one_leads() -> None:
    lease, roles = ScriptedLease(), list[int | None]()
    leadership = Leadership(lease, roles.append)
    assert await leadership.seek()
    await until(lambda: lease.renewed > 4)
    assert (leadership.leads, leadership.epoch) == (True, 1)
    await leadership.resign()
    assert (leadership.leads, leadership.epoch, lease.epoch) == (False, None, None)
    renewed = lease.renewed
    await asyncio.sleep(lease.ttl_seconds)
    assert lease.renewed == renewed
    assert roles == [None, 1]


async def test_a_lease_that_somebody_else_holds_is_not_led_under() -> None:
    lease, roles = ScriptedLease(), list[int | None]()
    lease.taken = True
    leadership = Leadership(lease, roles.append)
    assert not await leadership.seek()
    assert await leadership.leader() == "elsewhere:1"
    assert roles[-1] is None


async def test_a_lease_that_was_taken_over_ends_the_term() -> None:
    lease, roles = ScriptedLease(), list[int | None]()
    leadership = Leadership(lease, roles.append)
    await leadership.seek()
    lease.taken = True
    await until(lambda: roles[-1] is None)
    assert not leadership.leads


async def test_who_cannot_renew_believes_to_lead_no_longer_than_the_lease_lasts() -> None:
    lease = ScriptedLease()
    leadership = Leadership(lease)
    await leadership.seek()
    lease.is_away = True
    await until(lambda: not leadership.leads)
    lease.is_away = False
    assert await leadership.seek()
    assert leadership.epoch == 2
    await leadership.resign()


async def test_a_lease_that_cannot_be_given_up_runs_out() -> None:
    lease = ScriptedLease()
    leadership = Leadership(lease)
    await leadership.seek()
    lease.is_away = True
    await leadership.resign()
    await until(lambda: not leadership.leads)
