"""Reads and writes exclusions that were asked for, within a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.slo.errors import StoreError
from app.slo.exclusion import Exclusion, ExclusionChange, Recurrence
from app.store.records import Record
from app.store.tables import EXCLUSIONS


def read(connection: Connection, place: str) -> list[Exclusion]:
    """Read all exclusions, by id.

    Raises:
        StoreError: what stands in ``place`` is no exclusion.
    """
    rows = connection.execute(select(EXCLUSIONS).order_by(EXCLUSIONS.c.id))
    try:
        return [_exclusion(row._asdict()) for row in rows]
    except (LookupError, TypeError, ValueError) as error:
        raise StoreError(f"{place} is damaged: an exclusion does not add up: {error}") from error


def write(connection: Connection, change: ExclusionChange) -> None:
    """Store a change."""
    if change.removed is not None:
        connection.execute(delete(EXCLUSIONS).where(EXCLUSIONS.c.id == change.removed))
    if change.added is not None:
        connection.execute(insert(EXCLUSIONS), [_record(change.added)])


def _record(exclusion: Exclusion) -> Record:
    recurrence = exclusion.recurrence
    return {
        "id": exclusion.id,
        "slos": list(exclusion.slos),
        "labels": [list(pair) for pair in exclusion.labels],
        "start": exclusion.start,
        "end": exclusion.end,
        "rule": recurrence and recurrence.rule,
        "duration_seconds": recurrence and recurrence.duration_seconds,
        "timezone": recurrence and recurrence.timezone,
        "reason": exclusion.reason,
        "created_by": exclusion.created_by,
        "created_at": exclusion.created_at,
    }


def _exclusion(record: Mapping[str, Any]) -> Exclusion:
    rule = record["rule"]
    return Exclusion(
        id=record["id"],
        slos=tuple(record["slos"]),
        labels=tuple((name, value) for name, value in record["labels"]),
        start=record["start"],
        end=record["end"],
        recurrence=None
        if rule is None
        else Recurrence(rule, record["duration_seconds"], record["timezone"]),
        reason=record["reason"],
        created_by=record["created_by"],
        created_at=record["created_at"],
    )
