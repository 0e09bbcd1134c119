"""What a person is told: an alert, and the changes of its state.

An alert begins when a condition of an SLO holds and ends when it has not held for a while. Each
such episode has an id of its own, which follows from the SLO, the tier and the step in which it
began, so that a step that is worked out twice speaks of the same alert.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.slo.annotation import Annotation
from app.slo.definition import Group, Slo
from app.slo.quick import quick
from app.slo.tier import Severity

Key = tuple[str, str]
"""An SLO's id and the name of a tier: there is at most one alert of each at a time."""


class AlertState(StrEnum):
    """The states that are told; an alert that is neither is inactive, and no alert."""

    FIRING = "FIRING"
    RESOLVED = "RESOLVED"


class AlertReason(StrEnum):
    """Why an alert changed its state."""

    BURN_RATE = "BURN_RATE"
    BUDGET_BELOW = "BUDGET_BELOW"
    NO_DATA = "NO_DATA"
    RECOVERED = "RECOVERED"
    NOT_DEFINED = "NOT_DEFINED"
    """Its SLO, or its tier, is not in the catalog any more."""


@quick
@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an alert is about: it stays the same for as long as the alert lasts."""

    slo_id: str
    slo_name: str
    service: str
    tier: str
    severity: Severity
    labels: Mapping[str, str] = field(default_factory=dict)
    group: Group = ()
    runbook: str | None = None

    @property
    def key(self) -> Key:
        """What tells it from every other alert that is open."""
        return self.slo_id, self.tier

    @property
    def title(self) -> str:
        """Name its SLO for people: the definition's name, and the group's labels."""
        group = ", ".join(f"{name}={value}" for name, value in self.group)
        return f"{self.slo_name} {{{group}}}" if group else self.slo_name

    @staticmethod
    def of(slo: Slo, group: Group, tier: str, severity: Severity) -> Subject:
        """Take over what a definition says."""
        return Subject(
            slo_id=slo.id_of(group),
            slo_name=slo.name,
            service=slo.service,
            tier=tier,
            severity=severity,
            labels=dict(slo.labels),
            group=group,
            runbook=slo.runbook,
        )


@quick
@dataclass(frozen=True, slots=True)
class Share:
    """How much of a definition's bad events (0 to 1) happened in one of its groups."""

    group: Group
    bad_ratio: float


@quick
@dataclass(frozen=True, slots=True)
class Evidence:
    """What was known when the state changed; ``None`` and empty where it does not apply.

    Burn rates are those of the tier's windows; ``remaining_ratio`` may be below 0. ``worst`` are
    the groups of the same definition with the most bad events in the long window.
    """

    factor: float | None = None
    long_window_seconds: int | None = None
    short_window_seconds: int | None = None
    long_burn_rate: float | None = None
    short_burn_rate: float | None = None
    remaining_ratio: float | None = None
    exhausts_at: float | None = None
    data_until: float | None = None
    worst: tuple[Share, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Alert:
    """One episode: of whom, since when (Unix seconds, a step), and what was seen at its begin.

    ``after`` is what was noted of the SLO in the hour before.
    """

    subject: Subject
    started_at: int
    reason: AlertReason
    summary: str
    evidence: Evidence = Evidence()
    after: Annotation | None = None

    @property
    def id(self) -> str:
        """Name the episode: 16 hex digits."""
        slo_id, tier = self.subject.key
        text = f"{slo_id}\n{tier}\n{self.started_at}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@quick
@dataclass(frozen=True, slots=True)
class Transition:
    """A change of an alert's state in the step that ends at ``at`` (Unix seconds)."""

    alert: Alert
    state: AlertState
    at: int
    reason: AlertReason
    summary: str
    evidence: Evidence

    @property
    def id(self) -> str:
        """Name the change: who has heard of it once need not hear of it again."""
        return f"{self.alert.id}-{self.state.lower()}"

    @staticmethod
    def fired(alert: Alert) -> Transition:
        """Begin an alert."""
        return Transition(
            alert,
            AlertState.FIRING,
            alert.started_at,
            alert.reason,
            alert.summary,
            alert.evidence,
        )


@quick
@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that fires; ``ceased_at`` is the step since which its condition has not held."""

    alert: Alert
    ceased_at: int | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What a step has to leave behind besides counts.

    ``changed`` are alerts that go on firing, with what else is to be remembered of them.
    """

    at: int
    generation: int
    transitions: Sequence[Transition] = ()
    changed: Sequence[OpenAlert] = ()
