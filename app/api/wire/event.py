"""What live listeners are told."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.api.wire.alert import Transition
from app.api.wire.plan import PlanRun
from app.api.wire.scalar import Instant, View, known
from app.slo.kept import EventKind

RESET = "RESET"


class ToldKind(StrEnum):
    """What a listener can be told."""

    SNAPSHOT_PUBLISHED = EventKind.SNAPSHOT_PUBLISHED.value
    ALERT_CHANGED = EventKind.ALERT_CHANGED.value
    PLAN_RUN_CHANGED = EventKind.PLAN_RUN_CHANGED.value
    RESET = RESET


class Event(View):
    """Something that happened; what stands in `data` of each server-sent event."""

    id: int
    """Its place in the order of all events; go on after it with `after_id`."""
    kind: Annotated[str, known(ToldKind)]
    """What happened; RESET: events were missed, so whatever is known should be asked for anew."""
    at: Instant | None
    """The evaluation in which it happened; null with RESET."""
    generation: int | None
    """Number of the step that was published; null unless that is what happened."""
    transition: Transition | None
    """How an alert changed; null unless that is what happened."""
    plan_run: PlanRun | None
    """A run of a plan as it was then; null unless that is what happened."""
