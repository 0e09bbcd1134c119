"""The tables in which verdicts on runs are kept. Times are Unix seconds.

checks
    One row per check of a run. While it is open, all from ``created_by`` on is null, and
    ``due_at`` says when whoever runs it must have ended. ``digest`` is that of the question.
    ``match`` is a JSON object, ``results`` a JSON list of ``app/slo/run.py``'s results.
passes
    One row per check and SLO that it passed: what a later run is compared to.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Double, Index, Table, Text

from app.store.tables import METADATA

CHECKS = Table(
    "checks",
    METADATA,
    Column("check_id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("created_by", Text),
    Column("verdict", Text),
    Column("reason", Text),
    Column("summary", Text),
    Column("start", Double),
    Column("end", Double),
    Column("match", JSON(none_as_null=True)),
    Column("newest_sample", Double),
    Column("covered_ratio", Double),
    Column("results", JSON(none_as_null=True)),
    Index("ix_checks_created_at", "created_at"),
)

PASSES = Table(
    "passes",
    METADATA,
    Column("check_id", Text, primary_key=True),
    Column("slo_id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("start", Double, nullable=False),
    Column("end", Double, nullable=False),
    Column("good", Double, nullable=False),
    Column("total", Double, nullable=False),
    Index("ix_passes_slo_id", "slo_id", "fingerprint", "end"),
    Index("ix_passes_end", "end"),
)
