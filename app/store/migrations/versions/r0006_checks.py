"""Keep the verdicts on runs, and which of them each SLO passed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create both; ``app/store/tables.py`` says what the columns hold."""
    op.create_table(
        "checks",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("verdict", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("start", sa.Double),
        sa.Column("end", sa.Double),
        sa.Column("match", sa.JSON(none_as_null=True)),
        sa.Column("newest_sample", sa.Double),
        sa.Column("covered_ratio", sa.Double),
        sa.Column("results", sa.JSON(none_as_null=True)),
        sa.PrimaryKeyConstraint("check_id", name="pk_checks"),
    )
    op.create_index("ix_checks_created_at", "checks", ["created_at"])
    op.create_table(
        "passes",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("slo_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("start", sa.Double, nullable=False),
        sa.Column("end", sa.Double, nullable=False),
        sa.Column("good", sa.Double, nullable=False),
        sa.Column("total", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("check_id", "slo_id", name="pk_passes"),
    )
    op.create_index("ix_passes_slo_id", "passes", ["slo_id", "fingerprint", "end"])
    op.create_index("ix_passes_end", "passes", ["end"])
