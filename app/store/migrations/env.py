"""Alembic's entry: runs the migrations on the connection that ``app/store/schema.py`` hands over.

The connection is in a transaction already, so a migration is there whole or not at all.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
