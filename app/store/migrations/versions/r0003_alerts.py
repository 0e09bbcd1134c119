"""Keep alerts, what became of telling them, events for live listeners, and annotations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create everything; ``app/store/alert_tables.py`` says what the columns hold."""
    _create_transitions()
    _create_open_alerts()
    _create_deliveries()
    _create_events()
    _create_annotations()


def _create_transitions() -> None:
    op.create_table(
        "transitions",
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("slo_id", sa.Text, nullable=False),
        sa.Column("slo_name", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_transitions"),
        sa.UniqueConstraint("id", name="uq_transitions_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transitions_at", "transitions", ["at"])
    op.create_index("ix_transitions_slo_id", "transitions", ["slo_id", "at"])


def _create_open_alerts() -> None:
    op.create_table(
        "open_alerts",
        sa.Column("slo_id", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("ceased_at", sa.BigInteger),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("slo_id", "tier", name="pk_open_alerts"),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("transition_id", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.Double, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("transition_id", "receiver", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_attempt_at"])


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_at", "events", ["at"])


def _create_annotations() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("start", sa.Double, nullable=False),
        sa.Column("end", sa.Double),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotations"),
    )
    op.create_index("ix_annotations_start", "annotations", ["start"])
