"""For all tests: their parts, how examples are tried, and a PostgreSQL, begun when one asks."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.parts import LONGEST, Part, group_of, part_of
from tests.postgresql import PostgreSQLServer, require_postgresql

# How long an example takes says more about the machine than about the code.
settings.register_profile("thorough", deadline=None)
settings.register_profile("fast", deadline=None, max_examples=20)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one part of the tests be chosen; deploy/scripts/test.sh runs all of them."""
    parser.addoption("--part", choices=[*Part], help="the tests of one part of `make test` only")


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where slow tests are left out; whoever names a profile has that one.

    Programs that tests start inherit from a shell's background job that SIGINT is ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("fast" if "not slow" in config.option.markexpr else "thorough")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not in the part that was chosen, and begin with what takes longest."""
    chosen = config.getoption("part")
    if chosen is not None:
        parts = {item: part_of({mark.name for mark in item.iter_markers()}) for item in items}
        config.hook.pytest_deselected(items=[item for item in items if parts[item] != chosen])
        items[:] = [item for item in items if parts[item] == chosen]
        items.sort(key=lambda item: group_of(item.nodeid) != LONGEST)


class ByGroup(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives each process a group of tests at a time, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)  # xdist's
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup | None:
    """Keep together what shares servers; what computes shares none."""
    if config.getoption("part") != Part.WAITING:
        return None
    config.option.loadscopereorder = False  # it would begin with many tests, not with long ones
    return ByGroup(config, log)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Take back what a service that was started in this process wrote its log with.

    It would write for the tests after it, to a standard error that is no longer there.
    """
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in [each for each in root.handlers if type(each) is logging.StreamHandler]:
        if handler not in handlers:
            root.removeHandler(handler)
    root.setLevel(level)


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
