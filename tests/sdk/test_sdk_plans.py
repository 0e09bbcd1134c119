"""Plans with a real k6, begun, followed and cancelled through each SDK."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo import k6
from tests.e2e.k6_runs import require_k6
from tests.sdk.driver import Driver, Json
from tests.sdk.sdks import at_once
from tests.sdk.served import Served, served
from tests.sdk.values import plain

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_k6()

ENDS_WITHIN_SECONDS = 90.0
SEEN_SECONDS = 5.0
"""So long the shop has been scraped before a load begins: it is no process that was seen late."""
DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: shop-availability
    objective: 50%
    period: 30d
    indicator:
      ratio:
        bad: http_requests_total{service="shop",code=~"5.."}
        total: http_requests_total{service="shop"}
plans:
  - name: judged
    overlap: true
    steps:
      - load: {script: visit.js, vus: 1, duration: 25s, env: {BASE_URL: "{shop}"}}
      - settle: {max_wait: 30s}
      - check: {slos: [shop-availability], scope: run, min_events: 10}
  - name: crossed
    overlap: true
    steps:
      - load: {script: crossed.js, vus: 1, duration: 1s, env: {BASE_URL: "{shop}"}}
      - check: {scope: budget}
  - name: long
    overlap: true
    steps:
      - load: {script: visit.js, vus: 1, duration: 10m, env: {BASE_URL: "{shop}"}}
      - check: {scope: budget}
  - name: alone
    steps:
      - wait: {duration: 10m}
      - check: {scope: budget}
"""
VISIT = """\
import http from 'k6/http';
import { sleep } from 'k6';
export default function () { http.get(`${__ENV.BASE_URL}/search`); sleep(0.2); }
"""
SCRIPTS = {
    "visit.js": VISIT,
    "crossed.js": VISIT + "export const options = { thresholds: { http_reqs: ['count>1e6'] } };",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop that nobody visits but the loads of plans."""
    folder = tmp_path_factory.mktemp("plans")
    scripts = folder / "scripts"
    scripts.mkdir()
    for name, text in SCRIPTS.items():
        (scripts / name).write_text(text)
    settings = {
        "SHOP_TRAFFIC": "0",
        "SLO_MONITOR_STEP": "1s",
        "SLO_MONITOR_PLANS_K6_DIR": str(scripts),
        "SLO_MONITOR_PLANS_K6": k6.executable(),
    }
    with served(folder, DEFINITIONS, **settings) as shop:
        shop.demo.wait_until(lambda: shop.known_seconds("shop-availability") >= SEEN_SECONDS)
        yield shop


def loads(shop: Served) -> list[int]:
    """The processes of k6 that run scripts of these tests."""
    script = f"{shop.demo.settings.state.parent}/scripts/visit.js".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if script in words and b"run" in words:
            found.append(int(folder.name))
    return found


def followed(driver: Driver, run_id: str) -> list[Json]:
    """What is told of a run up to its end."""
    call = driver.begin("listen_to_plan_run", {"id": run_id})
    return list(call.items(ENDS_WITHIN_SECONDS))


def begun_and_followed(driver: Driver, plan: str) -> list[Json]:
    run = driver.ask("run_plan", {"name": plan})
    assert (run["plan"], run["state"], run["verdict"]) == (plan, "RUNNING", None)
    return followed(driver, run["id"])


def test_a_run_is_followed_to_its_verdict(shop: Served) -> None:
    given = at_once(shop.drivers, lambda driver: begun_and_followed(driver, "judged"))
    for way, told in given.items():
        assert {run["state"] for run in told[:-1]} == {"RUNNING"}, way
        progress = [run["progress_ratio"] for run in told]
        assert progress == sorted(progress)
        assert any(0 < ratio < 1 for ratio in progress), way
        last = told[-1]
        assert (last["state"], last["verdict"]) == ("FINISHED", "PASS"), last["summary"]
        assert plain(last) == plain(shop.get(f"/plan-runs/{last['id']}")), way
        check = shop.drivers[way].ask("get_check", {"id": last["steps"][-1]["check_id"]})
        assert check["results"][0]["events"]["total"] >= 10


def test_a_run_that_fails_says_why(shop: Served) -> None:
    given = at_once(shop.drivers, lambda driver: begun_and_followed(driver, "crossed"))
    for way, told in given.items():
        last = told[-1]
        assert (last["verdict"], last["reason"]) == ("FAIL", "LOAD_THRESHOLDS_CROSSED"), way
        assert "http_reqs" in last["steps"][0]["message"]


def test_a_run_is_cancelled_and_nothing_of_it_stays(shop: Served) -> None:
    def cancelled(driver: Driver) -> tuple[Json, list[Json]]:
        run = driver.ask("run_plan", {"name": "long"})
        call = driver.begin("listen_to_plan_run", {"id": run["id"]})
        while call.item(ENDS_WITHIN_SECONDS)["steps"][0]["progress_ratio"] == 0:
            pass
        shop.demo.wait_until(lambda: loads(shop) != [])
        ended = driver.ask("cancel_plan_run", {"id": run["id"]})
        return ended, list(call.items(ENDS_WITHIN_SECONDS))

    given = at_once(shop.drivers, cancelled)
    for way, (ended, rest) in given.items():
        assert (ended["state"], ended["verdict"]) == ("CANCELLED", "INCONCLUSIVE"), way
        assert plain(rest[-1]) == plain(ended), way
    assert loads(shop) == []


def test_a_run_is_begun_once_under_one_key_and_no_other_beside_it(shop: Served) -> None:
    asked = {"name": "alone", "idempotency_key": "build-7"}
    begun = at_once(shop.drivers, lambda driver: driver.ask("run_plan", asked)["id"])
    (run_id,) = set(begun.values())
    errors = at_once(
        shop.drivers, lambda driver: driver.begin("run_plan", {"name": "alone"}).error()
    )
    for way, error in errors.items():
        assert (error["kind"], error["code"]) == ("CONFLICT", "PLAN_BUSY"), way
        assert run_id in error["message"]
    shop.post(f"/plan-runs/{run_id}/cancel")


def test_a_run_is_followed_to_its_end_though_the_service_is_killed(shop: Served) -> None:
    run_id = shop.post("/plans/long/runs")["id"]
    shop.demo.wait_until(lambda: loads(shop) != [])
    calls = {
        way: driver.begin("listen_to_plan_run", {"id": run_id})
        for way, driver in shop.drivers.items()
    }
    for call in calls.values():
        assert call.item()["state"] == "RUNNING"
    shop.demo.kill("slo-monitor")
    shop.demo.start("slo-monitor")
    for way, call in calls.items():
        last = list(call.items(ENDS_WITHIN_SECONDS))[-1]
        assert (last["state"], last["verdict"]) == ("INTERRUPTED", "INCONCLUSIVE"), way
    assert loads(shop) == []
