"""When a client asks again, and after how long, written down once in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.contract.failing import Failure, failure

MOST_RETRIES = 2
FIRST_DELAY_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30

_NO_ANSWER = Failure("UNREACHABLE", None, "", None, retryable=True, retry_after_seconds=None)


@dataclass
class Outcome:
    """How often was asked again, after which delays, and what came of it."""

    delays_seconds: list[float] = field(default_factory=list)
    status: int | None = None
    error: Failure | None = None


def asked(
    request: Mapping[str, Any],
    replies: Sequence[Mapping[str, Any]],
    now: datetime | None,
    deadline_seconds: float | None,
) -> Outcome:
    """Ask until there is an answer, or asking again makes no sense; each reply is used once."""
    outcome = Outcome()
    repeats = bool(request["reads"] or request["idempotency_key"])
    for number, reply in enumerate(replies):
        waited = sum(outcome.delays_seconds)
        found = _failure(reply, now and now + timedelta(seconds=waited))
        if found is None:
            outcome.status, outcome.error = reply["status"], None
            return outcome
        outcome.error = found
        delay = _delay(found, number)
        is_too_late = deadline_seconds is not None and waited + delay > deadline_seconds
        may_help = repeats and found.retryable and number < MOST_RETRIES
        if not may_help or delay > LONGEST_WAIT_SECONDS or is_too_late:
            return outcome
        outcome.delays_seconds.append(delay)
    raise AssertionError("there was to be another reply")


def _delay(found: Failure, number: int) -> float:
    return max(FIRST_DELAY_SECONDS * float(2**number), found.retry_after_seconds or 0.0)


def _failure(reply: Mapping[str, Any], now: datetime | None) -> Failure | None:
    if "failure" in reply:
        return _NO_ANSWER
    if reply["status"] < 400:
        return None
    headers = {"Retry-After": reply["retry_after"]} if "retry_after" in reply else {}
    body = f'{{"code": "{reply["code"]}"}}' if "code" in reply else ""
    return failure(reply["status"], headers, body, now)
