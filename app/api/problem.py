"""Problems as responses (RFC 9457); refuses to know which error is which kind of problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from fastapi import Response

from app.api.wire.answer import Problem
from app.api.wire.verdict import Verdict, VerdictProblem

MEDIA_TYPE = "application/problem+json"


class HasStatus(Protocol):
    """A kind of problem, as HTTP knows it."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def code(self) -> str:
        """The stable code."""
        ...

    @property
    def title(self) -> str:
        """The kind in words, for people."""
        ...


class HttpKind(NamedTuple):
    """A kind of problem that only HTTP has."""

    status: int
    code: str
    title: str


def problem_response(
    kind: HasStatus,
    detail: str,
    *,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
    verdict: Verdict | None = None,
) -> Response:
    """Answer with a problem, under which a ``verdict`` may stand; no cache may keep it."""
    problem = Problem(
        type=f"urn:problem-type:slo-monitor:{kind.code.lower().replace('_', '-')}",
        title=kind.title,
        status=kind.status,
        detail=sayable(detail),
        code=kind.code,
        field=field if field is None else sayable(field),
    )
    if verdict is not None:
        problem = VerdictProblem(**problem.model_dump(), verdict=verdict)
    return Response(
        problem.model_dump_json(),
        status_code=kind.status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def sayable(text: str) -> str:
    """Give a text that UTF-8 can write."""
    # A name in a JSON body may hold half of a surrogate pair, which UTF-8 cannot write.
    return text.encode("utf-8", "replace").decode()
