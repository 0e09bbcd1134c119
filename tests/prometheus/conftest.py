"""Fixtures for tests against a real Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prometheus.server import PrometheusServer, require_prometheus


@pytest.fixture
def prometheus(tmp_path: Path) -> Iterator[PrometheusServer]:
    """A running Prometheus that scrapes nothing and holds nothing."""
    require_prometheus()
    with PrometheusServer(tmp_path / "prometheus") as server:
        yield server


@pytest.fixture(scope="module")
def shared_prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """One for all tests of a module, which must not disturb it."""
    require_prometheus()
    with PrometheusServer(tmp_path_factory.mktemp("prometheus")) as server:
        yield server
