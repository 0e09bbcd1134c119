"""Three days of the mixed world in a Prometheus, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.history.loaded import END, Loaded
from tests.history.month import generate
from tests.history.world import Timeline
from tests.prometheus.server import PrometheusServer, require_prometheus

DAYS = 3
SEED = 1


@pytest.fixture(scope="package")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    require_prometheus()
    history = generate(Timeline.of(DAYS, END), SEED)
    server = PrometheusServer(tmp_path_factory.mktemp("history"))
    for text in history.texts():
        server.load_openmetrics(text)
    with server:
        yield Loaded(history, server.url)
