"""``/slos/{id}/history``: how an SLO got where it stands, for charts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from app.api.aside import made, made_aside
from app.api.kept_views import history_view
from app.api.rest.asking import Kept, Parameters, json_response, problems, without_null
from app.api.rest.listing import Moment
from app.api.wire.history import History
from app.slo.history import Span, history

router = APIRouter(tags=["slos"])


class HistoryParameters(Parameters):
    """Which time to show, and how finely."""

    start: Moment | None = Field(
        None,
        json_schema_extra=without_null,
        description="Where it begins; as long before the end as the period is, if left out.",
    )
    end: Moment | None = Field(
        None, json_schema_extra=without_null, description="Where it ends; now, if left out."
    )
    step: int | None = Field(
        None,
        json_schema_extra=without_null,
        ge=1,
        le=366 * 86_400,
        description="Length of a bin in seconds; one that gives about 300 points, if left out.",
    )


@router.get(
    "/slos/{id}/history",
    summary="Show how an SLO got where it stands",
    response_model=History,
    responses=problems(404, 422, 503),
)
async def get_slo_history(
    kept: Kept,
    slo_id: Annotated[str, Path(alias="id", description="Id of the SLO.")],
    parameters: Annotated[HistoryParameters, Query()],
) -> Response:
    """Show events, burn rate and what was left of the budget over time, and what was noted."""
    past = await kept.past(slo_id)
    span = Span(parameters.start, parameters.end, parameters.step)
    found = await made_aside(lambda: history(past, span))
    beside = await kept.beside(found)
    return await made(lambda: json_response(history_view(found, beside)), len(found.points))
