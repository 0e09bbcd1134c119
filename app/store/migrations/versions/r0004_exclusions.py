"""Keep exclusions that were asked for, and which times an account's excluded part stands for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table and the column; so far nothing was excluded."""
    op.add_column("accounts", sa.Column("excluded_times", sa.JSON(none_as_null=True)))
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("slos", sa.JSON, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("start", sa.Double, nullable=False),
        sa.Column("end", sa.Double),
        sa.Column("rule", sa.Text),
        sa.Column("duration_seconds", sa.BigInteger),
        sa.Column("timezone", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("created_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_exclusions"),
    )
