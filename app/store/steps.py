"""Writes the steps that the leader of several replicas publishes, and reads them back.

``words`` is the JSON list ``[troubles, unread, hints]``, each an object by SLO name; ``latencies``
is a list of ``[slo_name, group, latency]``, null where they are those of an earlier step.
``catalog`` are the sums of definitions and of exclusions; an older version wrote the first alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from app.slo.definition import Group
from app.slo.errors import StoreError
from app.slo.reading import Trouble
from app.slo.snapshot import Latency
from app.slo.step import Catalog, Step
from app.store.records import Record
from app.store.tables import STEPS

KEPT_STEPS = 100

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
        "catalog": " ".join(step.catalog),
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


def step_of(row: Mapping[Any, Any]) -> Step:
    """Read a step back; ``ValueError`` where it is none."""
    troubles, unread, hints = msgspec.json.decode(row["words"], type=_Words)
    latencies = row["latencies"]
    definitions, _, exclusions = row["catalog"].partition(" ")
    return Step(
        evaluated_at=row["evaluated_at"],
        previous_at=row["previous_at"],
        step_seconds=row["step_seconds"],
        catalog=Catalog(definitions, exclusions),
        cells_from=row["cells_from"],
        troubles=troubles,
        unread=unread,
        hints=hints,
        latencies=None if latencies is None else _latencies(latencies),
    )


def _latencies(text: bytes) -> dict[tuple[str, Group], Latency]:
    found = msgspec.json.decode(text, type=_Latencies)
    return {(name, group): latency for name, group, latency in found}
