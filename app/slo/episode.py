"""Alerts of a time that is over: when each fired, for how long, and what the budget was then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.slo.alert import Alert, AlertState, Key
from app.slo.burn import applicable_tiers
from app.slo.definition import Group, Slo
from app.slo.evaluate import Evaluated
from app.slo.snapshot import Status
from app.slo.tier import BUDGET_BELOW, NO_DATA, Severity

WEEK_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert from its begin to its end, or to the end of what was looked at (``None``)."""

    alert: Alert
    ended_at: int | None
    until: int

    @property
    def firing_seconds(self) -> int:
        """How long it fired."""
        return (self.until if self.ended_at is None else self.ended_at) - self.alert.started_at

    @property
    def consumed_ratio(self) -> float | None:
        """How much of the budget was gone when it fired; above 1 if all of it was."""
        remaining = self.alert.evidence.remaining_ratio
        return None if remaining is None else 1 - remaining


@dataclass(frozen=True, slots=True)
class Calling:
    """What one condition of one SLO would have called for."""

    tier: str
    severity: Severity
    episodes: Sequence[Episode]

    @property
    def firing_seconds(self) -> int:
        """How long it fired in all."""
        return sum(episode.firing_seconds for episode in self.episodes)


@dataclass(frozen=True, slots=True)
class Told:
    """What a walk through history says of one SLO.

    ``status`` is its last one; ``None`` if its label set had no sample in the last period.
    """

    id: str
    slo: Slo
    group: Group
    status: Status | None
    callings: Sequence[Calling]

    @property
    def episodes(self) -> Sequence[Episode]:
        """All of its alerts, in order of their begin."""
        found = (episode for calling in self.callings for episode in calling.episodes)
        return sorted(found, key=lambda one: (one.alert.started_at, one.alert.subject.tier))


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody would have been called: in all, and per week."""

    count: int
    per_week: float
    firing_seconds: int


@dataclass(frozen=True, slots=True)
class History:
    """The SLOs of a catalog from ``start`` to ``end`` (Unix seconds), by id."""

    start: int
    end: int
    slos: Sequence[Told]

    def load(self, severity: Severity) -> Load:
        """Sum up the callings of a severity."""
        found = [c for told in self.slos for c in told.callings if c.severity is severity]
        count = sum(len(calling.episodes) for calling in found)
        weeks = (self.end - self.start) / WEEK_SECONDS
        return Load(count, count / weeks, sum(calling.firing_seconds for calling in found))


class Chronicle:
    """Takes the steps of a walk that begins at ``start``, one after the other."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._members: dict[str, tuple[Slo, Group]] = {}
        self._begun: dict[str, Alert] = {}
        self._ended: dict[str, int] = {}
        self._last: Evaluated | None = None

    def take(self, evaluated: Evaluated) -> None:
        """Note what changed in a step."""
        roll = evaluated.roll
        if self._last is None or roll is not self._last.roll:
            self._members.update(zip(roll.ids, roll.members, strict=True))
        self._last = evaluated
        for transition in evaluated.calls.transitions:
            if transition.state is AlertState.FIRING:
                self._begun[transition.alert.id] = transition.alert
            else:
                self._ended[transition.alert.id] = transition.at

    def history(self) -> History:
        """Tell everything, up to the last step taken."""
        assert self._last is not None  # noqa: S101  # a walk gives at least its last step
        end = int(self._last.evaluated_at)
        episodes: dict[Key, list[Episode]] = {}
        for number, alert in self._begun.items():
            own = episodes.setdefault(alert.subject.key, [])
            own.append(Episode(alert, self._ended.get(number), end))
        told = [
            Told(slo_id, slo, group, self._last.get(slo_id), _callings(slo_id, slo, episodes))
            for slo_id, (slo, group) in sorted(self._members.items())
        ]
        return History(self._start, end, told)


def conditions_of(slo: Slo) -> Mapping[str, Severity]:
    """Name what an SLO calls for, with the severity."""
    found = {tier.name: tier.severity for tier in applicable_tiers(slo)}
    if slo.alerts.budget_below is not None:
        found[BUDGET_BELOW] = Severity.TICKET
    if slo.alerts.no_data_seconds is not None:
        found[NO_DATA] = Severity.TICKET
    return found


def _callings(
    slo_id: str, slo: Slo, episodes: Mapping[Key, Sequence[Episode]]
) -> Sequence[Calling]:
    return [
        Calling(name, severity, episodes.get((slo_id, name), ()))
        for name, severity in conditions_of(slo).items()
    ]
