"""What k6 passes though nothing was measured, or only refusals were: no verdict of ours is a pass.

Each run is one that k6 ends with exit code 0, by a script as people write them: a threshold on the
95th percentile, and no more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.demo import k6
from deploy.demo.gate import rfc3339
from tests.e2e.demo import Demo
from tests.e2e.k6_runs import DEAD_URL, exit_code_of, new_testid, require_k6

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_k6()

DEFINITIONS = """\
version: 1
service: k6
slos:
  - name: requests-answered
    objective: 99%
    period: 1d
    indicator:
      ratio:
        bad: k6_http_reqs_total{expected_response="false"}
        total: k6_http_reqs_total
  - name: answers-in-time
    objective: 95%
    period: 1d
    indicator:
      latency:
        histogram: k6_http_req_duration_seconds
        match: expected_response="true"
        threshold: 300ms
        estimate: true
"""
SLOS = ("requests-answered", "answers-in-time")
SCRIPT = """\
import http from 'k6/http';
export const options = {
  duration: '6s',
  tags: { testid: __ENV.TESTID },
  thresholds: { http_req_duration: ['p(95)<300'] },
};
export default function () { %s }
"""
VISIT = "http.get(`${__ENV.BASE_URL}/checkout`);"


@dataclass(frozen=True)
class Trap:
    """What a visit does, and where the visitors and their series are sent."""

    visit: str = VISIT
    shop_is_there: bool = True
    prometheus_is_there: bool = True
    failed: frozenset[str] = frozenset()
    """The SLOs that failed for all to see; the others are to be inconclusive."""


TRAPS = {
    "a target that is down": Trap(shop_is_there=False, failed=frozenset({"requests-answered"})),
    "no request at all": Trap(visit="1;"),
    "every iteration throws": Trap(visit="throw new Error('x');"),
    "the series are sent to nobody": Trap(prometheus_is_there=False),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "slos.yaml").write_text(DEFINITIONS)
    with Demo(
        folder / "state", SHOP_TRAFFIC="0", SLO_MONITOR_SLOS=str(folder / "slos.yaml")
    ) as demo:
        demo.start_all()
        yield demo


def run_of(trap: Trap, demo: Demo, folder: Path) -> k6.Run:
    script = folder / "script.js"
    script.write_text(SCRIPT % trap.visit)
    return k6.Run(
        script,
        new_testid(),
        demo.settings.demo_prometheus_url if trap.prometheus_is_there else DEAD_URL,
        {"BASE_URL": demo.settings.shop_url if trap.shop_is_there else DEAD_URL},
    )


def verdict_on(
    demo: Demo, begun: float, ended: float, slos: Sequence[str], run: k6.Run
) -> dict[str, Any]:
    question = {
        "slos": slos,
        "start": rfc3339(begun),
        "end": rfc3339(ended),
        "match": {"testid": run.testid},
        "settle": "5s",
    }
    url = f"{demo.settings.service_url}/slo/check"
    answer = httpx.post(url, json=question, timeout=60.0, trust_env=False)
    verdict: dict[str, Any] = answer.raise_for_status().json()
    return verdict


def judged_alone(demo: Demo, run: k6.Run, begun: float) -> dict[str, str]:
    """The verdict on each SLO by itself, so that none hides another."""
    end = time.time()
    found = {slo: verdict_on(demo, begun, end, slos=[slo], run=run) for slo in SLOS}
    return {slo: verdict["verdict"] for slo, verdict in found.items()}


@pytest.mark.slow
def test_a_run_that_was_measured_passes(demo: Demo, tmp_path: Path) -> None:
    run, begun = run_of(Trap(), demo, tmp_path), time.time()
    assert exit_code_of(run) == 0
    assert judged_alone(demo, run, begun) == dict.fromkeys(SLOS, "PASS")


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_k6_passes_it_and_the_verdict_does_not(trap: Trap, demo: Demo, tmp_path: Path) -> None:
    run, begun = run_of(trap, demo, tmp_path), time.time()
    assert exit_code_of(run) == 0
    expected = {slo: "FAIL" if slo in trap.failed else "INCONCLUSIVE" for slo in SLOS}
    assert judged_alone(demo, run, begun) == expected
