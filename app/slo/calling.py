"""Who is called: moves the alerts of the step before to this one, and tells the changes.

Refuses to know whom alerts are sent to, and by what way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.alert import (
    Alert,
    AlertReason,
    AlertState,
    Evidence,
    Key,
    OpenAlert,
    Subject,
    Transition,
)
from app.slo.annotation import Annotation, labels_of, newest_before
from app.slo.board import Board, Conditions, Moved, Spot, moved
from app.slo.burn import applicable_tiers
from app.slo.conditions import is_backfilling
from app.slo.definition import Slo
from app.slo.roll import Roll
from app.slo.samples import Flags
from app.slo.sheet import Sheet
from app.slo.terms import Terms
from app.slo.tier import BUDGET_BELOW, CONDITIONS, NO_DATA, Severity
from app.slo.witness import Witness
from app.slo.wording import ended_sentence, fired_sentence, recovered_sentence

_REASONS = {BUDGET_BELOW: AlertReason.BUDGET_BELOW, NO_DATA: AlertReason.NO_DATA}


@dataclass(frozen=True, slots=True)
class Calls:
    """The alerts after a step, and how they changed in it.

    ``changed`` are alerts that go on firing whose condition stopped or began again to hold.
    ``are_settled`` says that somebody else has decided: how it came to this is not known.
    """

    board: Board
    transitions: Sequence[Transition] = ()
    changed: Sequence[OpenAlert] = ()
    are_settled: bool = False


def condition_names(terms: Terms) -> tuple[str, ...]:
    """Name the rows of a board."""
    return (*(tier.name for tier in terms.tiers), *CONDITIONS)


@dataclass(frozen=True, slots=True)
class Floor:
    """The SLOs of a step with what is known of them: where alerts find their place."""

    sheet: Sheet
    roll: Roll

    @property
    def shape(self) -> tuple[int, int]:
        """How large its board is."""
        return len(self.sheet.terms.tiers) + len(CONDITIONS), len(self.roll.members)

    def spot_of(self, key: Key) -> Spot | None:
        """Find an alert's spot; ``None`` if its SLO has no such condition (any more)."""
        slo_id, name = key
        number = self.roll.numbers.get(slo_id)
        row = None if number is None else _row(self.roll.members[number][0], name, self.sheet.terms)
        return None if row is None or number is None else (row, number)

    def waits(self, alert: Alert) -> bool:
        """Whether the SLO of an alert may yet come back: its definition's past is being read."""
        subject = alert.subject
        return any(
            reading.slo.name == subject.slo_name
            and reading.unread is not None
            and _row(reading.slo, subject.tier, self.sheet.terms) is not None
            for reading in self.sheet.readings
        )

    def conditions(self) -> Conditions:
        """Spread the conditions from rows of sums to SLOs, those without one included."""
        rows = self.sheet.figures.conditions
        places = self.sheet.places
        there = places >= 0
        holds, known = np.zeros(self.shape, np.bool_), np.zeros(self.shape, np.bool_)
        holds[:, there], known[:, there] = (
            rows.holds[:, places[there]],
            rows.known[:, places[there]],
        )
        if not there.all():
            self._judge_unseen(np.flatnonzero(~there).tolist(), holds, known)
        return Conditions(holds, known)

    def _judge_unseen(self, numbers: Iterable[int], holds: Flags, known: Flags) -> None:
        """Of an SLO that never had a sample it is known for how long there was none."""
        for number in numbers:
            reading = self.sheet.readings[self.sheet.members[number][0]]
            allowed = reading.slo.alerts.no_data_seconds
            if allowed is not None and reading.unread is None:
                holds[-1, number] = self.sheet.at - reading.reach.begin >= allowed
                known[-1, number] = not is_backfilling(reading)


def call(
    floor: Floor,
    before: tuple[Floor, Board] | None,
    open_alerts: Iterable[OpenAlert],
    annotations: Sequence[Annotation],
) -> Calls:
    """Move the alerts to the step of ``floor``; ``open_alerts`` count if there is no ``before``."""
    board, gone = _carried(floor, before, open_alerts)
    keep_firing = floor.sheet.terms.keep_firing_seconds[floor.sheet.reads]
    step = moved(board, floor.conditions(), keep_firing, floor.sheet.at)
    if not (step.fired or step.resolved or step.changed or gone):
        return Calls(Board(step.started, step.ceased, board.alerts))
    return _told(floor, board, step, gone, annotations)


def settled(floor: Floor, open_alerts: Iterable[OpenAlert]) -> Calls:
    """Take over the alerts that fire after the step; nobody is called."""
    board, _ = Board.of(open_alerts, floor.spot_of, floor.shape, floor.waits)
    return Calls(board, are_settled=True)


def _carried(
    floor: Floor, before: tuple[Floor, Board] | None, open_alerts: Iterable[OpenAlert]
) -> tuple[Board, Sequence[Alert]]:
    if before is not None:
        earlier, board = before
        if floor.roll is earlier.roll and not board.has_waiting:
            return board, ()
        open_alerts = board.open_alerts(earlier.spot_of)
    return Board.of(open_alerts, floor.spot_of, floor.shape, floor.waits)


def _told(
    floor: Floor,
    board: Board,
    step: Moved,
    gone: Sequence[Alert],
    annotations: Sequence[Annotation],
) -> Calls:
    witness, key_of = Witness(floor.sheet), _keys(floor)
    alerts = dict(board.alerts)
    transitions = [_ended(alert, floor.sheet.at) for alert in gone]
    for spot in step.resolved:
        alert = alerts.pop(key_of(spot))
        transitions.append(_recovered(alert, witness.evidence(spot), floor.sheet.at))
    for spot in step.fired:
        alert = _fired(floor, spot, key_of(spot), witness.evidence(spot), annotations)
        alerts[alert.subject.key] = alert
        transitions.append(Transition.fired(alert))
    changed = [OpenAlert(alerts[key_of(spot)], _whole(step.ceased[spot])) for spot in step.changed]
    return Calls(Board(step.started, step.ceased, alerts), transitions, changed)


def _fired(
    floor: Floor, spot: Spot, key: Key, evidence: Evidence, annotations: Sequence[Annotation]
) -> Alert:
    (row, number), (_, name) = spot, key
    (slo, group), at = floor.roll.members[number], floor.sheet.at
    tiers = floor.sheet.terms.tiers
    severity = tiers[row].severity if row < len(tiers) else Severity.TICKET
    subject = Subject.of(slo, group, name, severity)
    after = newest_before(annotations, labels_of(slo, group), at)
    return Alert(
        subject=subject,
        started_at=at,
        reason=_REASONS.get(name, AlertReason.BURN_RATE),
        summary=fired_sentence(subject, slo, evidence, after, at),
        evidence=evidence,
        after=after,
    )


def _recovered(alert: Alert, evidence: Evidence, at: int) -> Transition:
    return Transition(
        alert=alert,
        state=AlertState.RESOLVED,
        at=at,
        reason=AlertReason.RECOVERED,
        summary=recovered_sentence(alert, evidence, at),
        evidence=evidence,
    )


def _ended(alert: Alert, at: int) -> Transition:
    return Transition(
        alert=alert,
        state=AlertState.RESOLVED,
        at=at,
        reason=AlertReason.NOT_DEFINED,
        summary=ended_sentence(alert),
        evidence=Evidence(),
    )


def _keys(floor: Floor) -> Callable[[Spot], Key]:
    ids, names = floor.roll.ids, condition_names(floor.sheet.terms)

    def key_of(spot: Spot) -> Key:
        row, number = spot
        return ids[number], names[row]

    return key_of


def _row(slo: Slo, name: str, terms: Terms) -> int | None:
    """Find the row of a condition that a definition has."""
    if name == BUDGET_BELOW:
        return None if slo.alerts.budget_below is None else len(terms.tiers)
    if name == NO_DATA:
        return None if slo.alerts.no_data_seconds is None else len(terms.tiers) + 1
    own = {tier.name: tier for tier in applicable_tiers(slo)}.get(name)
    return None if own is None else terms.tiers.index(own)


def _whole(value: np.floating) -> int | None:
    return None if np.isnan(value) else int(value)
