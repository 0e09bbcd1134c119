"""Writes what happened in a step, within the transaction that stores its counts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.slo.alert import AlertState, Happened, OpenAlert, Transition
from app.slo.delivery import DeliveryState
from app.slo.kept import EventKind
from app.store.alert_records import open_alert_record, transition_record
from app.store.alert_tables import ANNOTATIONS, DELIVERIES, EVENTS, OPEN_ALERTS, TRANSITIONS
from app.store.writing import run_many

EVENTS_KEPT_SECONDS = 86_400
PRUNING_SECONDS = 600
"""So often what is too old is deleted."""


_THIS = (OPEN_ALERTS.c.slo_id == bindparam("of_slo"), OPEN_ALERTS.c.tier == bindparam("of_tier"))


def write_happened(
    connection: Connection, happened: Happened, receivers: Sequence[str], kept_seconds: int
) -> None:
    """Store transitions with what follows from them; those that are known are passed over.

    Each is to be delivered to all ``receivers``. What is older than ``kept_seconds`` goes.
    """
    new = _unknown(connection, happened.transitions)
    _write_transitions(connection, new, receivers)
    _write_open_alerts(connection, new, happened.changed)
    _write_events(connection, happened, new)
    if happened.at % PRUNING_SECONDS == 0:
        _prune(connection, happened.at, kept_seconds)


def _unknown(connection: Connection, transitions: Sequence[Transition]) -> list[Transition]:
    known: set[str] = set()
    for first in range(0, len(transitions), 1000):
        ids = [transition.id for transition in transitions[first : first + 1000]]
        found = connection.execute(select(TRANSITIONS.c.id).where(TRANSITIONS.c.id.in_(ids)))
        known.update(found.scalars())
    return [transition for transition in transitions if transition.id not in known]


def _write_transitions(
    connection: Connection, transitions: Sequence[Transition], receivers: Sequence[str]
) -> None:
    run_many(connection, insert(TRANSITIONS), [transition_record(each) for each in transitions])
    if not receivers:
        return
    deliveries = [
        {
            "transition_id": transition.id,
            "receiver": receiver,
            "seq": order,
            "at": transition.at,
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "next_attempt_at": 0.0,
        }
        for order, transition in enumerate(transitions)
        for receiver in receivers
    ]
    run_many(connection, insert(DELIVERIES), deliveries)


def _write_open_alerts(
    connection: Connection, transitions: Sequence[Transition], changed: Sequence[OpenAlert]
) -> None:
    keys = [
        {"of_slo": slo_id, "of_tier": tier}
        for slo_id, tier in (transition.alert.subject.key for transition in transitions)
    ]
    run_many(connection, delete(OPEN_ALERTS).where(*_THIS), keys)
    fired = [OpenAlert(t.alert) for t in transitions if t.state is AlertState.FIRING]
    run_many(connection, insert(OPEN_ALERTS), [open_alert_record(each) for each in fired])
    ceased = [
        {"of_slo": slo_id, "of_tier": tier, "ceased": each.ceased_at}
        for each in changed
        for slo_id, tier in [each.alert.subject.key]
    ]
    remember = update(OPEN_ALERTS).where(*_THIS).values(ceased_at=bindparam("ceased"))
    run_many(connection, remember, ceased)


def _write_events(
    connection: Connection, happened: Happened, transitions: Sequence[Transition]
) -> None:
    changed = EventKind.ALERT_CHANGED.value
    alerts = [
        {"at": happened.at, "kind": changed, "body": transition_record(each)["body"]}
        for each in transitions
    ]
    published = {
        "at": happened.at,
        "kind": EventKind.SNAPSHOT_PUBLISHED.value,
        "body": {"generation": happened.generation, "evaluated_at": happened.at},
    }
    run_many(connection, insert(EVENTS), [*alerts, published])


def _prune(connection: Connection, at: int, kept_seconds: int) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.at < at - EVENTS_KEPT_SECONDS))
    connection.execute(delete(TRANSITIONS).where(TRANSITIONS.c.at < at - kept_seconds))
    connection.execute(delete(ANNOTATIONS).where(ANNOTATIONS.c.start < at - kept_seconds))
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.at < at - kept_seconds))
