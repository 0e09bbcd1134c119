"""What the dashboard draws stays a picture with a thousand SLOs, shown by two replicas."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from app.slo.snapshot import Data, State
from tests.deploy.grafana_dashboards import OVER_METRICS, Json, put_in, targets
from tests.deploy.queries import OF_A_SLO, documented_metrics
from tests.prometheus.loopback import PLAIN
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus
require_prometheus()

SLOS = 1000
MOST_ROWS = 50
MOST_LINES = 15
WORDS = {
    "state": [*State],
    "data": [*Data],
    "kind": ["good", "bad"],
    "window": ["5m", "1h", "6h"],
    "tier": ["page-fast", "ticket-slow"],
    "quantile": ["0.5", "0.95", "0.99"],
}
"""Values of the labels that single metrics have; every one of them is 1."""


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    server = PrometheusServer(tmp_path_factory.mktemp("thousand"))
    server.load_openmetrics("".join(lines_of(int(time.time()))) + "# EOF\n")
    with server:
        yield server


def lines_of(now: int) -> Iterator[str]:
    for name, labels in documented_metrics().items():
        if name.startswith("slo_monitor_slo_"):
            own = list(labels - OF_A_SLO)
            values = WORDS[own[0]] if own else [""]
            more = [f',{own[0]}="{value}"' if own else "" for value in values]
            yield f"# TYPE {name} gauge\n"
            yield from (f"{name}{{{one}{each}}} 1 {now}\n" for one in identities() for each in more)


def identities() -> Iterator[str]:
    for replica in ("a", "b"):
        for at in range(SLOS):
            of_slo = f'slo_id="slo-{at}",slo="slo-{at}",service="service-{at % 20}",group="x=1"'
            yield f'job="slo-monitor",instance="{replica}",{of_slo}'


@pytest.mark.parametrize(("name", "target"), targets(OVER_METRICS))
def test_a_panel_stays_a_picture(thousand: PrometheusServer, name: str, target: Json) -> None:
    chosen = {"job": "slo-monitor", "service": ".*", "slo_id": "slo-7"}
    found = answered(thousand, put_in(target["expr"], chosen))
    most = MOST_ROWS if target["format"] == "table" else MOST_LINES
    assert len(found) <= most, name


def test_a_thousand_slos_of_two_replicas_are_a_thousand(thousand: PrometheusServer) -> None:
    (count,) = [
        target for name, target in targets(OVER_METRICS) if re.fullmatch(r"\d+ SLOs A", name)
    ]
    ((_, value),) = [
        series["value"] for series in answered(thousand, put_in(count["expr"], EVERYTHING))
    ]
    assert value == str(SLOS)


EVERYTHING = {"job": "slo-monitor", "service": ".*"}


def answered(server: PrometheusServer, expression: str) -> list[Json]:
    url = f"{server.url}/api/v1/query"
    answer = httpx.post(
        url, data={"query": expression}, timeout=30.0, trust_env=False, verify=PLAIN
    )
    found: list[Json] = answer.raise_for_status().json()["data"]["result"]
    return found
