"""How an SLO got where it stands."""

from __future__ import annotations

from app.api.wire.annotation import Annotation
from app.api.wire.scalar import Instant, View, WholeSeconds
from app.api.wire.status import Events


class Point(View):
    """One bin of a history."""

    start: Instant
    """Where it truly begins."""
    end: Instant
    """Where it truly ends."""
    events: Events
    """What happened in it."""
    sli: float | None
    """Share of good events; null if nothing happened."""
    burn_rate: float | None
    """1 spends the budget in exactly one period; null if nothing happened."""
    remaining_ratio: float | None
    """Share of the present period's budget that was left at its end; null before that period."""


class Covered(View):
    """What the points cover, without a gap."""

    start: Instant
    """Where the first point begins."""
    end: Instant
    """Where the last point ends."""


class History(View):
    """Events, burn rates and the remaining budget of an SLO over time."""

    slo: str
    """Id of the SLO."""
    evaluated_at: Instant
    """The evaluation whose period and budget are shown."""
    start: Instant
    """Where what was asked for begins."""
    end: Instant
    """Where it ends."""
    covered: Covered | None
    """As much of it as is known; null if nothing is."""
    step_seconds: WholeSeconds | None
    """Length of a bin, but for the first and the last; null if there are no points."""
    finest_step_seconds: WholeSeconds | None
    """The shortest step that is kept of a time so long ago; null if there are no points."""
    is_widened: bool
    """Whether the step is longer than the one asked for, since that is not kept."""
    points: list[Point]
    """In order of time."""
    annotations: list[Annotation]
    """What was noted of the SLO in that time, the last one first; at most 1,000."""
