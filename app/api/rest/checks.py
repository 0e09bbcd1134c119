"""``/slo/checks``: the verdicts on runs that were given before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from app.api.aside import made
from app.api.rest.asking import (
    Judging,
    Nothing,
    Parameters,
    json_list_response,
    json_response,
    problems,
    without_null,
)
from app.api.run_views import summary_view, verdict_head, verdict_results
from app.api.wire.verdict import CheckList, CheckPending, Verdict
from app.gate.gate import Pending
from app.slo.run import CheckPlace, RunVerdict

router = APIRouter(tags=["gate"])


class ChecksParameters(Parameters):
    """How many verdicts to list, and from where on."""

    limit: int = Field(1000, ge=1, le=1000, description="The most to answer with.")
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        pattern=r"^[0-9]{1,12}\.[0-9]{1,6}-[0-9a-f]{32}$",
        description="`next_cursor` of the page before.",
    )


@router.get(
    "/slo/checks",
    summary="List verdicts on runs",
    response_model=CheckList,
    responses=problems(422),
)
async def list_checks(
    judging: Judging, parameters: Annotated[ChecksParameters, Query()]
) -> Response:
    """List the verdicts on runs that are kept, the one that was asked for last first."""
    limit = parameters.limit
    found = await judging.verdicts(_place(parameters.cursor), limit + 1)
    page = found[:limit]
    next_cursor = _cursor(page[-1]) if len(found) > limit else None

    def make() -> Response:
        checks = [summary_view(each) for each in page]
        return json_response(CheckList(checks=checks, next_cursor=next_cursor))

    return await made(make, len(page))


@router.get(
    "/slo/checks/{id}",
    summary="Show one verdict on a run",
    response_model=Verdict,
    responses={
        202: {"model": CheckPending, "description": "It is not over; ask again."},
        **problems(404, 422),
    },
)
async def get_check(
    judging: Judging,
    check_id: Annotated[str, Path(alias="id", description="Id of the check.")],
    _parameters: Nothing,
) -> Response:
    """Show the verdict on a run, whatever it is, or say that it is not there yet."""
    found = await judging.verdict(check_id)
    return pending_response(found) if isinstance(found, Pending) else await run_response(found)


def pending_response(pending: Pending) -> Response:
    """Answer that a check is not over, and where and when to ask for it."""
    view = CheckPending(check_id=pending.check_id, retry_after_seconds=pending.retry_after_seconds)
    response = json_response(view, status=202)
    response.headers["Retry-After"] = f"{pending.retry_after_seconds:.0f}"
    response.headers["Location"] = f"/slo/checks/{pending.check_id}"
    return response


async def run_response(verdict: RunVerdict, status: int = 200) -> Response:
    """Answer with a verdict on a run."""

    def make() -> Response:
        return json_list_response(
            verdict_head(verdict), "results", verdict_results(verdict), status=status
        )

    return await made(make, len(verdict.results))


def _cursor(last: RunVerdict) -> str:
    return f"{last.created_at:.3f}-{last.check_id}"


def _place(cursor: str | None) -> CheckPlace | None:
    if cursor is None:
        return None
    created_at, _, check_id = cursor.partition("-")
    return CheckPlace(float(created_at), check_id)
