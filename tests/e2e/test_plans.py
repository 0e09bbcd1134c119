"""Plans of a real service, with a real k6: what they come to, and that nothing of them stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.demo import k6
from tests.e2e.demo import Demo
from tests.e2e.k6_runs import require_k6

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_k6()

WITHIN_SECONDS = 60.0

Run = Mapping[str, Any]

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: shop-availability
    objective: 50%
    period: 1h
    indicator:
      ratio:
        bad: http_requests_total{{service="shop",code=~"5.."}}
        total: http_requests_total{{service="shop"}}
plans:
  - name: judged
    steps:
      - load: {{script: visit.js, vus: 2, duration: 25s, env: {{BASE_URL: "{shop}"}}}}
      - settle: {{max_wait: 30s}}
      - check: {{slos: [shop-availability], scope: run, min_events: 100}}
  - name: idle
    steps:
      - load: {{script: idle.js, vus: 1, duration: 25s}}
      - settle: {{max_wait: 30s}}
      - check: {{slos: [shop-availability], scope: run}}
  - name: crossed
    steps:
      - load: {{script: crossed.js, vus: 1, duration: 1s, env: {{BASE_URL: "{shop}"}}}}
      - check: {{scope: budget}}
  - name: broken
    steps:
      - load: {{script: broken.js, vus: 1, duration: 1s}}
      - check: {{scope: budget}}
  - name: long
    steps:
      - load: {{script: visit.js, vus: 1, duration: 10m, env: {{BASE_URL: "{shop}"}}}}
      - check: {{scope: budget}}
"""

VISIT = """\
import http from 'k6/http';
import { sleep } from 'k6';
export default function () { http.get(`${__ENV.BASE_URL}/search`); sleep(0.05); }
"""
SCRIPTS = {
    "visit.js": VISIT,
    "crossed.js": VISIT + "export const options = { thresholds: { http_reqs: ['count>1e6'] } };",
    "idle.js": "import { sleep } from 'k6';\nexport default function () { sleep(1); }\n",
    "broken.js": "throw new Error('nothing answers');\nexport default function () {}\n",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("plans")
    slos, scripts = folder / "slos", folder / "scripts"
    settings = {
        "SHOP_TRAFFIC": "0",
        "SLO_MONITOR_SLOS": str(slos),
        "SLO_MONITOR_PLANS_K6_DIR": str(scripts),
        "SLO_MONITOR_PLANS_K6": k6.executable(),
    }
    with Demo(folder / "state", **settings) as demo:
        for made in (slos, scripts):
            made.mkdir()
        (slos / "shop.yaml").write_text(DEFINITIONS.format(shop=demo.settings.shop_url))
        for name, text in SCRIPTS.items():
            (scripts / name).write_text(text)
        demo.start_all()
        demo.wait_until(lambda: bool(demo.ask("/slos")["slos"]), WITHIN_SECONDS)
        yield demo


def begin(demo: Demo, plan: str) -> str:
    url = f"{demo.settings.service_url}/plans/{plan}/runs"
    answer = httpx.post(url, timeout=15.0, trust_env=False).raise_for_status()
    return str(answer.json()["id"])


def ended(demo: Demo, run_id: str) -> Run:
    """Wait for the end of a run."""
    demo.wait_until(lambda: demo.ask(f"/plan-runs/{run_id}")["state"] != "RUNNING", WITHIN_SECONDS)
    run: Run = demo.ask(f"/plan-runs/{run_id}")
    return run


def loads() -> list[int]:
    """The processes of k6 that run scripts of these tests."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if any(word.endswith(b"/scripts/visit.js") for word in words) and b"run" in words:
            found.append(int(folder.name))
    return found


def loading(demo: Demo) -> str:
    """Begin a long load."""
    run_id = begin(demo, "long")
    demo.wait_until(lambda: len(loads()) > 0)
    return run_id


def test_a_load_is_judged_by_what_it_did(demo: Demo) -> None:
    run = ended(demo, begin(demo, "judged"))
    assert run["verdict"] == "PASS", run
    assert [step["state"] for step in run["steps"]] == ["SUCCEEDED"] * 3
    check = demo.ask(f"/slo/checks/{run['steps'][2]['check_id']}")
    assert check["verdict"] == "PASS"
    assert check["results"][0]["events"]["total"] >= 100
    assert check["start"] == run["steps"][0]["started_at"]


def test_a_load_that_asks_for_nothing_is_no_pass(demo: Demo) -> None:
    run = ended(demo, begin(demo, "idle"))
    assert run["steps"][0]["state"] == "SUCCEEDED", "k6 itself is content"
    assert run["verdict"] == "INCONCLUSIVE"


def test_thresholds_of_the_script_count(demo: Demo) -> None:
    run = ended(demo, begin(demo, "crossed"))
    assert (run["verdict"], run["reason"]) == ("FAIL", "LOAD_THRESHOLDS_CROSSED")
    assert "http_reqs" in run["steps"][0]["message"]


def test_a_script_that_breaks_is_an_error_with_its_words(demo: Demo) -> None:
    run = ended(demo, begin(demo, "broken"))
    assert (run["verdict"], run["reason"]) == ("ERROR", "LOAD_FAILED")
    assert "nothing answers" in run["summary"]
    assert run["steps"][1]["state"] == "SKIPPED"


def test_cancelling_ends_k6(demo: Demo) -> None:
    run_id = loading(demo)
    url = f"{demo.settings.service_url}/plan-runs/{run_id}/cancel"
    run = httpx.post(url, timeout=15.0, trust_env=False).raise_for_status().json()
    assert (run["state"], run["verdict"]) == ("CANCELLED", "INCONCLUSIVE")
    assert loads() == []


def test_ctrl_c_at_the_command_line_cancels_the_run(demo: Demo) -> None:
    program = [str(Path(sys.executable).parent / "slo-monitor"), "plan", "run", "long"]
    told = {**os.environ, "SLO_MONITOR_URL": demo.settings.service_url}
    running = subprocess.Popen(
        [*program, "--format", "json"],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("1/2 LOAD RUNNING: Run visit.js with 1 virtual")
    demo.wait_until(lambda: len(loads()) > 0)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=WITHIN_SECONDS)
    assert running.returncode == 3, stderr
    assert json.loads(stdout)["state"] == "CANCELLED"
    assert loads() == []


def test_a_service_that_is_killed_leaves_no_load_and_an_interrupted_run(demo: Demo) -> None:
    run_id = loading(demo)
    demo.kill("slo-monitor")
    demo.wait_until(lambda: loads() == [])
    demo.start("slo-monitor")
    run = ended(demo, run_id)
    assert (run["state"], run["verdict"]) == ("INTERRUPTED", "INCONCLUSIVE")
    assert run["reason"] == "INTERRUPTED"
    assert ended(demo, begin(demo, "crossed"))["verdict"] == "FAIL", "others can be run again"


def test_a_service_that_ends_interrupts_its_run_itself(demo: Demo) -> None:
    run_id = loading(demo)
    assert demo.stop("slo-monitor") == 0
    assert loads() == []
    log = (demo.settings.state / "slo-monitor.log").read_text()
    demo.start("slo-monitor")
    assert ended(demo, run_id)["state"] == "INTERRUPTED"
    assert "given up" not in log
