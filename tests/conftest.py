"""For all tests: one PostgreSQL for a whole run, begun when the first of them asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgresql import PostgreSQLServer, require_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """A running server; whoever stops it starts it again."""
    require_postgresql()
    server = PostgreSQLServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()
