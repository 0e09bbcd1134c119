"""Every error of the application as a problem.

Refuses to know which error is which kind; ``app/api/errors.py`` does.
"""

from __future__ import annotations

import logging
import math
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.errors import Trouble, invalid, trouble_of
from app.api.problem import HttpKind, problem_response
from app.api.refusals import Refused
from app.slo.errors import SloMonitorError

logger = logging.getLogger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error of an application with a problem."""
    app.add_exception_handler(SloMonitorError, _answer_domain_error)
    app.add_exception_handler(Refused, _answer_refused)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(Exception, _answer_unforeseen)


def trouble_response(trouble: Trouble) -> Response:
    """Answer with a problem that any face could tell."""
    wait = trouble.retry_after_seconds
    headers = {} if wait is None else {"Retry-After": str(math.ceil(wait))}
    return problem_response(
        trouble.kind, detail=trouble.detail, field=trouble.field, headers=headers
    )


async def _answer_domain_error(_request: Request, error: Exception) -> Response:
    return trouble_response(trouble_of(error))


async def _answer_refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  # it is installed for this alone
    return error.response()


async def _answer_validation_error(_request: Request, error: Exception) -> Response:
    findings = error.errors() if isinstance(error, RequestValidationError) else []
    return trouble_response(invalid(findings))


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
    return problem_response(HttpKind(status, code, known.phrase), detail, headers=headers)


def _allowed_methods(request: Request) -> str:
    """List the methods of the path; the router itself tells those of one route only."""
    template = getattr(request.scope.get("route"), "path", "")
    return ", ".join(sorted(request.app.openapi()["paths"].get(template, {}))).upper()


async def _answer_unforeseen(request: Request, error: Exception) -> Response:
    logger.error("a request to %r failed", request.url.path, exc_info=error)
    return trouble_response(trouble_of(error))
