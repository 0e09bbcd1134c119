"""Plans of two real services over one PostgreSQL: one runs them, and its end is their end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.history.service_process import ServiceProcess
from tests.postgresql import PostgreSQLServer

pytestmark = pytest.mark.prometheus

NOBODY = "http://127.0.0.1:1"
WITHIN_SECONDS = 30.0

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: availability
    objective: 99%
    period: 1h
    indicator: {ratio: {bad: bad_total, total: all_total}}
plans:
  - name: long
    steps:
      - wait: {duration: 1h}
      - check: {scope: budget}
"""

Pair = tuple[ServiceProcess, ServiceProcess]


@pytest.fixture
async def pair(postgresql: PostgreSQLServer, tmp_path: Path) -> AsyncIterator[Pair]:
    """Two services, of which the first leads."""
    (tmp_path / "slos.yaml").write_text(DEFINITIONS)
    settings = {
        "PROMETHEUS_URL": NOBODY,
        "SLOS": str(tmp_path / "slos.yaml"),
        "STEP": "1s",
        "OFFSET": "0s",
        "DATABASE_URL": postgresql.url_of((await postgresql.fresh()).rpartition("/")[2]),
        "LEASE_TTL": "2s",
    }
    one, two = (ServiceProcess(tmp_path / name, **settings) for name in ("one", "two"))
    try:
        one.start()
        until(lambda: leads(one))
        two.start()
        until(lambda: httpx.get(f"{two.url}/livez").is_success)
        yield one, two
    finally:
        for service in (one, two):
            service.kill()


def until(holds: Callable[[], bool]) -> None:
    """Poll a condition until a deadline; nobody there is no."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while not _holds(holds):
        assert time.monotonic() < deadline, f"not so after {WITHIN_SECONDS} s"
        time.sleep(0.05)


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except httpx.HTTPError:
        return False


def leads(service: ServiceProcess) -> bool:
    return "slo_monitor_leader 1.0" in httpx.get(f"{service.url}/metrics").text


def begin(service: ServiceProcess) -> httpx.Response:
    return httpx.post(f"{service.url}/plans/long/runs")


def run_at(service: ServiceProcess, run_id: str) -> Any:  # noqa: ANN401  # JSON
    return httpx.get(f"{service.url}/plan-runs/{run_id}").raise_for_status().json()


def begun(service: ServiceProcess) -> str:
    until(lambda: begin(service).status_code in (202, 409))
    (run,) = httpx.get(f"{service.url}/plan-runs").json()["runs"]
    return str(run["id"])


def test_only_the_leader_begins_and_cancels_and_both_show(pair: Pair) -> None:
    leader, follower = pair
    run_id = begun(leader)
    assert run_at(follower, run_id)["state"] == "RUNNING"
    refused = begin(follower)
    assert (refused.status_code, refused.json()["code"]) == (503, "NOT_LEADER")
    refused = httpx.post(f"{follower.url}/plan-runs/{run_id}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (503, "NOT_LEADER")
    httpx.post(f"{leader.url}/plan-runs/{run_id}/cancel").raise_for_status()
    assert run_at(follower, run_id)["state"] == "CANCELLED"


def test_whoever_takes_over_ends_the_run_of_a_leader_that_was_killed(pair: Pair) -> None:
    leader, follower = pair
    run_id = begun(leader)
    leader.kill()
    until(lambda: run_at(follower, run_id)["state"] == "INTERRUPTED")
    assert run_at(follower, run_id)["verdict"] == "INCONCLUSIVE"
    until(lambda: begin(follower).status_code == 202)


def test_a_leader_that_slept_does_not_bring_its_run_back(pair: Pair) -> None:
    leader, follower = pair
    run_id = begun(leader)
    leader.pause()
    until(lambda: run_at(follower, run_id)["state"] == "INTERRUPTED")
    ended = run_at(follower, run_id)
    leader.resume()
    until(lambda: "slo_monitor_running_plan_runs 0.0" in httpx.get(f"{leader.url}/metrics").text)
    assert run_at(leader, run_id) == ended
