"""Errors as an agent can act on them: the code first, then what is wrong, where, and what to do.

Refuses to know which error is which kind; ``app/api/errors.py`` does.
"""

from __future__ import annotations

import logging
import math
from typing import Any

from mcp import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolResult, TextContent

from app.api.errors import KINDS, Kind, Trouble, trouble_of, unread
from app.api.operations.asking import Listing, Made
from app.api.problem import sayable
from app.api.refusals import Refused
from app.api.wire.verdict import Verdict

PROBLEM = "slo-monitor/problem"
"""Where in ``_meta`` a program finds the problem. It is no structured content: that has the shape
of the tool's answer, and clients check it even where the answer is an error."""

log = logging.getLogger(__name__)


class Unread(Exception):
    """A run could not be judged, since Prometheus could not be read."""

    def __init__(self, kind: Kind, summary: str) -> None:
        self.kind = kind
        super().__init__(summary)


def refuse_unread(made: Made) -> None:
    """Make an error of a verdict that says nothing but that Prometheus could not be read.

    Raises:
        Unread: it is one.
    """
    head = made.head if isinstance(made, Listing) else made
    if isinstance(head, Verdict) and (kind := unread(head.verdict, head.reason)) is not None:
        raise Unread(kind, head.summary)


def problem_of(error: Exception) -> Trouble:
    """Put any error into words; one that nobody foresaw is logged, and nothing of it told."""
    if isinstance(error, Unread):
        return Trouble(error.kind, str(error))
    if isinstance(error, Refused):
        refusal = error.refusal
        return Trouble(refusal.kind, refusal.detail, None, error.retry_after_seconds)
    trouble = trouble_of(error)
    if trouble.kind is KINDS[Exception]:
        log.error("a request of MCP failed", exc_info=error)
    return trouble


def tool_error(trouble: Trouble) -> CallToolResult:
    """Answer a tool's call with a problem."""
    return CallToolResult(
        content=[TextContent(text=_sentence(trouble))],
        is_error=True,
        _meta={PROBLEM: _fields(trouble)},
    )


def protocol_error(trouble: Trouble, **more: str) -> MCPError:
    """Answer anything but a tool's call with a problem; ``more`` says what it is about."""
    is_ours = trouble.kind.status >= 500  # noqa: PLR2004  # as HTTP has it
    code = INTERNAL_ERROR if is_ours else INVALID_PARAMS
    return MCPError(code, _sentence(trouble), {**_fields(trouble), **more})


def _fields(trouble: Trouble) -> dict[str, Any]:
    return {
        "code": trouble.kind.code,
        "detail": sayable(trouble.detail),
        "field": trouble.field if trouble.field is None else sayable(trouble.field),
        "retry_after_seconds": trouble.retry_after_seconds,
    }


def _sentence(trouble: Trouble) -> str:
    wait = trouble.retry_after_seconds
    again = "" if wait is None else f" Ask again in {math.ceil(wait)} s."
    return f"{trouble.kind.code}: {sayable(trouble.detail).rstrip('.')}.{again}"
