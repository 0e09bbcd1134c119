"""``/slo/check``: the gate, in BUDGET mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.aside import made
from app.api.rest.asking import (
    PROBLEM_CONTENT,
    Asked,
    Parameters,
    json_list_response,
    problems,
    without_null,
)
from app.api.views import result_view, verdict_view
from app.api.wire.verdict import Verdict
from app.service import Service
from app.slo.snapshot import Snapshot
from app.slo.verdict import VerdictKind

router = APIRouter(tags=["gate"])

FAIL_BY_DEFAULT = "FAIL,ERROR,INCONCLUSIVE"
_FAILING = "(?:FAIL|ERROR|INCONCLUSIVE|WARNING)"
STATUS_WITHOUT_ONE = 412

Name = Annotated[str, Field(max_length=200)]


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


class CheckQuestion(BaseModel):
    """What to judge."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # A list that is given must not be empty: a script whose variable is empty does not mean
    # every SLO.
    slos: list[Name] = Field(
        default_factory=list,
        min_length=1,
        max_length=1000,
        description="Ids of SLOs, or definitions' names for all their groups; absent: every SLO.",
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


@router.get("/slo/check", summary="Judge budgets", response_model=Verdict, responses=_documented())
async def check_slos(asked: Asked, parameters: Annotated[CheckParameters, Query()]) -> Response:
    """May we ship? Judge the budgets of the SLOs named, or of all, as they stand."""
    return await _answer(asked, parameters.slo, parameters)


@router.post("/slo/check", summary="Judge budgets", response_model=Verdict, responses=_documented())
async def check_slos_post(
    asked: Asked, parameters: Annotated[OutcomeParameters, Query()], question: CheckQuestion
) -> Response:
    """May we ship? The same with the SLOs in the body, for more than a URL can hold."""
    return await _answer(asked, question.slos, parameters)


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
