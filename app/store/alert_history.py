"""Reads how alerts changed, newest first, with what became of telling it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, cast, false, or_, select

from app.slo.errors import StoreError
from app.slo.kept import Delivery, Recorded, TransitionFilter
from app.store.alert_records import transition_from
from app.store.alert_tables import DELIVERIES, TRANSITIONS
from app.store.transacting import Transactor


class _Found(NamedTuple):
    """A transition as the database has it."""

    seq: int
    id: str
    body: str
    deliveries: Sequence[Delivery]


class AlertHistory:
    """The stored transitions of a database."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    async def transitions(self, wanted: TransitionFilter, limit: int) -> Sequence[Recorded]:
        """Read the newest transitions that are meant, at most ``limit``. Labels are passed over.

        Raises:
            StoreError: they cannot be read.
        """
        found = await self._transactor.read(_read, wanted, limit)
        # A thousand of them would hold up the event loop, and in a transaction whoever writes.
        return await asyncio.to_thread(lambda: [_recorded(each) for each in found])


def _recorded(found: _Found) -> Recorded:
    try:
        return Recorded(found.seq, transition_from(found.body), tuple(found.deliveries))
    except ValueError as error:
        raise StoreError(f"transition {found.id} is damaged: {error}") from error


def _read(connection: Connection, wanted: TransitionFilter, limit: int) -> list[_Found]:
    columns = TRANSITIONS.c
    # As text: a driver that parses JSON would do that here, on the event loop.
    asked = (
        select(columns.seq, columns.id, cast(columns.body, Text))
        .where(*_conditions(wanted))
        .order_by(columns.seq.desc())
        .limit(limit)
    )
    rows = connection.execute(asked).all()
    deliveries = _deliveries(connection, [transition_id for _, transition_id, _ in rows])
    return [_Found(seq, name, body, deliveries.get(name, ())) for seq, name, body in rows]


def _conditions(wanted: TransitionFilter) -> Iterator[ColumnElement[bool]]:
    columns, alerts = TRANSITIONS.c, wanted.alerts
    if alerts.slo is not None:
        yield or_(_is(columns.slo_id, alerts.slo), _is(columns.slo_name, alerts.slo))
    if alerts.service is not None:
        yield _is(columns.service, alerts.service)
    if alerts.tier is not None:
        yield _is(columns.tier, alerts.tier)
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


def _is(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    # PostgreSQL refuses to compare with a NUL, which no word holds that was ever stored.
    return false() if "\0" in word else column == word


def _deliveries(connection: Connection, ids: Iterable[str]) -> Mapping[str, list[Delivery]]:
    columns = DELIVERIES.c
    asked = (
        select(
            columns.transition_id,
            columns.receiver,
            columns.state,
            columns.attempts,
            columns.last_error,
        )
        .where(columns.transition_id.in_(list(ids)))
        .order_by(columns.receiver)
    )
    found: dict[str, list[Delivery]] = {}
    for transition_id, *delivery in connection.execute(asked):
        found.setdefault(transition_id, []).append(Delivery(*delivery))
    return found
