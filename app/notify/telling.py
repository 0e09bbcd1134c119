"""Puts together whatever tells somebody of alerts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.notify.address import Address
from app.notify.alertmanager import Alertmanager, Writer
from app.notify.backlog import BacklogKeeper
from app.notify.caller import TIMEOUT_SECONDS, Caller
from app.notify.outbox import Outbox, Worker
from app.notify.ports import Clock, Deliveries, OnBacklog, OnTold, OpenAlerts
from app.notify.register import Register
from app.notify.resending import Resender
from app.notify.signature import Signer
from app.notify.silences import SilenceReader, Silences
from app.notify.webhook import Webhook
from app.slo.notice import Pace


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is told of alerts."""

    alertmanagers: Sequence[Address] = ()
    webhooks: Sequence[Address] = ()
    signer: Signer = field(default_factory=lambda: Signer([]))
    external_url: str | None = None

    @property
    def receivers(self) -> tuple[str, ...]:
        """The names of the webhooks: every transition is stored for each of them."""
        return tuple(one.name for one in self.webhooks)


@dataclass(frozen=True, slots=True)
class Manner:
    """How recipients are told.

    ``may_send`` says whether this process leads; ``on_told`` and ``on_backlog`` hear how it went.
    """

    step_seconds: int
    pace: Pace = field(default_factory=Pace)
    timeout_seconds: float = TIMEOUT_SECONDS
    may_send: Callable[[], bool] = lambda: True
    clock: Clock = time.time
    on_told: OnTold = lambda _kind, _name, _outcome, _alerts: None
    on_backlog: OnBacklog = lambda _backlogs: None


def silences(
    recipients: Recipients, clock: Clock = time.time, timeout_seconds: float = TIMEOUT_SECONDS
) -> Silences:
    """Ask every Alertmanager what it silences, once the outbox runs."""
    readers = [
        SilenceReader(Alertmanager(Caller(one, timeout_seconds)))
        for one in recipients.alertmanagers
    ]
    return Silences(readers, clock)


def outbox(
    recipients: Recipients,
    silenced: Silences,
    alerts: OpenAlerts,
    deliveries: Deliveries,
    manner: Manner,
) -> Outbox:
    """Give every recipient what tells it, each with connections of its own."""
    register = Register(alerts, deliveries, manner.clock, manner.pace.resolved_seconds)
    workers: list[Worker] = [
        *_resenders(recipients, register, manner),
        *_webhooks(recipients, deliveries, manner),
        *silenced.readers,
        BacklogKeeper(deliveries, recipients.receivers, manner.on_backlog),
    ]
    return Outbox(workers, register, manner.may_send)


def _resenders(recipients: Recipients, register: Register, manner: Manner) -> list[Resender]:
    writer = Writer.at_pace(manner.pace, manner.step_seconds, recipients.external_url)
    return [
        Resender(
            Alertmanager(Caller(one, manner.timeout_seconds)),
            register,
            writer,
            manner.pace,
            manner.clock,
            manner.on_told,
        )
        for one in recipients.alertmanagers
    ]


def _webhooks(recipients: Recipients, deliveries: Deliveries, manner: Manner) -> list[Webhook]:
    return [
        Webhook(
            Caller(one, manner.timeout_seconds),
            recipients.signer,
            deliveries,
            recipients.external_url,
            manner.clock,
            manner.on_told,
        )
        for one in recipients.webhooks
    ]
