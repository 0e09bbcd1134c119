"""Writes what happened in a step, within the transaction that stores its counts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.slo.alert import AlertState, Happened, OpenAlert, Transition
from app.slo.delivery import DeliveryState
from app.slo.kept import EventKind
from app.store.alert_records import open_alert_record, transition_record
from app.store.alert_tables import ANNOTATIONS, DELIVERIES, EVENTS, OPEN_ALERTS, TRANSITIONS
from app.store.records import Record
from app.store.writing import VALUES_AT_ONCE, run_plain

EVENTS_KEPT_SECONDS = 86_400
PRUNING_SECONDS = 600
"""So often what is too old is deleted."""

# Made once: to build a statement takes longer than to run it.
_THIS = (OPEN_ALERTS.c.slo_id == bindparam("of_slo"), OPEN_ALERTS.c.tier == bindparam("of_tier"))
_KNOWN = select(TRANSITIONS.c.id).where(TRANSITIONS.c.id.in_(bindparam("ids", expanding=True)))
_ADD_TRANSITION, _ADD_DELIVERY = insert(TRANSITIONS), insert(DELIVERIES)
_ADD_OPEN_ALERT, _ADD_EVENT = insert(OPEN_ALERTS), insert(EVENTS)
_CLOSE_ALERT = delete(OPEN_ALERTS).where(*_THIS)
_REMEMBER = update(OPEN_ALERTS).where(*_THIS).values(ceased_at=bindparam("ceased"))


def write_happened(
    connection: Connection, happened: Happened, receivers: Sequence[str], kept_seconds: int
) -> None:
    """Store transitions with what follows from them; those that are known are passed over.

    Each is to be delivered to all ``receivers``. What is older than ``kept_seconds`` goes.
    """
    new = _unknown(connection, happened.transitions)
    records = [transition_record(transition) for transition in new]
    run_plain(connection, _ADD_TRANSITION, records)
    run_plain(connection, _ADD_DELIVERY, _deliveries(new, receivers))
    _write_open_alerts(connection, new, happened.changed)
    run_plain(connection, _ADD_EVENT, _events(happened, records))
    if happened.at % PRUNING_SECONDS == 0:
        _prune(connection, happened.at, kept_seconds)


def _unknown(connection: Connection, transitions: Sequence[Transition]) -> list[Transition]:
    known: set[str] = set()
    ids = [transition.id for transition in transitions]
    for first in range(0, len(ids), VALUES_AT_ONCE):
        some = ids[first : first + VALUES_AT_ONCE]
        known.update(connection.execute(_KNOWN, {"ids": some}).scalars())
    return [each for each, own in zip(transitions, ids, strict=True) if own not in known]


def _deliveries(transitions: Sequence[Transition], receivers: Sequence[str]) -> list[Record]:
    return [
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


def _write_open_alerts(
    connection: Connection, transitions: Sequence[Transition], changed: Sequence[OpenAlert]
) -> None:
    keys = [
        {"of_slo": slo_id, "of_tier": tier}
        for slo_id, tier in (transition.alert.subject.key for transition in transitions)
    ]
    run_plain(connection, _CLOSE_ALERT, keys)
    fired = [OpenAlert(t.alert) for t in transitions if t.state is AlertState.FIRING]
    run_plain(connection, _ADD_OPEN_ALERT, [open_alert_record(each) for each in fired])
    ceased = [
        {"ceased": each.ceased_at, "of_slo": slo_id, "of_tier": tier}
        for each in changed
        for slo_id, tier in [each.alert.subject.key]
    ]
    run_plain(connection, _REMEMBER, ceased)


def _events(happened: Happened, transitions: Sequence[Record]) -> list[Record]:
    """An event for each change of an alert, and one for the step."""
    changed, at = EventKind.ALERT_CHANGED.value, happened.at
    published = {"generation": happened.generation, "evaluated_at": at}
    return [
        *({"at": at, "kind": changed, "body": record["body"]} for record in transitions),
        {"at": at, "kind": EventKind.SNAPSHOT_PUBLISHED.value, "body": json.dumps(published)},
    ]


def _prune(connection: Connection, at: int, kept_seconds: int) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.at < at - EVENTS_KEPT_SECONDS))
    connection.execute(delete(TRANSITIONS).where(TRANSITIONS.c.at < at - kept_seconds))
    connection.execute(delete(ANNOTATIONS).where(ANNOTATIONS.c.start < at - kept_seconds))
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.at < at - kept_seconds))
