"""How PostgreSQL is reached: what each connection is told, and how long it may keep us waiting.

Every limit is set within the transaction (``SET LOCAL``), and statements are prepared under names
of their own, so that a pooler between us and the server may hand connections around.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
from sqlalchemy import URL, Connection

from app.slo.errors import StoreError

APPLICATION = "slo-monitor"

CONNECT_SECONDS = 5.0

LOCK_SECONDS = 5.0
"""So long a statement waits for somebody else's transaction."""

MIGRATION_LOCK = 7_564_001
"""Any number, as long as nobody else takes advisory locks of the same one in this database."""


def refuse_unknown_options(url: URL) -> None:
    """Raise ``StoreError`` if the URL has an option (after ``?``) that the driver does not take."""
    unknown = sorted(set(url.query) - set(inspect.signature(asyncpg.connect).parameters))
    if unknown:
        raise StoreError(
            f"the database URL has an unknown option: {', '.join(unknown)} (there is, for one, ssl)"
        )


def connect_arguments() -> dict[str, Any]:
    """Give the driver's options."""
    return {
        "timeout": CONNECT_SECONDS,
        "server_settings": {"application_name": APPLICATION},
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"slo_monitor_{uuid4().hex}",
    }


def limits_setter(idle_seconds: float) -> Callable[[Connection], None]:
    """Give what bounds a transaction that has just begun, and what it may wait for."""
    limits = {
        "idle_in_transaction_session_timeout": idle_seconds,
        "lock_timeout": LOCK_SECONDS,
    }
    settings = (f"set_config('{k}', '{v * 1000:.0f}', true)" for k, v in limits.items())
    statement = f"SELECT {', '.join(settings)}"

    def set_limits(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return set_limits


def lock_migrations(connection: Connection) -> None:
    """Let one process at a time migrate; the others find everything done."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


def refuse_other_encodings(connection: Connection, place: str) -> None:
    """Raise ``StoreError`` unless the database holds every character that a label may have."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StoreError(f"{place} is encoded as {encoding}; create it with ENCODING 'UTF8'")
