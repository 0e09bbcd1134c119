"""What became of telling a receiver of a transition: taken, to be tried again, or given up.

Refuses to know how a receiver is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.slo.alert import Transition

GIVE_UP_SECONDS = 86_400
"""A transition that is older than this is not tried again after it has failed."""

LONGEST_WAIT_SECONDS = 600.0
LONGEST_ASKED_WAIT_SECONDS = 3600.0
"""A receiver may ask for more patience than we would have, within reason."""


class DeliveryState(StrEnum):
    """How far a delivery has come; the last two are final."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
    """It was refused, or failed for too long: the receiver never heard of the transition."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A transition that a receiver is still to be told of, not before ``next_attempt_at``.

    ``attempts`` counts those that failed; times are Unix seconds.
    """

    transition: Transition
    attempts: int
    next_attempt_at: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, and whether another may succeed; ``wait_seconds`` was asked for."""

    message: str
    is_final: bool = False
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt went: what the delivery's row is to say from now on."""

    transition_id: str
    state: DeliveryState
    next_attempt_at: float = 0.0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What is kept of a delivery, for whoever wants to know whether a receiver was told."""

    transition_id: str
    receiver: str
    state: DeliveryState
    attempts: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many deliveries a receiver waits for and how many it will never get.

    ``oldest_at`` is the step (Unix seconds) of the oldest that it waits for.
    """

    receiver: str
    pending: int
    dead: int
    oldest_at: int | None


def wait_seconds(attempts: int) -> float:
    """How long to wait after so many failed attempts: 1 s, 2 s, 4 s … 10 min."""
    return min(2.0 ** min(attempts - 1, 16), LONGEST_WAIT_SECONDS)


def attempted(delivery: Delivery, failure: Failure | None, now: float) -> Attempt:
    """Judge an attempt that ended at ``now`` (Unix seconds); no failure is success."""
    transition = delivery.transition
    if failure is None:
        return Attempt(transition.id, DeliveryState.DELIVERED)
    if failure.is_final or now - transition.at > GIVE_UP_SECONDS:
        return Attempt(transition.id, DeliveryState.DEAD, error=failure.message)
    wait = wait_seconds(delivery.attempts + 1)
    if failure.wait_seconds is not None:
        wait = max(wait, min(failure.wait_seconds, LONGEST_ASKED_WAIT_SECONDS))
    return Attempt(transition.id, DeliveryState.PENDING, now + wait, failure.message)
