"""Why a request is turned away before any endpoint sees it: the table, and its answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fastapi import Response
from grpc import StatusCode

from app.api.errors import Kind
from app.api.problem import problem_response

_CHALLENGE = 'Bearer realm="slo-monitor"'


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of refusal: how it is counted and what is answered.

    ``challenge`` is the ``WWW-Authenticate`` of RFC 6750, where a key would help.
    """

    reason: str
    status: int
    code: str
    title: str
    detail: str
    grpc: StatusCode
    challenge: str | None = None

    @property
    def kind(self) -> Kind:
        """The kind of problem that it is."""
        return Kind(self.status, self.code, self.title, self.grpc)

    def response(self, retry_after_seconds: float | None = None) -> Response:
        """Answer with the problem."""
        headers = {}
        if self.challenge is not None:
            headers["WWW-Authenticate"] = self.challenge
        if retry_after_seconds is not None:
            headers["Retry-After"] = str(math.ceil(retry_after_seconds))
        return problem_response(self, self.detail, headers=headers)


class Refused(Exception):
    """A request is turned away; ``retry_after_seconds`` says when another would not be."""

    def __init__(self, refusal: Refusal, retry_after_seconds: float | None = None) -> None:
        self.refusal = refusal
        self.retry_after_seconds = retry_after_seconds
        super().__init__(refusal.detail)

    def response(self) -> Response:
        """Answer with the problem."""
        return self.refusal.response(self.retry_after_seconds)


FOREIGN_HOST = Refusal(
    "foreign_host",
    421,
    "MISDIRECTED_REQUEST",
    "Not this service",
    "The Host header names another service; allow the name in the settings if it is ours.",
    StatusCode.UNAVAILABLE,
)
FOREIGN_ORIGIN = Refusal(
    "foreign_origin",
    403,
    "FOREIGN_ORIGIN",
    "Foreign origin",
    "Pages of this origin may not ask; allow the origin in the settings if they may.",
    StatusCode.PERMISSION_DENIED,
)
NO_KEY = Refusal(
    "no_key",
    401,
    "UNAUTHENTICATED",
    "A key is needed",
    "Send a key of this service as a bearer token in the Authorization header.",
    StatusCode.UNAUTHENTICATED,
    _CHALLENGE,
)
WRONG_KEY = Refusal(
    "wrong_key",
    401,
    "UNAUTHENTICATED",
    "The key is not known",
    "The bearer token is none of this service's keys; one that was replaced is not known any more.",
    StatusCode.UNAUTHENTICATED,
    f'{_CHALLENGE}, error="invalid_token"',
)
TOO_MANY_TRIES = Refusal(
    "too_many_tries",
    429,
    "TOO_MANY_TRIES",
    "Too many wrong keys",
    "This address presented too many wrong keys; Retry-After says when it may try again.",
    StatusCode.RESOURCE_EXHAUSTED,
)
INSUFFICIENT_SCOPE = Refusal(
    "insufficient_scope",
    403,
    "INSUFFICIENT_SCOPE",
    "The key may not write",
    "This key may only read; writing needs one with the scope write.",
    StatusCode.PERMISSION_DENIED,
    f'{_CHALLENGE}, error="insufficient_scope", scope="write"',
)
WRITES_CLOSED = Refusal(
    "writes_closed",
    403,
    "WRITES_CLOSED",
    "Nobody may write",
    "The service listens beyond loopback, or to any host, and has no keys: nobody may write. "
    "Make a key with `slo-monitor key new --name NAME --scope write`, and set its entry in "
    "SLO_MONITOR_API_KEYS.",
    StatusCode.PERMISSION_DENIED,
)
NOT_JSON = Refusal(
    "not_json",
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "The body is not JSON",
    "A body that writes must have the Content-Type application/json.",
    StatusCode.INVALID_ARGUMENT,
)

REFUSALS = (
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    NO_KEY,
    WRONG_KEY,
    TOO_MANY_TRIES,
    INSUFFICIENT_SCOPE,
    WRITES_CLOSED,
    NOT_JSON,
)
