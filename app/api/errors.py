"""The single table from errors to answers, and the handlers that apply it.

Refuses to show internals: an error that nobody foresaw is logged, and answered without its text.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.problem import problem_response
from app.api.refusals import Refused
from app.slo.errors import (
    InvalidDefinition,
    InvalidQuestion,
    NotLeader,
    NotYetEvaluated,
    SloMonitorError,
    SourceError,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
    StoreError,
    TooManyChecks,
    TooManyListeners,
    UnknownAnnotation,
    UnknownCheck,
    UnknownExclusion,
    UnknownSlo,
)

logger = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of problem: its HTTP status, its stable code and its title."""

    status: int
    code: str
    title: str


KINDS: dict[type[Exception], Kind] = {
    InvalidDefinition: Kind(422, "INVALID_DEFINITION", "The definitions cannot be used"),
    InvalidQuestion: Kind(422, "INVALID_QUESTION", "The request has a field that is wrong"),
    UnknownSlo: Kind(404, "UNKNOWN_SLO", "There is no such SLO"),
    UnknownExclusion: Kind(404, "UNKNOWN_EXCLUSION", "There is no such exclusion"),
    UnknownAnnotation: Kind(404, "UNKNOWN_ANNOTATION", "There is no such annotation"),
    UnknownCheck: Kind(404, "UNKNOWN_CHECK", "There is no such check"),
    TooManyChecks: Kind(503, "TOO_MANY_CHECKS", "Too many runs are checked already"),
    TooManyListeners: Kind(503, "TOO_MANY_LISTENERS", "Too many are listening already"),
    NotYetEvaluated: Kind(503, "NOT_YET_EVALUATED", "Nothing has been evaluated yet"),
    SourceUnreachable: Kind(502, "SOURCE_UNREACHABLE", "Prometheus cannot be reached"),
    SourceTimeout: Kind(504, "SOURCE_TIMEOUT", "Prometheus did not answer in time"),
    SourceRejected: Kind(502, "SOURCE_REJECTED", "Prometheus refused a query"),
    SourceError: Kind(502, "SOURCE_ERROR", "Prometheus gave no usable answer"),
    NotLeader: Kind(503, "NOT_LEADER", "Another replica leads, and only that one may write this"),
    StoreError: Kind(500, "STORE_ERROR", "The stored state cannot be read or written"),
    Exception: Kind(500, "INTERNAL_ERROR", "The service failed"),
}
"""An error is of the kind of its nearest ancestor here."""

MOST_FINDINGS_TOLD = 5
"""A body with a thousand faults is told of the first few."""


def kind_of(error: Exception) -> Kind:
    """Find what kind of problem an error is."""
    return next(KINDS[ancestor] for ancestor in type(error).__mro__ if ancestor in KINDS)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error of an application with a problem."""
    app.add_exception_handler(SloMonitorError, _answer_domain_error)
    app.add_exception_handler(Refused, _answer_refused)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(Exception, _answer_unforeseen)


async def _answer_domain_error(_request: Request, error: Exception) -> Response:
    field = error.field if isinstance(error, InvalidQuestion) else None
    return problem_response(
        *kind_of(error), detail=str(error), field=field, headers=_retry_after(error)
    )


async def _answer_refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  # it is installed for this alone
    return error.refusal.response()


_HAVE_A_TIME = (NotLeader, NotYetEvaluated, TooManyChecks, TooManyListeners)


def _retry_after(error: Exception) -> dict[str, str]:
    if not isinstance(error, _HAVE_A_TIME):
        return {}
    return {"Retry-After": str(math.ceil(error.retry_after_seconds))}


async def _answer_validation_error(_request: Request, error: Exception) -> Response:
    findings = error.errors() if isinstance(error, RequestValidationError) else []
    told = [f"{_field(each['loc'])}: {_message(each)}" for each in findings[:MOST_FINDINGS_TOLD]]
    more = len(findings) - len(told)
    detail = "; ".join([*told, *([f"and {more} more"] if more else [])])
    field = _field(findings[0]["loc"]) if findings else None
    return problem_response(*KINDS[InvalidQuestion], detail=detail, field=field)


def _message(finding: dict[str, Any]) -> str:
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


# Python renamed it in 3.13; our codes are stable.
_NAMES_THAT_CHANGED = {413: "CONTENT_TOO_LARGE"}


async def _answer_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed_methods(request) or headers.get("Allow", "GET")
    known = HTTPStatus(status)
    code = _NAMES_THAT_CHANGED.get(status, known.name)
    detail = str(getattr(error, "detail", "")) or known.phrase
    return problem_response(status, code, known.phrase, detail, headers=headers)


def _allowed_methods(request: Request) -> str:
    """List the methods of the path; the router itself tells those of one route only."""
    template = getattr(request.scope.get("route"), "path", "")
    return ", ".join(sorted(request.app.openapi()["paths"].get(template, {}))).upper()


async def _answer_unforeseen(request: Request, error: Exception) -> Response:
    logger.error("a request to %r failed", request.url.path, exc_info=error)
    detail = "The service could not answer; its log says why."
    return problem_response(*KINDS[Exception], detail=detail)
