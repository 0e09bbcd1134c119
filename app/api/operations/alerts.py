"""For who is on call: what fires now, and how that changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.kept_views import alerts_view, firing_view, transition_view
from app.api.operations.asking import Answer, Asking, Listing, Question, without_null
from app.api.operations.backend import Backend
from app.api.operations.listing import LabelCondition, Moment, cursor, limit, wanted_labels
from app.api.wire.alert import TransitionList
from app.slo.alert import AlertState
from app.slo.kept import AlertFilter, TransitionFilter
from app.slo.tier import Severity


class OfAlerts(Question):
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
    limit: int = limit("to answer with")


class AlertsQuestion(OfAlerts):
    """Which alerts to list."""

    state: Literal["FIRING"] = Field(
        "FIRING", description="What is over stands in `/alerts/history?state=RESOLVED`."
    )
    label: list[LabelCondition] = Field(
        default_factory=list,
        max_length=100,
        description="Only SLOs with this label and value, as `label:value`; all must hold.",
    )
    cursor: str | None = cursor("^[0-9a-f]{16}$")


class ChangesQuestion(OfAlerts):
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
    cursor: str | None = cursor("^[0-9]{1,18}$")


async def list_alerts(backend: Backend, _asking: Asking, question: AlertsQuestion) -> Answer:
    """List the alerts that fire, ordered by id; those of an expired evaluation as they did then."""

    def make() -> Listing:
        labels, most = wanted_labels(question.label), question.limit
        wanted = AlertFilter(
            question.slo, question.service, question.tier, question.severity, labels or {}
        )
        snapshot, found = backend.service.alerts(wanted, question.cursor or "", most + 1)
        page = () if labels is None else found[:most]
        next_cursor = page[-1].alert.id if page and len(found) > most else None
        return Listing(alerts_view(snapshot, next_cursor), "alerts", map(firing_view, page))

    return Answer(make, len(backend.service.snapshot().firing))


async def list_alert_history(
    backend: Backend, _asking: Asking, question: ChangesQuestion
) -> Answer:
    """List the changes of alerts' states, the last one first, as long as they are kept."""
    wanted = TransitionFilter(
        alerts=AlertFilter(question.slo, question.service, question.tier, question.severity),
        state=question.state,
        start=question.start,
        end=question.end,
        before_seq=None if question.cursor is None else int(question.cursor),
    )
    found = await backend.chronicle.transitions(wanted, question.limit + 1)
    page = found[: question.limit]
    next_cursor = str(page[-1].seq) if len(found) > len(page) else None
    head = TransitionList(transitions=[], next_cursor=next_cursor)
    return Answer(lambda: Listing(head, "transitions", map(transition_view, page)), len(page))
