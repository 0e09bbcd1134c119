"""Writes the steps that the leader of several replicas publishes, and reads what followers lack.

``words`` is the JSON list ``[troubles, unread, hints]``, each an object by SLO name; ``latencies``
is a list of ``[slo_name, group, latency]``, null where they are those of an earlier step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from app.slo.account import Account, StoredAccount
from app.slo.alert import OpenAlert
from app.slo.definition import Group
from app.slo.errors import StoreError
from app.slo.reading import Trouble
from app.slo.register import Register
from app.slo.snapshot import Latency
from app.slo.step import News, Step
from app.slo.twin import owner_of
from app.store import reading
from app.store.alert_reading import read_open_alerts
from app.store.reading import AccountRecord
from app.store.records import Record
from app.store.tables import STEPS

KEPT_STEPS = 100

BEHIND_SECONDS = 900
"""An account that went on by more is read whole: its cells may have been written coarsely."""

LOOKED_BACK_SECONDS = 60
"""So far before its begin a reading beside the steps may have changed cells."""

_Words = tuple[dict[str, Trouble], dict[str, str], dict[str, str]]
_Latencies = list[tuple[str, Group, Latency]]

_NEWEST = select(func.max(STEPS.c.evaluated_at))


def record_of(step: Step) -> Record:
    """Write a step as its row says it; the epoch is for the caller to add."""
    latencies = step.latencies
    return {
        "evaluated_at": step.evaluated_at,
        "previous_at": step.previous_at,
        "step_seconds": step.step_seconds,
        "catalog": step.catalog,
        "cells_from": step.cells_from,
        "words": msgspec.json.encode((step.troubles, step.unread, step.hints)),
        "latencies": None
        if latencies is None
        else msgspec.json.encode([(*key, latency) for key, latency in latencies.items()]),
    }


def write(connection: Connection, record: Record) -> None:
    """Store a step that goes on from the newest one, and drop those that nobody asks for.

    Raises:
        StoreError: another step was stored meanwhile; what this one was made from is out of date.
    """
    newest = connection.execute(_NEWEST).scalar()
    if newest != record["previous_at"]:
        raise StoreError(
            f"the step at {record['evaluated_at']} goes on from {record['previous_at']},"
            f" but {newest} was stored last"
        )
    connection.execute(insert(STEPS), record)
    oldest = record["evaluated_at"] - KEPT_STEPS * record["step_seconds"]
    spoken = select(func.max(STEPS.c.evaluated_at)).where(STEPS.c.latencies.is_not(None))
    connection.execute(
        delete(STEPS).where(
            STEPS.c.evaluated_at < oldest,
            STEPS.c.evaluated_at != func.coalesce(spoken.scalar_subquery(), 0),
        )
    )


def newest(connection: Connection) -> int | None:
    """Say which step was stored last."""
    found: int | None = connection.execute(_NEWEST).scalar()
    return found


@dataclass(frozen=True, slots=True)
class Fetched:
    """News as rows: fetched by the event loop, put together elsewhere."""

    steps: Sequence[Mapping[Any, Any]]
    whole: Sequence[StoredAccount]
    ahead: reading.Ahead
    gone: Sequence[str]
    open_alerts: Sequence[OpenAlert]
    excludes: bool

    def put_together(self, place: str) -> News:
        """Make news of them.

        Raises:
            StoreError: what stands in ``place`` does not fit together.
        """
        with reading.damage_told(place):
            steps = [_step(row) for row in self.steps]
            ahead = self.ahead.put_together()
            return News(steps, self.whole, ahead, self.gone, self.open_alerts, self.excludes)


def fetch(
    connection: Connection,
    place: str,
    known: Mapping[str, Account],
    after: int | None,
    step_seconds: int,
) -> Fetched:
    """Fetch what was stored since the step ``after``, of the accounts that are ``known``.

    Raises:
        StoreError: what stands in ``place`` does not fit together.
    """
    since = select(STEPS).where(STEPS.c.evaluated_at > (after or 0))
    steps = connection.execute(since.order_by(STEPS.c.evaluated_at)).mappings().all()
    records = {record["slo_name"]: record for record in reading.states(connection)}
    pairs = [
        (records[name], account)
        for name, account in known.items()
        if name in records and records[name]["fingerprint"] == account.fingerprint
    ]
    stored = {account.slo_name for _, account in pairs}
    whole = [record for record, account in pairs if not _goes_on(record, account)]
    moved = [pair for pair in pairs if _goes_on(*pair) and _has_moved(*pair)]
    first = _first_cell(moved, [step["cells_from"] for step in steps], after)
    with reading.damage_told(place):
        return Fetched(
            steps=steps,
            whole=reading.whole(connection, whole, beside=len(records) - len(whole)),
            ahead=reading.ahead(connection, _registers(moved), step_seconds, first),
            gone=[name for name in known if name not in stored],
            open_alerts=read_open_alerts(connection),
            excludes=any(owner_of(name) != name for name in records),
        )


def _goes_on(record: AccountRecord, account: Account) -> bool:
    """Whether what is stored is what is known, but for a few steps more."""
    return (
        record["id"] == account.number
        and record["reach_begin"] == account.reach.begin
        and (record["heads"] is None) == (account.heads is None)
        and 0 <= record["reach_until"] - account.reach.until <= BEHIND_SECONDS
    )


def _has_moved(record: AccountRecord, account: Account) -> bool:
    return bool(record["reach_until"] != account.reach.until)


def _registers(
    moved: Sequence[tuple[AccountRecord, Account]],
) -> list[tuple[AccountRecord, Register]]:
    return [(record, account.register) for record, account in moved]


def _first_cell(
    moved: Sequence[tuple[AccountRecord, Account]], told: Sequence[int], after: int | None
) -> int:
    """Give the end of the earliest cell that may have changed since, as steps have ``told``."""
    # What lagged behind the steps may have been read beside them, of which they do not tell.
    lagged = [
        account.reach.until - LOOKED_BACK_SECONDS
        for _, account in moved
        if account.reach.until != after
    ]
    return min([*told, *lagged], default=0)


def _step(row: Mapping[Any, Any]) -> Step:
    troubles, unread, hints = msgspec.json.decode(row["words"], type=_Words)
    latencies = row["latencies"]
    return Step(
        evaluated_at=row["evaluated_at"],
        previous_at=row["previous_at"],
        step_seconds=row["step_seconds"],
        catalog=row["catalog"],
        cells_from=row["cells_from"],
        troubles=troubles,
        unread=unread,
        hints=hints,
        latencies=None if latencies is None else _latencies(latencies),
    )


def _latencies(text: bytes) -> dict[tuple[str, Group], Latency]:
    found = msgspec.json.decode(text, type=_Latencies)
    return {(name, group): latency for name, group, latency in found}
