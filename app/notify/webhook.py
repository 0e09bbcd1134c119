"""Tells one webhook of transitions: each at least once, those of one alert in their order.

A receiver tells them apart by ``webhook-id``, which is the transition's, at every attempt. What is
to be told and what was stands in the store. Refuses to know other receivers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from app.notify.caller import Caller, Reply, Unreached
from app.notify.payload import payload
from app.notify.ports import Clock, Deliveries, OnTold
from app.notify.signature import Signer
from app.slo.delivery import Attempt, Delivery, DeliveryState, Failure, attempted

AT_ONCE = 16
"""So many alerts are told of at a time."""

IDLE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0

_KIND = "webhook"
_PASSING = frozenset({408, 409, 425, 429})
_OUTCOMES = {
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.PENDING: "failed",
    DeliveryState.DEAD: "rejected",
}

log = logging.getLogger(__name__)


class Webhook:
    """Tells one receiver; ``round`` is called when something changed and when it says so."""

    leads_only = True

    def __init__(
        self,
        caller: Caller,
        signer: Signer,
        deliveries: Deliveries,
        external_url: str | None,
        clock: Clock,
        on_told: OnTold,
    ) -> None:
        self._caller = caller
        self._signer = signer
        self._deliveries = deliveries
        self._external_url = external_url
        self._clock = clock
        self._on_told = on_told
        self._not_before = 0.0
        self._failures = 0

    @property
    def name(self) -> str:
        """What the receiver may be called in logs and metrics."""
        return self._caller.address.name

    async def round(self) -> float:
        """Tell what is due, and say in how many seconds something will be.

        Raises:
            StoreError: the deliveries cannot be read, or what became of them not be stored.
        """
        now = self._clock()
        if now < self._not_before:
            return self._not_before - now
        pending = await self._deliveries.due(self.name, now, AT_ONCE)
        due = [one for one in pending if one.next_attempt_at <= now]
        if not due:
            first = min((one.next_attempt_at for one in pending), default=now + IDLE_SECONDS)
            return min(first - now, IDLE_SECONDS)
        attempts = await asyncio.gather(*map(self._attempt, due))
        await self._deliveries.settle(self.name, attempts)
        return self._took_note(attempts)

    def pause(self) -> None:
        """Take note that another process tells: it reads what is due from the store."""

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()

    async def _attempt(self, delivery: Delivery) -> Attempt:
        failure = await self._send(delivery)
        attempt = attempted(delivery, failure, self._clock())
        if failure is not None and failure.wait_seconds is not None:
            self._not_before = max(self._not_before, attempt.next_attempt_at)
        return attempt

    async def _send(self, delivery: Delivery) -> Failure | None:
        body = payload(delivery.transition, self._external_url)
        headers = self._signer.headers(delivery.transition.id, self._clock(), body)
        try:
            reply = await self._caller.send("POST", body=body, headers=headers)
        except Unreached as error:
            return Failure(str(error))
        return _failure(reply, self._clock())

    def _took_note(self, attempts: Sequence[Attempt]) -> float:
        for attempt in attempts:
            self._on_told(_KIND, self.name, _OUTCOMES[attempt.state], 1)
            if attempt.state is DeliveryState.DEAD:
                said = (self.name, attempt.transition_id, attempt.error)
                log.error("the webhook %s will never hear of %s: %s", *said)
        if any(attempt.state is not DeliveryState.PENDING for attempt in attempts):
            if self._failures:
                log.info("the webhook %s answers again", self.name)
            self._failures = 0
            return 0.0
        self._failures += 1
        if self._failures == 1:
            log.warning("the webhook %s cannot be told: %s", self.name, attempts[0].error)
        return float(min(2.0 ** (self._failures - 1), LONGEST_PAUSE_SECONDS))


def _failure(reply: Reply, now: float) -> Failure | None:
    """Judge an answer that came at ``now``; its body may repeat secrets, and is not quoted."""
    if reply.is_success:
        return None
    is_final = httpx.codes.is_client_error(reply.status) and reply.status not in _PASSING
    return Failure(f"it answered {reply.status}", is_final, _asked_wait(reply.retry_after, now))


def _asked_wait(retry_after: str, now: float) -> float | None:
    """Read a Retry-After header: seconds, or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now, 0.0)
