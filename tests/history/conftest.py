"""For all tests of this folder: three days of the mixed world, and a Prometheus to write to."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.sources.flavour import Flavour
from tests.history.loaded import END, Loaded, loaded_into
from tests.history.month import History, generate
from tests.history.world import HOUR, Timeline
from tests.prometheus.server import PrometheusServer, require_prometheus

DAYS = 3
SEED = 1
TENTH_STEP_SECONDS = 3000
"""Ten of the longest steps."""


@pytest.fixture(scope="package")
def three_days() -> History:
    return generate(Timeline.of(DAYS, END), SEED)


@pytest.fixture(scope="package")
def loaded(three_days: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("prometheus")
    with loaded_into(Flavour.PROMETHEUS, three_days, folder) as loaded:
        yield loaded


@pytest.fixture(scope="package")
def loaded_elsewhere(
    three_days: History, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """The same in a VictoriaMetrics."""
    folder = tmp_path_factory.mktemp("victoriametrics")
    with loaded_into(Flavour.VICTORIAMETRICS, three_days, folder) as loaded:
        yield loaded


@pytest.fixture(scope="package")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that takes remote writes."""
    require_prometheus()
    with PrometheusServer(tmp_path_factory.mktemp("written")) as server:
        yield server.url


@pytest.fixture(scope="package")
def began() -> int:
    """When writers begin: lately, and always as far from the steps that look back far."""
    return int(time.time() - HOUR) // TENTH_STEP_SECONDS * TENTH_STEP_SECONDS


@pytest.fixture
def service(request: pytest.FixtureRequest) -> str:
    """A service of the test's own, of which nothing has been written."""
    return str(request.node.name)
