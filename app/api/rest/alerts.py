"""``/alerts``: for who is on call, what fires now and how that changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.operations import alerts
from app.api.operations.alerts import AlertsQuestion, ChangesQuestion
from app.api.rest.asking import Asked, Who, problems, respond
from app.api.wire.alert import AlertList, TransitionList

router = APIRouter(tags=["alerts"])


@router.get(
    "/alerts",
    summary="List alerts that fire",
    response_model=AlertList,
    responses=problems(422, 503),
)
async def list_alerts(
    asked: Asked, who: Who, question: Annotated[AlertsQuestion, Query()]
) -> Response:
    """List the alerts that fire, ordered by id; those of an expired evaluation as they did then."""
    return await respond(await alerts.list_alerts(asked, who, question))


@router.get(
    "/alerts/history",
    summary="List how alerts changed",
    response_model=TransitionList,
    responses=problems(422),
)
async def list_alert_history(
    asked: Asked, who: Who, question: Annotated[ChangesQuestion, Query()]
) -> Response:
    """List the changes of alerts' states, the last one first, as long as they are kept."""
    return await respond(await alerts.list_alert_history(asked, who, question))
