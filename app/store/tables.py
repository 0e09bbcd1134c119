"""The tables in which accounts are kept, and how their blobs are to be read.

Refuses to know what the numbers mean: ``app/slo/account.py`` says that. The tables are made by
the migrations beside this file; a test holds that both agree.

accounts
    One row per SLO definition. ``reach_begin``, ``reach_until`` and ``earliest`` are Unix seconds,
    and so are ``silence_begin`` and ``silence_end``; ``scrape_seconds`` is a duration. The
    excluded part of an account is a row of its own, whose ``slo_name`` ends in ``#excluded``;
    its ``excluded_times`` is a JSON list of ``[pairs, edges]``: what a group's labels must be, and
    the begins and ends of its excluded times in turn.
series
    The series of an account in the order of their discovery: ``ordinal`` counts from 0. ``labels``
    and ``target`` are JSON lists of ``[name, value]`` pairs; ``feeds`` is a JSON list of
    ``{"group": pairs, "part": "TOTAL", "bound": "EXACT", "weight": 1.0}``. ``leader`` is the
    ordinal of another series.
rows
    The rows of an account in the same manner: ``group_labels`` are pairs, ``bound`` a name.
exclusions
    Exclusions that were asked for. ``start``, ``end`` and ``created_at`` are Unix seconds; ``slos``
    is a JSON list of names, ``labels`` one of ``[name, value]`` pairs. ``rule``,
    ``duration_seconds`` and ``timezone`` are there if it recurs, and ``end`` if it does not.
cells
    Counted events. A cell covers the ``cell_seconds`` before ``cell_end``, in Unix seconds.
leases
    One row, of the process that may write (see ``app/store/lease.py``): ``expires_at`` is in Unix
    seconds on the database's clock.
steps
    The last steps that the leader of several replicas published: see ``app/slo/step.py``, and
    ``app/store/steps.py`` for ``catalog``, and for ``words`` and ``latencies``, which are JSON.
    Times are Unix seconds.

checks
    One row per check of a run. While it is open, all from ``created_by`` on is null, and
    ``due_at`` says when whoever runs it must have ended. ``digest`` is that of the question.
    ``match`` is a JSON object, ``results`` a JSON list of results (``app/slo/run.py``). Times are
    Unix seconds.
passes
    One row per check and SLO that it passed: what a later run is compared to.
plan_runs
    One row per run of a plan. ``body`` is JSON of ``app/slo/plan_run.py``; what is searched for
    stands in columns beside it. ``sole`` is the plan's name while a run is under way that no other
    may overlap: it is unique. ``created_at`` is in Unix seconds.

Every blob is a sequence of IEEE 754 doubles, 8 bytes each, little-endian, without a header:

===================  ===========================================================================
accounts.cursors     per series, by ordinal: time, value, process start; NaN is "none yet"
accounts.heads       per series, by ordinal: time, value, process start of its first sample, and
                     the events that it was counted for; NaN is "none yet". Null once the past
                     has been read to the end
accounts.newest      per row, by ordinal: time of the newest sample; NaN is "never one"
accounts.unbounded   per row, by ordinal: the same of histograms that lack the threshold
cells.counts         per row, by ordinal: good, total
===================  ===========================================================================

A cell that was written when the account had fewer rows has a shorter blob. To read one from
Python: ``struct.iter_unpack("<dd", counts)``.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slo_name", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("reach_begin", BigInteger, nullable=False),
    Column("reach_until", BigInteger, nullable=False),
    Column("earliest", Double),
    Column("scrape_seconds", Double),
    Column("silence_begin", Double),
    Column("silence_end", Double),
    Column("cursors", LargeBinary, nullable=False),
    Column("newest", LargeBinary, nullable=False),
    Column("unbounded", LargeBinary, nullable=False),
    Column("heads", LargeBinary),
    Column("excluded_times", JSON(none_as_null=True)),
)

EXCLUSIONS = Table(
    "exclusions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("slos", JSON, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("start", Double, nullable=False),
    Column("end", Double),
    Column("rule", Text),
    Column("duration_seconds", BigInteger),
    Column("timezone", Text),
    Column("reason", Text, nullable=False),
    Column("created_by", Text),
    Column("created_at", Double),
)

SERIES = Table(
    "series",
    METADATA,
    Column("account_id", ForeignKey(ACCOUNTS.c.id), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("metric", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("target", JSON(none_as_null=True)),
    Column("feeds", JSON, nullable=False),
    Column("leader", Integer),
)

ROWS = Table(
    "rows",
    METADATA,
    Column("account_id", ForeignKey(ACCOUNTS.c.id), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("group_labels", JSON, nullable=False),
    Column("bound", Text, nullable=False),
)

# The key begins with the time, not the account: what one step writes for all accounts then lies
# together on the disk (2 MB of log per step of 1,000 accounts, against 17 MB). For the same
# reason there is no index on account_id, and so no foreign key, which would need one: whoever
# deletes an account deletes its cells first, in one pass.
CELLS = Table(
    "cells",
    METADATA,
    Column("cell_seconds", Integer, primary_key=True, autoincrement=False),
    Column("cell_end", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", Integer, primary_key=True, autoincrement=False),
    Column("counts", LargeBinary, nullable=False),
    sqlite_with_rowid=False,  # storage only, ignored elsewhere: a quarter smaller, twice as fast
)

LEASES = Table(
    "leases",
    METADATA,
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("expires_at", Double, nullable=False),
)

STEPS = Table(
    "steps",
    METADATA,
    Column("evaluated_at", BigInteger, primary_key=True, autoincrement=False),
    Column("previous_at", BigInteger),
    Column("step_seconds", Integer, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("catalog", Text, nullable=False),
    Column("cells_from", BigInteger, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("latencies", LargeBinary),
)

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

PLAN_RUNS = Table(
    "plan_runs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sole", Text, unique=True),
    Column("created_at", Double, nullable=False),
    Column("body", JSON, nullable=False),
    Index("ix_plan_runs_created_at", "created_at"),
    Index("ix_plan_runs_plan", "plan", "created_at"),
    Index("ix_plan_runs_state", "state"),
)
