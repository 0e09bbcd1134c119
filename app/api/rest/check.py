"""``/slo/check``: the gate. GET judges budgets, POST budgets or a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field

from app.api.aside import made
from app.api.audit import note_written
from app.api.caller import writer_of
from app.api.counting import leave_untimed
from app.api.errors import KINDS
from app.api.problem import MEDIA_TYPE, problem_response
from app.api.rest.asking import (
    PROBLEM_CONTENT,
    Asked,
    Parameters,
    json_list_response,
    problems,
    without_null,
)
from app.api.rest.check_question import CheckQuestion, Name
from app.api.rest.checks import pending_response, run_response
from app.api.run_views import run_verdict_view
from app.api.views import result_view, verdict_view
from app.api.wire.verdict import CheckPending, Verdict
from app.api.writes import begin_write
from app.gate.gate import Gate, Pending
from app.service import Service
from app.slo.errors import (
    InvalidQuestion,
    NotYetEvaluated,
    SourceError,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
)
from app.slo.run import RunVerdict
from app.slo.snapshot import Snapshot
from app.slo.verdict import VerdictKind, VerdictReason

router = APIRouter(tags=["gate"])

FAIL_BY_DEFAULT = "FAIL,ERROR,INCONCLUSIVE"
_FAILING = "(?:FAIL|ERROR|INCONCLUSIVE|WARNING)"
STATUS_WITHOUT_ONE = 412

NOT_YET_SECONDS = 1.0

_UNREAD: dict[VerdictReason, type[SourceError]] = {
    VerdictReason.SOURCE_UNREACHABLE: SourceUnreachable,
    VerdictReason.SOURCE_TIMEOUT: SourceTimeout,
    VerdictReason.SOURCE_REJECTED: SourceRejected,
}
"""An ERROR is the problem that it comes from."""

CheckKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=without_null,
        pattern="^[!-~]{1,200}$",
        description="The same question about a run under the same key is answered once.",
    ),
]


class OutcomeParameters(Parameters):
    """How a verdict becomes an HTTP status."""

    fail_status: int | None = Field(
        None,
        json_schema_extra=without_null,
        ge=400,
        le=499,
        description=(
            "Answer with this status when the verdict is one of `fail_on`. A 5xx is not offered: "
            "it would look like a failure of the service."
        ),
    )
    fail_on: str | None = Field(
        None,
        json_schema_extra=without_null,
        pattern=f"^{_FAILING}(?:,{_FAILING})*$",
        description=(
            f"Verdicts to fail on, separated by commas; {FAIL_BY_DEFAULT} if only `fail_status` "
            f"is given. Given alone it implies `fail_status={STATUS_WITHOUT_ONE}`."
        ),
    )

    def status_for(self, verdict: VerdictKind) -> int:
        """Choose the HTTP status of a verdict; 200 unless the client asked to fail."""
        if self.fail_status is None and self.fail_on is None:
            return 200
        failing = (self.fail_on or FAIL_BY_DEFAULT).split(",")
        return (self.fail_status or STATUS_WITHOUT_ONE) if verdict.value in failing else 200


class CheckParameters(OutcomeParameters):
    """What to judge, and how the verdict becomes an HTTP status."""

    slo: list[Name] = Field(
        default_factory=list,
        max_length=1000,
        description="Id of an SLO, or a definition's name for all its groups; none: every SLO.",
    )


def _documented() -> dict[int | str, dict[str, Any]]:
    """Let each failing status hold a verdict too, since ``fail_status`` may choose any."""
    verdict = {"application/json": {"schema": {"$ref": "#/components/schemas/Verdict"}}}
    content = {**PROBLEM_CONTENT, **verdict}
    failed = {"description": "The status that `fail_status` chose.", "content": content}
    described = {**problems(404, 422, 503), "4XX": failed}
    return {
        status: {**each, "content": content} if str(status).startswith("4") else each
        for status, each in described.items()
    }


def _documented_of_runs() -> dict[int | str, dict[str, Any]]:
    """Document what a question about a run may be answered besides."""
    unread = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/VerdictProblem"}}}
    return {
        **_documented(),
        202: {"model": CheckPending, "description": "The run is being judged; ask for it later."},
        **{status: {**problems(status)[status], "content": unread} for status in (502, 504)},
    }


@router.get("/slo/check", summary="Judge budgets", response_model=Verdict, responses=_documented())
async def check_slos(asked: Asked, parameters: Annotated[CheckParameters, Query()]) -> Response:
    """May we ship? Judge the budgets of the SLOs named, or of all, as they stand."""
    return await _answer(asked, parameters.slo, parameters)


@router.post(
    "/slo/check",
    summary="Judge budgets, or a run",
    response_model=Verdict,
    responses=_documented_of_runs(),
)
async def check_slos_post(
    asked: Asked,
    request: Request,
    parameters: Annotated[OutcomeParameters, Query()],
    question: CheckQuestion,
    repeat_key: CheckKey = None,
) -> Response:
    """May we ship? The same with the SLOs in the body, for more than a URL can hold.

    With a `window`, or a `start`: how did this run go? Its events are read from Prometheus, and
    the verdict is kept, unless `keep` is false; that is a write.
    """
    if not question.is_run:
        return await _answer(asked, question.slos, parameters)
    begin_write(request)  # one that is not kept costs Prometheus as much
    leave_untimed(request)
    if not question.keep and repeat_key is not None:
        raise InvalidQuestion("Idempotency-Key", "is of a check that is kept")
    gate: Gate | None = getattr(request.app.state, "gate", None)
    if gate is None:
        raise NotYetEvaluated(NOT_YET_SECONDS)
    found = await gate.check(question.run(writer_of(request), repeat_key))
    if question.keep:
        note_written(request, "check", found.check_id)
    if isinstance(found, Pending):
        return pending_response(found)
    return await _answer_run(found, parameters)


async def _answer_run(verdict: RunVerdict, outcome: OutcomeParameters) -> Response:
    status = outcome.status_for(verdict.verdict)
    if verdict.verdict is not VerdictKind.ERROR or status != HTTPStatus.OK:
        return await run_response(verdict, status)
    kind = KINDS[_UNREAD[verdict.reason]]
    return problem_response(*kind, detail=verdict.summary, verdict=run_verdict_view(verdict))


async def _answer(asked: Service, names: Sequence[str], outcome: OutcomeParameters) -> Response:
    def make() -> Response:
        verdict = asked.check(names)
        return json_list_response(
            verdict_view(replace(verdict, results=()), asked.queries),
            "results",
            (result_view(result, asked.queries(result.status)) for result in verdict.results),
            status=outcome.status_for(verdict.verdict),
        )

    return await made(make, _judged(asked.snapshot(), names))


def _judged(snapshot: Snapshot, names: Sequence[str]) -> int:
    """About how many SLOs the names stand for; none of their statuses is worked out for that."""
    roll = snapshot.roll
    if not names:
        return len(snapshot.statuses)
    return sum(
        1 if name in roll.places else len(roll.places_by_name.get(name, ())) for name in names
    )
