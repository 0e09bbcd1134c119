"""The tables in which alerts, what became of telling them, and notes are kept.

Times are Unix seconds. ``body`` is JSON of the values in ``app/slo/alert.py``; what is searched
for stands in columns beside it.

transitions
    Every change of an alert's state, in the order in which it was stored. ``id`` names it on
    every face and to every receiver.
open_alerts
    The alerts that fire. ``ceased_at`` is the step since which the condition has not held.
deliveries
    What a webhook is still to be told, or was: one row per transition and receiver.
    They go out by ``at`` (the step) and ``seq`` (the place in it). ``next_attempt_at`` is on the
    clock of the process that tells.
events
    What live listeners are told, by the sequence that they resume from.
annotations
    Deploys and incidents; ``labels`` is a JSON object.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Double, Index, Integer, Table, Text

from app.store.tables import METADATA

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only if the column is an INTEGER."""

TRANSITIONS = Table(
    "transitions",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("slo_id", Text, nullable=False),
    Column("slo_name", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Index("ix_transitions_at", "at"),
    Index("ix_transitions_slo_id", "slo_id", "at"),
    sqlite_autoincrement=True,  # a number is never used twice: readers resume from it
)

OPEN_ALERTS = Table(
    "open_alerts",
    METADATA,
    Column("slo_id", Text, primary_key=True),
    Column("tier", Text, primary_key=True),
    Column("ceased_at", BigInteger),
    Column("body", JSON, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("transition_id", Text, primary_key=True),
    Column("receiver", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Double, nullable=False),
    Column("last_error", Text),
    Index("ix_deliveries_due", "state", "next_attempt_at"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", SEQUENCE, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Index("ix_events_at", "at"),
    sqlite_autoincrement=True,
)

ANNOTATIONS = Table(
    "annotations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Double, nullable=False),
    Column("end", Double),
    Column("labels", JSON, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Index("ix_annotations_start", "start"),
)
