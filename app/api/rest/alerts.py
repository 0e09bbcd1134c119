"""``/alerts``: for who is on call, what fires now and how that changed."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.aside import made
from app.api.kept_views import alerts_view, transition_view
from app.api.rest.asking import (
    Asked,
    Kept,
    Parameters,
    json_list_response,
    json_response,
    problems,
    without_null,
)
from app.api.rest.listing import LabelCondition, Moment, wanted_labels
from app.api.wire.alert import AlertList, TransitionList
from app.service import Service
from app.slo.alert import AlertState
from app.slo.kept import AlertFilter, TransitionFilter
from app.slo.tier import Severity

router = APIRouter(tags=["alerts"])


class OfAlerts(Parameters):
    """Which alerts are meant, and how many."""

    slo: str | None = Field(
        None,
        json_schema_extra=without_null,
        description="Only of this SLO; an id, or a definition's name for all its groups.",
    )
    service: str | None = Field(
        None, json_schema_extra=without_null, description="Only of this service's SLOs."
    )
    tier: str | None = Field(
        None, json_schema_extra=without_null, description="Only of this condition."
    )
    severity: Severity | None = Field(
        None, json_schema_extra=without_null, description="Only what calls these people."
    )
    limit: int = Field(1000, ge=1, le=1000, description="The most to answer with.")


class FiringParameters(OfAlerts):
    """Which alerts to list."""

    state: Literal["FIRING"] = Field(
        "FIRING", description="What is over stands in `/alerts/history?state=RESOLVED`."
    )
    label: list[LabelCondition] = Field(
        default_factory=list,
        max_length=100,
        description="Only SLOs with this label and value, as `label:value`; all must hold.",
    )
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        pattern="^[0-9a-f]{16}$",
        description="`next_cursor` of the page before.",
    )


class ChangeParameters(OfAlerts):
    """Which changes to list."""

    state: AlertState | None = Field(
        None, json_schema_extra=without_null, description="Only changes into this state."
    )
    start: Moment | None = Field(
        None, json_schema_extra=without_null, description="Only changes at or after this time."
    )
    end: Moment | None = Field(
        None, json_schema_extra=without_null, description="Only changes before this time."
    )
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        pattern="^[0-9]{1,18}$",
        description="`next_cursor` of the page before.",
    )


@router.get(
    "/alerts",
    summary="List alerts that fire",
    response_model=AlertList,
    responses=problems(422, 503),
)
async def list_alerts(asked: Asked, parameters: Annotated[FiringParameters, Query()]) -> Response:
    """List the alerts that fire, ordered by id; those of an expired evaluation as they did then."""
    return await made(lambda: _listed(asked, parameters), len(asked.snapshot().firing))


@router.get(
    "/alerts/history",
    summary="List how alerts changed",
    response_model=TransitionList,
    responses=problems(422),
)
async def list_alert_history(
    kept: Kept, parameters: Annotated[ChangeParameters, Query()]
) -> Response:
    """List the changes of alerts' states, the last one first, as long as they are kept."""
    wanted = TransitionFilter(
        alerts=AlertFilter(
            parameters.slo, parameters.service, parameters.tier, parameters.severity
        ),
        state=parameters.state,
        start=parameters.start,
        end=parameters.end,
        before_seq=None if parameters.cursor is None else int(parameters.cursor),
    )
    limit = parameters.limit
    found = await kept.transitions(wanted, limit + 1)
    next_cursor = str(found[limit - 1].seq) if len(found) > limit else None

    def make() -> Response:
        empty = TransitionList(transitions=[], next_cursor=next_cursor)
        return json_list_response(empty, "transitions", map(transition_view, found[:limit]))

    return await made(make, len(found))


def _listed(asked: Service, parameters: FiringParameters) -> Response:
    labels, limit = wanted_labels(parameters.label), parameters.limit
    wanted = AlertFilter(
        parameters.slo, parameters.service, parameters.tier, parameters.severity, labels or {}
    )
    snapshot, found = asked.alerts(wanted, parameters.cursor or "", limit + 1)
    page = () if labels is None else found[:limit]
    next_cursor = page[-1].alert.id if page and len(found) > limit else None
    return json_response(alerts_view(snapshot, page, next_cursor))
