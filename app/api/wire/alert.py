"""Alerts that fire, and how alerts changed."""

from __future__ import annotations

from typing import Annotated

from app.api.wire.annotation import Annotation
from app.api.wire.scalar import Instant, Ratio, View, WholeSeconds, known
from app.slo.alert import AlertReason, AlertState
from app.slo.tier import Severity


class Evidence(View):
    """What is known at a time; null where it is not, or does not apply."""

    long_burn_rate: float | None
    """Burn rate of the long window."""
    short_burn_rate: float | None
    """Burn rate of the short window."""
    remaining_ratio: float | None
    """Share of the budget that is left; below 0 when more than all of it is spent."""
    exhausts_at: Instant | None
    """When the budget is gone at the present rate; null if that is not foreseen."""
    data_until: Instant | None
    """How far the figures reach."""


class Share(View):
    """One group's part of a definition's bad events."""

    group: dict[str, str]
    """The label values of the group."""
    bad_ratio: Ratio
    """Share of the bad events in the long window that happened in it."""


class AlertSubject(View):
    """Whom an alert is about."""

    slo: str
    """Id of the SLO."""
    name: str
    """Name of the definition."""
    service: str
    """The service that makes the promise."""
    labels: dict[str, str]
    """The author's labels."""
    group: dict[str, str]
    """The label values of the group, empty if the definition is not grouped."""
    tier: str
    """Name of the condition."""
    severity: Annotated[str, known(Severity)]
    """Whom it calls."""
    factor: float | None
    """The burn rate that both windows were at or above; null if it is not about burning."""
    long_window_seconds: WholeSeconds | None
    """Shows that the matter is significant."""
    short_window_seconds: WholeSeconds | None
    """Shows that the matter is still going on."""
    worst: list[Share]
    """The groups of the definition with the most bad events when it began."""
    after: Annotation | None
    """What was noted of the SLO in the hour before it began, the last of that."""
    runbook: str | None
    """Where help is written down."""
    started_at: Instant
    """The evaluation in which it began."""


class Silence(View):
    """Somebody told an Alertmanager not to notify of an alert for a while."""

    id: str
    """Names it at that Alertmanager."""
    comment: str
    """Why."""
    created_by: str
    """Who."""
    ends_at: Instant
    """Until when."""


class Alert(AlertSubject):
    """An alert that fires."""

    id: str
    """Names the episode, from its begin to its end."""
    state: Annotated[str, known(AlertState)]
    """Whether it fires."""
    reason: Annotated[str, known(AlertReason)]
    """Code of why it fires."""
    summary: str
    """What was seen when it began, in a sentence."""
    then: Evidence
    """What was known when it began."""
    now: Evidence
    """What is known now."""
    silenced_by: list[Silence]
    """The silences that keep it from calling somebody."""


class AlertList(View):
    """The alerts that fire, by id."""

    generation: int
    """Number of the step on the clock's grid."""
    evaluated_at: Instant
    """What the list is true for."""
    is_expired: bool
    """Whether that is too long ago: the alerts fire as they did then, and what is now is null."""
    alerts: list[Alert]
    """Ordered by id."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""


class Delivery(View):
    """What became of telling a receiver."""

    receiver: str
    """Who is told."""
    state: str
    """How far that is: `PENDING`, or what became of it; more words may come."""
    attempts: int
    """How often it was tried."""
    last_error: str | None
    """Why the last attempt failed; null if none did."""


class Transition(AlertSubject):
    """A change of an alert's state."""

    id: str
    """Names the change: who has heard of it once need not hear of it again."""
    alert: str
    """Id of the alert."""
    state: Annotated[str, known(AlertState)]
    """What it became."""
    reason: Annotated[str, known(AlertReason)]
    """Code of why it changed."""
    at: Instant
    """The evaluation in which it changed."""
    summary: str
    """What was seen then, in a sentence."""
    evidence: Evidence
    """What was known then."""
    deliveries: list[Delivery]
    """What became of telling it, by receiver; empty if nobody has to be told."""


class TransitionList(View):
    """How alerts changed."""

    transitions: list[Transition]
    """In the order in which they were stored, the last one first."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""
