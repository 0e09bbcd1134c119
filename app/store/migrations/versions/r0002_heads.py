"""Keep the first samples of an account while its past is being read, newest first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; an account that exists has been read from its begin on."""
    op.add_column("accounts", sa.Column("heads", sa.LargeBinary))
