"""Brings a database to the schema that this version of the program writes."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.slo.errors import StoreError
from app.store import postgresql


def upgrade(connection: Connection, place: str) -> None:
    """Run the migrations that are missing, within the connection's transaction.

    Raises:
        StoreError: ``place`` has a schema that this version does not know.
    """
    if connection.dialect.name == "postgresql":
        postgresql.refuse_other_encodings(connection, place)
        postgresql.lock_migrations(connection)
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    present = set(MigrationContext.configure(connection).get_current_heads())
    unknown = present - {script.revision for script in scripts.walk_revisions()}
    if unknown:
        raise StoreError(_too_new(place, unknown, scripts.get_heads()))
    if present != set(scripts.get_heads()):
        command.upgrade(config, "head")


def _too_new(place: str, unknown: set[str], heads: list[str]) -> str:
    return (
        f"{place} has schema revision {', '.join(sorted(unknown))}, and this version of the program"
        f" knows none after {', '.join(heads)}: run the version that wrote it, or a later one"
    )
