"""``/slo/check``: the gate. GET judges budgets, POST budgets or a run."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field

from app.api.counting import leave_untimed
from app.api.errors import unread
from app.api.operations import gate
from app.api.operations.asking import REPEAT_KEY_PATTERN, Listing, Made, Question, without_null
from app.api.operations.check_question import CheckQuestion, Name
from app.api.problem import MEDIA_TYPE, problem_response
from app.api.rest.asking import PROBLEM_CONTENT, Asked, Who, json_response, problems
from app.api.rest.checks import pending_or_whole
from app.api.wire.verdict import CheckPending, Verdict
from app.api.writes import begin_write

router = APIRouter(tags=["gate"])

FAIL_BY_DEFAULT = "FAIL,ERROR,INCONCLUSIVE"
_FAILING = "(?:FAIL|ERROR|INCONCLUSIVE|WARNING)"
STATUS_WITHOUT_ONE = 412

CheckKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=without_null,
        pattern=REPEAT_KEY_PATTERN,
        description="The same question about a run under the same key is answered once.",
    ),
]


class OutcomeParameters(Question):
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

    def status_for(self, verdict: str) -> int:
        """Choose the HTTP status of a verdict; 200 unless the client asked to fail."""
        if self.fail_status is None and self.fail_on is None:
            return 200
        failing = (self.fail_on or FAIL_BY_DEFAULT).split(",")
        return (self.fail_status or STATUS_WITHOUT_ONE) if verdict in failing else 200


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
async def check_slos(
    asked: Asked, who: Who, parameters: Annotated[CheckParameters, Query()]
) -> Response:
    """May we ship? Judge the budgets of the SLOs named, or of all, as they stand."""
    question = CheckQuestion.model_construct(slos=parameters.slo)  # no name: every SLO
    answer = await gate.check_slos(asked, who, question)
    return await answer.written(lambda made: _judged(made, parameters))


@router.post(
    "/slo/check",
    summary="Judge budgets, or a run",
    response_model=Verdict,
    responses=_documented_of_runs(),
)
async def check_slos_post(
    asked: Asked,
    who: Who,
    request: Request,
    parameters: Annotated[OutcomeParameters, Query()],
    question: CheckQuestion,
    repeat_key: CheckKey = None,
) -> Response:
    """May we ship? The same with the SLOs in the body, for more than a URL can hold.

    With a `window`, or a `start`: how did this run go? Its events are read from Prometheus, and
    the verdict is kept, unless `keep` is false; that is a write.
    """
    if question.is_run:
        begin_write(request)  # one that is not kept costs Prometheus as much
        leave_untimed(request)
    answer = await gate.check_slos(asked, replace(who, repeat_key=repeat_key), question)
    return await answer.written(lambda made: _judged(made, parameters))


def _judged(made: Made, outcome: OutcomeParameters) -> Response:
    """Answer with a verdict; an ERROR is the problem that it comes from."""
    if not isinstance(made, Listing):
        return pending_or_whole(made)
    head = made.head
    assert isinstance(head, Verdict)  # noqa: S101  # a check answers with nothing else
    status, kind = outcome.status_for(head.verdict), unread(head.verdict, head.reason)
    if kind is None or status != HTTPStatus.OK:
        return json_response(made, status)
    whole = head.model_copy(update={"results": list(made.items)})
    return problem_response(kind, detail=head.summary, verdict=whole)
