"""Keep what became of carrying out plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table; ``app/store/tables.py`` says what the columns hold."""
    op.create_table(
        "plan_runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sole", sa.Text),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_runs"),
        sa.UniqueConstraint("sole", name="uq_plan_runs_sole"),
    )
    op.create_index("ix_plan_runs_created_at", "plan_runs", ["created_at"])
    op.create_index("ix_plan_runs_plan", "plan_runs", ["plan", "created_at"])
    op.create_index("ix_plan_runs_state", "plan_runs", ["state"])
