"""Keeps what receivers are still to be told, and what became of it.

Rows are made with their transition (``app/store/alert_writing.py``). A row that is no longer
PENDING never changes again. Refuses to know how a receiver is reached.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, func, select, update

from app.slo.alert import AlertState, Transition
from app.slo.delivery import Attempt, Backlog, Delivery, DeliveryRecord, DeliveryState
from app.store.alert_reading import read_values
from app.store.alert_records import transition_of
from app.store.alert_tables import DELIVERIES, TRANSITIONS
from app.store.transacting import Transactor
from app.store.writing import run_many

NOT_CONFIGURED = "the receiver is no longer configured"

_ROW = DELIVERIES.c
_IS_PENDING = _ROW.state == DeliveryState.PENDING.value

_SETTLE = (
    update(DELIVERIES)
    .where(
        _ROW.transition_id == bindparam("of_transition"),
        _ROW.receiver == bindparam("of_receiver"),
        _IS_PENDING,
    )
    .values(
        state=bindparam("new_state"),
        attempts=_ROW.attempts + bindparam("failed"),
        next_attempt_at=bindparam("not_before"),
        last_error=func.coalesce(bindparam("error"), _ROW.last_error),
    )
)


class SqlDeliveries:
    """The deliveries in one database."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    async def due(self, receiver: str, now: float, limit: int) -> Sequence[Delivery]:
        """Read what a receiver is to be told next: of each alert the oldest that is pending.

        Those that are due at ``now`` come first, in the order in which they happened, then the
        others in the order in which they become due.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transactor.read(_read_due, receiver, now, limit)

    async def settle(self, receiver: str, attempts: Sequence[Attempt]) -> None:
        """Take down how attempts went; what is no longer pending is left as it is.

        Raises:
            StoreError: nothing was written.
        """
        await self._transactor.write(_settle, receiver, attempts)

    async def give_up(self, receivers: Collection[str]) -> Mapping[str, int]:
        """Give up what all other receivers wait for; say how many each of them waited for.

        Raises:
            StoreError: nothing was written.
        """
        return await self._transactor.write(_give_up, receivers)

    async def backlogs(self) -> Sequence[Backlog]:
        """Count by receiver what is pending and what is dead.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transactor.read(_read_backlogs)

    async def of_transition(self, transition_id: str) -> Sequence[DeliveryRecord]:
        """Read who was told of a transition and who was not, by receiver.

        Raises:
            StoreError: it cannot be read.
        """
        asked = select(DELIVERIES).where(_ROW.transition_id == transition_id)
        return await self._transactor.read(_read_records, asked.order_by(_ROW.receiver))

    async def ended_since(self, at: float) -> Sequence[Transition]:
        """Read the ends of alerts after ``at`` (Unix seconds), oldest first.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transactor.read(_read_ended, at)


def _read_due(connection: Connection, receiver: str, now: float, limit: int) -> list[Delivery]:
    place = func.row_number().over(
        partition_by=(TRANSITIONS.c.slo_id, TRANSITIONS.c.tier), order_by=(_ROW.at, _ROW.seq)
    )
    pending = (
        select(DELIVERIES, TRANSITIONS.c.body, place.label("place"))
        .join(TRANSITIONS, TRANSITIONS.c.id == _ROW.transition_id)
        .where(_IS_PENDING, _ROW.receiver == receiver)
        .subquery()
        .c
    )
    waits_until = case((pending.next_attempt_at <= now, 0.0), else_=pending.next_attempt_at)
    asked = (
        select(pending.body, pending.attempts, pending.next_attempt_at)
        .where(pending.place == 1)
        .order_by(waits_until, pending.at, pending.seq)
        .limit(limit)
    )
    return list(read_values(connection, asked, _delivery_of))


def _delivery_of(record: Mapping[str, Any]) -> Delivery:
    return Delivery(transition_of(record["body"]), record["attempts"], record["next_attempt_at"])


def _settle(connection: Connection, receiver: str, attempts: Sequence[Attempt]) -> None:
    records = [
        {
            "of_transition": attempt.transition_id,
            "of_receiver": receiver,
            "new_state": attempt.state.value,
            "failed": int(attempt.error is not None),
            "not_before": attempt.next_attempt_at,
            "error": attempt.error,
        }
        for attempt in attempts
    ]
    run_many(connection, _SETTLE, records)


def _give_up(connection: Connection, receivers: Collection[str]) -> dict[str, int]:
    orphaned = and_(_IS_PENDING, _ROW.receiver.not_in(list(receivers)))
    counted = select(_ROW.receiver, func.count()).where(orphaned).group_by(_ROW.receiver)
    found = {row[0]: row[1] for row in connection.execute(counted)}
    if found:
        dead = {"state": DeliveryState.DEAD.value, "last_error": NOT_CONFIGURED}
        connection.execute(update(DELIVERIES).where(orphaned).values(dead))
    return found


def _read_backlogs(connection: Connection) -> list[Backlog]:
    dead = _ROW.state == DeliveryState.DEAD.value
    asked = (
        select(
            _ROW.receiver,
            func.sum(case((_IS_PENDING, 1), else_=0)),
            func.sum(case((dead, 1), else_=0)),
            func.min(case((_IS_PENDING, _ROW.at))),
        )
        .where(_IS_PENDING | dead)
        .group_by(_ROW.receiver)
        .order_by(_ROW.receiver)
    )
    return [
        Backlog(receiver, int(pending), int(gone), oldest)
        for receiver, pending, gone, oldest in connection.execute(asked)
    ]


def _read_records(connection: Connection, asked: Select[Any]) -> list[DeliveryRecord]:
    return list(read_values(connection, asked, _record_of))


def _record_of(record: Mapping[str, Any]) -> DeliveryRecord:
    return DeliveryRecord(
        transition_id=record["transition_id"],
        receiver=record["receiver"],
        state=DeliveryState(record["state"]),
        attempts=record["attempts"],
        last_error=record["last_error"],
    )


def _read_ended(connection: Connection, at: float) -> list[Transition]:
    asked = (
        select(TRANSITIONS.c.body)
        .where(TRANSITIONS.c.at > at, TRANSITIONS.c.state == AlertState.RESOLVED.value)
        .order_by(TRANSITIONS.c.seq)
    )
    return list(read_values(connection, asked, lambda record: transition_of(record["body"])))
