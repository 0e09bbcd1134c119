"""The extension in a real editor with 10,000 SLOs: what a person waits for is printed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import PREFIX
from tests.e2e.demo import Demo
from tests.prometheus.loopback import PLAIN, LoopbackServer, free_port
from tests.prometheus.server import PrometheusServer, require_prometheus
from tests.vscode.code_server import CodeServer, require_editor
from tests.vscode.flows import play

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_prometheus()
require_editor()

SERVICES, EACH = 100, 100
EVALUATED_WITHIN_SECONDS = 120.0
SCRAPE_SECONDS, PAST_SECONDS, FUTURE_SECONDS = 30, 300, 900
OPENS_WITHIN_MILLISECONDS = 3000.0
"""Far more than it takes; a tree that draws all SLOs takes longer still."""


class Many(LoopbackServer):
    """A service with 10,000 SLOs: 100 services, each with an SLO for each of its 100 routes."""

    ready_path = "/livez"

    def __init__(self, folder: Path, prometheus: str) -> None:
        super().__init__(folder)
        self.slos = folder / "slos"
        self._prometheus, self._grpc_port = prometheus, free_port()
        self.slos.mkdir()
        for number in range(SERVICES):
            (self.slos / f"service-{number:03}.yaml").write_text(_definitions(number))

    def command(self) -> list[str]:
        settings = {
            "PROMETHEUS_URL": self._prometheus,
            "SLOS": self.slos,
            "DATA_DIR": self.folder / "data",
            "PORT": self.port,
            "GRPC_PORT": self._grpc_port,
        }
        set_to = [f"{PREFIX}{name}={value}" for name, value in settings.items()]
        return ["env", *set_to, sys.executable, "-m", "app", "serve"]

    def is_evaluated(self) -> bool:
        """Whether every SLO of the last service is known and well; one step evaluates them all."""
        url = f"{self.url}/slos?service=service-{SERVICES - 1:03}&state=HEALTHY&limit=1000"
        answer = httpx.get(url, timeout=10.0, trust_env=False, verify=PLAIN)
        return answer.is_success and len(answer.json()["slos"]) == EACH


def _definitions(service: int) -> str:
    of_service = f'service="service-{service:03}"'
    return f"""\
version: 1
service: service-{service:03}
slos:
  - name: slo-{service:03}
    objective: 99%
    period: 30d
    group_by: [route]
    indicator:
      ratio:
        bad: requests_total{{{of_service},code="500"}}
        total: requests_total{{{of_service}}}
"""


def _samples() -> Iterator[str]:
    """What the requests came to from some minutes ago until long after the tests are over."""
    begin = int(time.time()) // SCRAPE_SECONDS * SCRAPE_SECONDS - PAST_SECONDS
    times = range(begin, begin + PAST_SECONDS + FUTURE_SECONDS, SCRAPE_SECONDS)
    yield "# TYPE requests counter\n"
    for service in range(SERVICES):
        for route in range(EACH):
            labels = f'service="service-{service:03}",route="/{route:03}",code="200"'
            for count, at in enumerate(times):
                yield f"requests_total{{{labels}}} {count} {at}\n"
    yield "# EOF\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    folder = tmp_path_factory.mktemp("many")
    prometheus = PrometheusServer(folder / "prometheus")
    prometheus.load_openmetrics("".join(_samples()))
    with prometheus, Many(folder / "service", prometheus.url) as service:
        Demo.wait_until(service.is_evaluated, EVALUATED_WITHIN_SECONDS)
        yield service


def test_the_tree_stays_quick_with_ten_thousand_slos(
    editor: CodeServer, many: Many, tmp_path: Path
) -> None:
    took = play(
        "many",
        editor,
        tmp_path,
        settings={"sloMonitor.address": many.url},
    )
    print("Milliseconds:", took)  # noqa: T201 - pytest -s shows it
    opened = [value for what, value in took.items() if what.startswith("open ")]
    assert len(opened) == 2
    assert max(opened) < OPENS_WITHIN_MILLISECONDS
