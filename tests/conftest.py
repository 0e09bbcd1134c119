"""For all tests: how examples are tried, and one PostgreSQL, begun when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgresql import PostgreSQLServer, require_postgresql

# How long an example takes says more about the machine than about the code.
settings.register_profile("whatever the machine does", deadline=None)
settings.load_profile("whatever the machine does")


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
