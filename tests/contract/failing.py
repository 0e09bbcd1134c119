"""What error a client makes of a failed answer, written down once in Python."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

_BY_STATUS = {
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "CONFLICT",
    429: "RATE_LIMITED",
    503: "UNAVAILABLE",
}
_MAY_PASS = frozenset({429, 502, 503, 504})
_NEVER_PASSES = "SOURCE_REJECTED"
_OF_GRPC = {
    "INVALID_ARGUMENT": "INVALID",
    "UNAUTHENTICATED": "UNAUTHENTICATED",
    "PERMISSION_DENIED": "FORBIDDEN",
    "NOT_FOUND": "NOT_FOUND",
    "ABORTED": "CONFLICT",
    "ALREADY_EXISTS": "CONFLICT",
    "FAILED_PRECONDITION": "CONFLICT",
    "RESOURCE_EXHAUSTED": "RATE_LIMITED",
    "UNAVAILABLE": "UNAVAILABLE",
    "INTERNAL": "INTERNAL",
    "DEADLINE_EXCEEDED": "TIMEOUT",
    "CANCELLED": "CANCELLED",
}
_REASONS_THAT_ARE_INVALID = frozenset({"CONTENT_TOO_LARGE", "PLAN_UNAVAILABLE"})
_CALLS_THAT_MAY_PASS = frozenset({"UNAVAILABLE", "RESOURCE_EXHAUSTED"})
_OF_SOURCE = "SOURCE_"


@dataclass(frozen=True)
class Failure:
    """The error of a client."""

    kind: str
    code: str | None
    message: str
    field: str | None
    retryable: bool
    retry_after_seconds: float | None
    verdict: str | None = None


def failure(
    status: int, headers: Mapping[str, str], body: str, now: datetime | None = None
) -> Failure:
    """Make an error of an answer that is not what was asked for; ``now`` is the client's clock."""
    problem = _problem(body)
    code, verdict = problem.get("code"), problem.get("verdict")
    told = problem.get("detail") or problem.get("title") or f"HTTP {status}"
    return Failure(
        kind=kind_of_status(status, code),
        code=code,
        message=told,
        field=problem.get("field"),
        retryable=status in _MAY_PASS and code != _NEVER_PASSES,
        retry_after_seconds=retry_after(headers, now),
        verdict=verdict["verdict"] if isinstance(verdict, dict) else None,
    )


def kind_of_status(status: int, code: str | None) -> str:
    """Say of what kind the error of an answer with such a status is."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in {502, 504}:
        return "SOURCE" if (code or "").startswith(_OF_SOURCE) else "UNAVAILABLE"
    if status >= 500:
        return "INTERNAL"
    return "INVALID" if status >= 400 else "PROTOCOL"


def kind_of_call(status: str, reason: str | None) -> str:
    """Say of what kind the error of a gRPC call is that failed with such a status."""
    if (reason or "").startswith(_OF_SOURCE):
        return "SOURCE"
    return "INVALID" if reason in _REASONS_THAT_ARE_INVALID else _OF_GRPC[status]


def may_pass(status: str, reason: str | None) -> bool:
    """Say whether the same call may succeed later."""
    if reason == _NEVER_PASSES or reason in _REASONS_THAT_ARE_INVALID:
        return False
    return status in _CALLS_THAT_MAY_PASS or (reason or "").startswith(_OF_SOURCE)


def retry_after(headers: Mapping[str, str], now: datetime | None) -> float | None:
    """Read how long to wait: whole seconds, or until a time; what is neither is passed over."""
    written = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    if written.isascii() and written.isdigit():
        return int(written)
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    return None if now is None else max(math.ceil((until - now).total_seconds()), 0)


def _problem(body: str) -> dict[str, Any]:
    """Take a body for a problem of ours if it has a code."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    is_ours = isinstance(found, dict) and isinstance(found.get("code"), str)
    return found if is_ours else {}
