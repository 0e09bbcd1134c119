"""The single table from errors to what each face answers, and an error in words.

Refuses to show internals: an error that nobody foresaw is told without its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from grpc import StatusCode
from pydantic import ValidationError

from app.slo.errors import (
    InvalidDefinition,
    InvalidQuestion,
    NotLeader,
    NotYetEvaluated,
    PlanBusy,
    PlanUnavailable,
    SloMonitorError,
    SourceError,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
    StoreError,
    TooManyChecks,
    TooManyListeners,
    TooManyValidations,
    UnknownAnnotation,
    UnknownCheck,
    UnknownExclusion,
    UnknownPlan,
    UnknownPlanRun,
    UnknownSlo,
)
from app.slo.verdict import VerdictKind, VerdictReason


class Kind(NamedTuple):
    """A kind of problem: its HTTP status, its stable code, its title and its gRPC status."""

    status: int
    code: str
    title: str
    grpc: StatusCode


KINDS: dict[type[Exception], Kind] = {
    InvalidDefinition: Kind(
        422, "INVALID_DEFINITION", "The definitions cannot be used", StatusCode.INVALID_ARGUMENT
    ),
    InvalidQuestion: Kind(
        422,
        "INVALID_QUESTION",
        "The request has a field that is wrong",
        StatusCode.INVALID_ARGUMENT,
    ),
    UnknownSlo: Kind(404, "UNKNOWN_SLO", "There is no such SLO", StatusCode.NOT_FOUND),
    UnknownExclusion: Kind(
        404, "UNKNOWN_EXCLUSION", "There is no such exclusion", StatusCode.NOT_FOUND
    ),
    UnknownAnnotation: Kind(
        404, "UNKNOWN_ANNOTATION", "There is no such annotation", StatusCode.NOT_FOUND
    ),
    UnknownCheck: Kind(404, "UNKNOWN_CHECK", "There is no such check", StatusCode.NOT_FOUND),
    UnknownPlan: Kind(404, "UNKNOWN_PLAN", "There is no such plan", StatusCode.NOT_FOUND),
    UnknownPlanRun: Kind(
        404, "UNKNOWN_PLAN_RUN", "There is no such run of a plan", StatusCode.NOT_FOUND
    ),
    PlanUnavailable: Kind(
        422, "PLAN_UNAVAILABLE", "The plan cannot be run here", StatusCode.FAILED_PRECONDITION
    ),
    PlanBusy: Kind(
        409, "PLAN_BUSY", "A run of the plan is under way", StatusCode.FAILED_PRECONDITION
    ),
    TooManyChecks: Kind(
        503, "TOO_MANY_CHECKS", "Too many runs are checked already", StatusCode.UNAVAILABLE
    ),
    TooManyListeners: Kind(
        503, "TOO_MANY_LISTENERS", "Too many are listening already", StatusCode.UNAVAILABLE
    ),
    TooManyValidations: Kind(
        503, "TOO_MANY_VALIDATIONS", "Too many wait for definitions", StatusCode.UNAVAILABLE
    ),
    NotYetEvaluated: Kind(
        503, "NOT_YET_EVALUATED", "Nothing has been evaluated yet", StatusCode.UNAVAILABLE
    ),
    SourceUnreachable: Kind(
        502, "SOURCE_UNREACHABLE", "Prometheus cannot be reached", StatusCode.UNAVAILABLE
    ),
    SourceTimeout: Kind(
        504, "SOURCE_TIMEOUT", "Prometheus did not answer in time", StatusCode.DEADLINE_EXCEEDED
    ),
    SourceRejected: Kind(
        502, "SOURCE_REJECTED", "Prometheus refused a query", StatusCode.UNAVAILABLE
    ),
    SourceError: Kind(
        502, "SOURCE_ERROR", "Prometheus gave no usable answer", StatusCode.UNAVAILABLE
    ),
    NotLeader: Kind(
        503,
        "NOT_LEADER",
        "Another replica leads, and only that one may write this",
        StatusCode.UNAVAILABLE,
    ),
    StoreError: Kind(
        500, "STORE_ERROR", "The stored state cannot be read or written", StatusCode.INTERNAL
    ),
    Exception: Kind(500, "INTERNAL_ERROR", "The service failed", StatusCode.INTERNAL),
}
"""An error is of the kind of its nearest ancestor here."""

TOO_LARGE = Kind(
    413, "CONTENT_TOO_LARGE", "The request is too large", StatusCode.RESOURCE_EXHAUSTED
)

MOST_FINDINGS_TOLD = 5
"""A body with a thousand faults is told of the first few."""


def kind_of(error: Exception) -> Kind:
    """Find what kind of problem an error is."""
    return next(KINDS[ancestor] for ancestor in type(error).__mro__ if ancestor in KINDS)


class Trouble(NamedTuple):
    """A problem as any face can tell it: its kind, a sentence, and what helps the client.

    ``field`` is what is wrong, such as ``slos[0]``; ``retry_after_seconds`` is given where asking
    again later makes sense.
    """

    kind: Kind
    detail: str
    field: str | None = None
    retry_after_seconds: float | None = None


def trouble_of(error: Exception) -> Trouble:
    """Put an error into words; of one that nobody foresaw, nothing is told."""
    if isinstance(error, SloMonitorError):
        field = error.field if isinstance(error, InvalidQuestion) else None
        wait = error.retry_after_seconds if isinstance(error, _HAVE_A_TIME) else None
        return Trouble(kind_of(error), str(error), field, wait)
    if isinstance(error, ValidationError):
        return invalid([{**each, "loc": ("question", *each["loc"])} for each in error.errors()])
    return Trouble(KINDS[Exception], "The service could not answer; its log says why.")


def invalid(findings: Sequence[Mapping[str, Any]]) -> Trouble:
    """Tell what is wrong with a question, as the model that read it says; ``loc`` has the place."""
    told = [f"{_field(each['loc'])}: {_message(each)}" for each in findings[:MOST_FINDINGS_TOLD]]
    more = len(findings) - len(told)
    detail = "; ".join([*told, *([f"and {more} more"] if more else [])])
    field = _field(findings[0]["loc"]) if findings else None
    return Trouble(KINDS[InvalidQuestion], detail, field)


def unread(verdict: str, reason: str) -> Kind | None:
    """Of what kind the problem is that kept a run from being judged, if one did."""
    error = _UNREAD.get(reason) if verdict == VerdictKind.ERROR.name else None
    return None if error is None else KINDS[error]


_UNREAD: dict[str, type[SourceError]] = {
    VerdictReason.SOURCE_UNREACHABLE.name: SourceUnreachable,
    VerdictReason.SOURCE_TIMEOUT.name: SourceTimeout,
    VerdictReason.SOURCE_REJECTED.name: SourceRejected,
}

_HAVE_A_TIME = (
    NotLeader,
    NotYetEvaluated,
    TooManyChecks,
    TooManyListeners,
    TooManyValidations,
)


def _message(finding: Mapping[str, Any]) -> str:
    if finding["type"] == "extra_forbidden":
        return "there is no such field or parameter"
    return str(finding["msg"]).removeprefix("Value error, ")


def _field(location: Sequence[str | int]) -> str:
    """Write ``("body", "slos", 0)`` as ``slos[0]``; the place itself if it names no field."""
    place, *path = location
    if not path or not isinstance(path[0], str):
        return str(place)
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
