"""Does this alert need a notice now? Asked of each receiver that is told again and again.

An Alertmanager forgets an alert that is not repeated, so one that fires is repeated for as long
as it does, and its end for a while, in case it was missed. Source: Prometheus,
``rules/alerting.go`` (``needsSending``). Refuses to know receivers, and when now is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.slo.alert import AlertState

RESEND_SECONDS = 60
RESOLVED_SECONDS = 900


class NoticeReason(StrEnum):
    """Why a notice is due."""

    FIRST = "FIRST"
    """The receiver has not heard of the alert from this process."""
    RESEND = "RESEND"
    """It still fires, and the last notice is about to be forgotten."""
    RESOLVED = "RESOLVED"
    """It is over, and the receiver believes that it fires, or has not heard of it."""
    RESOLVED_AGAIN = "RESOLVED_AGAIN"
    """It is over, which the receiver was told; perhaps it has lost it since."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a notice is repeated, and for how long after its end an alert is spoken of."""

    resend_seconds: float = RESEND_SECONDS
    resolved_seconds: float = RESOLVED_SECONDS


@dataclass(frozen=True, slots=True)
class Sent:
    """The last notice that a receiver took: the alert's state, and when (Unix seconds)."""

    state: AlertState
    at: float


def notice(sent: Sent | None, ended_at: int | None, now: float, pace: Pace) -> NoticeReason | None:
    """Say why a receiver is to be told now of an alert, ``None`` if it is not.

    ``ended_at`` is the step in which the alert ended, ``None`` while it fires.
    """
    is_due = sent is None or now - sent.at >= pace.resend_seconds
    if ended_at is None:
        if sent is None:
            return NoticeReason.FIRST
        return NoticeReason.RESEND if is_due else None
    if now - ended_at > pace.resolved_seconds:
        return None
    if sent is None or sent.state is AlertState.FIRING:
        return NoticeReason.RESOLVED
    return NoticeReason.RESOLVED_AGAIN if is_due else None
