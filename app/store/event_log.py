"""Reads what happened, in the order in which it was stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.slo.kept import Event, EventKind, Stored
from app.store.alert_reading import read_values
from app.store.alert_records import transition_of
from app.store.alert_tables import EVENTS
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
    asked = select(EVENTS).where(EVENTS.c.id > event_id).order_by(EVENTS.c.id).limit(limit)
    return list(read_values(connection, asked, _event))


def _stored(connection: Connection) -> Stored | None:
    oldest, newest = connection.execute(select(func.min(EVENTS.c.id), func.max(EVENTS.c.id))).one()
    return None if newest is None else Stored(oldest, newest)


def _event(row: Mapping[str, Any]) -> Event:
    kind, body = EventKind(row["kind"]), row["body"]
    if kind is EventKind.ALERT_CHANGED:
        return Event(row["id"], row["at"], kind, transition=transition_of(body))
    return Event(row["id"], row["at"], kind, generation=body["generation"])
