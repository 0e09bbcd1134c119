"""Reads what happened, in the order in which it was stored."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Text, cast, func, select

from app.slo.errors import StoreError
from app.slo.kept import Event, EventKind, Stored
from app.store.alert_records import transition_from
from app.store.alert_tables import EVENTS
from app.store.plan_runs import run_from
from app.store.transacting import Transactor


class EventLog:
    """The stored events of a database."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    async def after(self, event_id: int, limit: int) -> Sequence[Event]:
        """Read the first events after one, at most ``limit``.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_after, event_id, limit)

    async def stored(self) -> Stored | None:
        """Say which are kept; ``None`` if nothing ever happened.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_stored)


def _after(connection: Connection, event_id: int, limit: int) -> list[Event]:
    columns = EVENTS.c
    asked = (
        select(columns.id, columns.at, columns.kind, cast(columns.body, Text))
        .where(columns.id > event_id)
        .order_by(columns.id)
        .limit(limit)
    )
    return [_event(*row) for row in connection.execute(asked)]


def _stored(connection: Connection) -> Stored | None:
    oldest, newest = connection.execute(select(func.min(EVENTS.c.id), func.max(EVENTS.c.id))).one()
    return None if newest is None else Stored(oldest, newest)


def _event(event_id: int, at: int, word: str, body: str) -> Event:
    try:
        kind = EventKind(word)
        if kind is EventKind.ALERT_CHANGED:
            return Event(event_id, at, kind, transition=transition_from(body))
        if kind is EventKind.PLAN_RUN_CHANGED:
            return Event(event_id, at, kind, plan_run=run_from(body))
        return Event(event_id, at, kind, generation=json.loads(body)["generation"])
    except (LookupError, TypeError, ValueError) as error:
        raise StoreError(f"event {event_id} is damaged: {error}") from error
