"""What is kept besides counts: alerts that changed, what was told of that, what happened when.

And how it is asked for. Refuses to know where it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.slo.alert import AlertState, Subject, Transition
from app.slo.annotation import Annotation
from app.slo.plan_run import PlanRun
from app.slo.tier import Severity


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of telling a receiver of a transition; ``state`` is the outbox's word for it."""

    receiver: str
    state: str
    attempts: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transition as it was stored: ``seq`` says after which others."""

    seq: int
    transition: Transition
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts are meant; ``None`` and empty are any.

    ``slo`` is an SLO's id, or a definition's name for all its groups. ``labels`` are compared with
    the definition's labels and the group's.
    """

    slo: str | None = None
    service: str | None = None
    tier: str | None = None
    severity: Severity | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def lets_through(self, subject: Subject) -> bool:
        """Say whether an alert about this subject is meant."""
        own = {**subject.labels, **dict(subject.group)}
        return (
            self.slo in (None, subject.slo_id, subject.slo_name)
            and self.service in (None, subject.service)
            and self.tier in (None, subject.tier)
            and self.severity in (None, subject.severity)
            and all(own.get(name) == value for name, value in self.labels.items())
        )


@dataclass(frozen=True, slots=True)
class TransitionFilter:
    """Which transitions are meant: of which alerts, into which state, from when until before when.

    Times are Unix seconds; ``before_seq`` is the place where the page before ended.
    """

    alerts: AlertFilter = AlertFilter()
    state: AlertState | None = None
    start: float | None = None
    end: float | None = None
    before_seq: int | None = None


class AnnotationPlace(NamedTuple):
    """Where an annotation stands in their order: by begin, and then by id."""

    start: float
    id: str

    @staticmethod
    def of(annotation: Annotation) -> AnnotationPlace:
        """Say where one stands."""
        return AnnotationPlace(annotation.start, annotation.id)


@dataclass(frozen=True, slots=True)
class AnnotationFilter:
    """Which annotations are meant: of what happened between ``start`` and ``end`` at some time.

    ``labels`` are those that it must have itself; ``of_slo`` are the labels of an SLO that it must
    belong to. ``before`` is the place where the page before ended.
    """

    start: float | None = None
    end: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    of_slo: Mapping[str, str] | None = None
    before: AnnotationPlace | None = None

    def lets_through(self, annotation: Annotation) -> bool:
        """Say whether one is meant, by its labels."""
        own = annotation.labels.items()
        belongs = self.of_slo is None or annotation.belongs_to(self.of_slo)
        return belongs and all(pair in own for pair in self.labels.items())


class EventKind(StrEnum):
    """What live listeners are told of."""

    SNAPSHOT_PUBLISHED = "SNAPSHOT_PUBLISHED"
    ALERT_CHANGED = "ALERT_CHANGED"
    PLAN_RUN_CHANGED = "PLAN_RUN_CHANGED"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the step that ends at ``at`` (Unix seconds).

    ``id`` is its place in the order of all events. ``generation`` is that of the snapshot that was
    published, ``transition`` how the alert changed, ``plan_run`` the run of a plan as it has been
    since ``at``; the others are ``None``.
    """

    id: int
    at: int
    kind: EventKind
    generation: int | None = None
    transition: Transition | None = None
    plan_run: PlanRun | None = None


class Stored(NamedTuple):
    """The ids of the oldest and of the newest event that are still kept."""

    oldest: int
    newest: int
