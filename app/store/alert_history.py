"""Reads how alerts changed, newest first, with what became of telling it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from app.slo.kept import Delivery, Recorded, TransitionFilter
from app.store.alert_reading import read_values
from app.store.alert_records import transition_of
from app.store.alert_tables import DELIVERIES, TRANSITIONS
from app.store.transacting import Transactor


class AlertHistory:
    """The stored transitions of a database."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    async def transitions(self, wanted: TransitionFilter, limit: int) -> Sequence[Recorded]:
        """Read the newest transitions that are meant, at most ``limit``. Labels are passed over.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_read, wanted, limit)


def _read(connection: Connection, wanted: TransitionFilter, limit: int) -> list[Recorded]:
    asked = select(TRANSITIONS).where(*_conditions(wanted))
    newest = asked.order_by(TRANSITIONS.c.seq.desc()).limit(limit)
    found = list(read_values(connection, newest, _recorded))
    deliveries = _deliveries(connection, [one.transition.id for one in found])
    return [
        Recorded(one.seq, one.transition, tuple(deliveries.get(one.transition.id, ())))
        for one in found
    ]


def _recorded(row: Mapping[str, Any]) -> Recorded:
    return Recorded(row["seq"], transition_of(row["body"]))


def _conditions(wanted: TransitionFilter) -> Iterator[ColumnElement[bool]]:
    columns, alerts = TRANSITIONS.c, wanted.alerts
    if alerts.slo is not None:
        yield or_(columns.slo_id == alerts.slo, columns.slo_name == alerts.slo)
    if alerts.service is not None:
        yield columns.service == alerts.service
    if alerts.tier is not None:
        yield columns.tier == alerts.tier
    if alerts.severity is not None:
        yield columns.severity == alerts.severity.value
    if wanted.state is not None:
        yield columns.state == wanted.state.value
    if wanted.start is not None:
        yield columns.at >= ceil(wanted.start)
    if wanted.end is not None:
        yield columns.at < ceil(wanted.end)
    if wanted.before_seq is not None:
        yield columns.seq < wanted.before_seq


def _deliveries(connection: Connection, ids: Iterable[str]) -> Mapping[str, list[Delivery]]:
    asked = (
        select(DELIVERIES)
        .where(DELIVERIES.c.transition_id.in_(list(ids)))
        .order_by(DELIVERIES.c.receiver)
    )
    found: dict[str, list[Delivery]] = {}
    for row in connection.execute(asked):
        delivery = Delivery(row.receiver, row.state, row.attempts, row.last_error)
        found.setdefault(row.transition_id, []).append(delivery)
    return found
