"""For all tests: how examples are tried, and one PostgreSQL, begun when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgresql import PostgreSQLServer, require_postgresql

# How long an example takes says more about the machine than about the code.
settings.register_profile("thorough", deadline=None)
settings.register_profile("fast", deadline=None, max_examples=20)


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where slow tests are left out; whoever names a profile has that one."""
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("fast" if "not slow" in config.option.markexpr else "thorough")


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
