"""Make the tables of accounts, their series, their rows and their cells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything; ``app/store/tables.py`` says what the columns hold."""
    _create_accounts()
    _create_series()
    _create_rows()
    _create_cells()


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("slo_name", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("reach_begin", sa.BigInteger, nullable=False),
        sa.Column("reach_until", sa.BigInteger, nullable=False),
        sa.Column("earliest", sa.Double),
        sa.Column("scrape_seconds", sa.Double),
        sa.Column("silence_begin", sa.Double),
        sa.Column("silence_end", sa.Double),
        sa.Column("cursors", sa.LargeBinary, nullable=False),
        sa.Column("newest", sa.LargeBinary, nullable=False),
        sa.Column("unbounded", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("slo_name", name="uq_accounts_slo_name"),
    )


def _create_series() -> None:
    op.create_table(
        "series",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("target", sa.JSON),
        sa.Column("feeds", sa.JSON, nullable=False),
        sa.Column("leader", sa.Integer),
        sa.PrimaryKeyConstraint("account_id", "ordinal", name="pk_series"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_series_account_id"),
    )


def _create_rows() -> None:
    op.create_table(
        "rows",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("group_labels", sa.JSON, nullable=False),
        sa.Column("bound", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "ordinal", name="pk_rows"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_rows_account_id"),
    )


def _create_cells() -> None:
    op.create_table(
        "cells",
        sa.Column("cell_seconds", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("cell_end", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("counts", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("cell_seconds", "cell_end", "account_id", name="pk_cells"),
        sqlite_with_rowid=False,
    )
