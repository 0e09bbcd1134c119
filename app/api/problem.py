"""Problems as responses (RFC 9457); refuses to know which error is which kind of problem."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

from app.api.wire.answer import Problem
from app.api.wire.verdict import Verdict, VerdictProblem

MEDIA_TYPE = "application/problem+json"


def problem_response(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
    verdict: Verdict | None = None,
) -> Response:
    """Answer with a problem, under which a ``verdict`` may stand; no cache may keep it."""
    problem = Problem(
        type=f"urn:problem-type:slo-monitor:{code.lower().replace('_', '-')}",
        title=title,
        status=status,
        detail=_sayable(detail),
        code=code,
        field=field if field is None else _sayable(field),
    )
    if verdict is not None:
        problem = VerdictProblem(**problem.model_dump(), verdict=verdict)
    return Response(
        problem.model_dump_json(),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _sayable(text: str) -> str:
    # A name in a JSON body may hold half of a surrogate pair, which UTF-8 cannot write.
    return text.encode("utf-8", "replace").decode()
