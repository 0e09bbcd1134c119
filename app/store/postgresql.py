"""How PostgreSQL is reached: what each connection is told, and how long it may keep us waiting.

Every limit is set within the transaction (``SET LOCAL``), and statements are prepared under names
of their own, so that a pooler between us and the server may hand connections around.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from app.slo.errors import StoreError

APPLICATION = "slo-monitor"

CONNECT_SECONDS = 5.0

LIMITS_MS = {
    # A process that was stopped in the middle of a transaction must let go of the lease before
    # it runs out (15 s), or nobody could take over.
    "idle_in_transaction_session_timeout": 10_000,
    "lock_timeout": 5_000,
}

_SET_LIMITS = "SELECT " + ", ".join(
    f"set_config('{name}', '{milliseconds}', true)" for name, milliseconds in LIMITS_MS.items()
)

MIGRATION_LOCK = 7_564_001
"""Any number, as long as nobody else takes advisory locks of the same one in this database."""


def connect_arguments() -> dict[str, Any]:
    """Give the driver's options."""
    return {
        "timeout": CONNECT_SECONDS,
        "server_settings": {"application_name": APPLICATION},
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"slo_monitor_{uuid4().hex}",
    }


def set_limits(connection: Connection) -> None:
    """Bound what a transaction that has just begun may wait for."""
    connection.exec_driver_sql(_SET_LIMITS)


def lock_migrations(connection: Connection) -> None:
    """Let one process at a time migrate; the others find everything done."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


def refuse_other_encodings(connection: Connection, place: str) -> None:
    """Raise ``StoreError`` unless the database holds every character that a label may have."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StoreError(f"{place} is encoded as {encoding}; create it with ENCODING 'UTF8'")
