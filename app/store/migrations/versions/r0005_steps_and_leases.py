"""Keep who leads, and what was published besides the accounts: for several replicas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create both; the lease's one row is there from the start, and has run out."""
    op.create_table(
        "leases",
        sa.Column("epoch", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("epoch", name="pk_leases"),
    )
    op.execute("INSERT INTO leases (epoch, holder, expires_at) VALUES (0, '', 0)")
    op.create_table(
        "steps",
        sa.Column("evaluated_at", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("previous_at", sa.BigInteger),
        sa.Column("step_seconds", sa.Integer, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("catalog", sa.Text, nullable=False),
        sa.Column("cells_from", sa.BigInteger, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("latencies", sa.LargeBinary),
        sa.PrimaryKeyConstraint("evaluated_at", name="pk_steps"),
    )
