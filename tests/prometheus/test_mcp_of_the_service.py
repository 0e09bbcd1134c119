"""The real service over a real Prometheus speaks MCP as the specification wants it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from mcp.server.subscriptions import ResourceUpdated

from tests.api.mcp.connecting import LEGACY, MODERN, PATIENCE_SECONDS, connected, problem_in
from tests.history.service_process import ServiceProcess
from tests.prometheus.loopback import require
from tests.prometheus.server import PrometheusServer
from tests.prometheus.test_runs_of_the_service import DEFINITIONS, load

pytestmark = pytest.mark.prometheus

HERE = Path(__file__).parent
TOOLS = HERE.parents[1] / ".tools/bin"
CONFORMANCE = "mcp-conformance"
EXPECTED_FAILURES = HERE / "mcp_expected_failures.yml"
AGENT = HERE / "mcp_agent.mjs"
REVISIONS = ("2025-11-25", "2026-07-28")

PLANS = """\
plans:
  - name: look
    steps:
      - wait: {duration: 1s}
      - check: {slos: [shop], scope: budget}
  - name: patience
    steps:
      - wait: {duration: 10m}
      - check: {slos: [shop], scope: budget}
"""

FIRST_ANSWER_WITHIN_SECONDS = 60.0
ENDS_WITHIN_SECONDS = 15.0
GRACEFUL_SECONDS = 5.0


class Told(NamedTuple):
    progress: float
    total: float | None
    message: str | None


@pytest.fixture(scope="module")
def loaded(shared_prometheus: PrometheusServer) -> PrometheusServer:
    load(shared_prometheus.url, int(time.time()) - 5)
    return shared_prometheus


@pytest.fixture(scope="module")
def service(
    loaded: PrometheusServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceProcess]:
    service = begun(loaded, tmp_path_factory.mktemp("service"))
    yield service
    service.kill()


def begun(prometheus: PrometheusServer, folder: Path) -> ServiceProcess:
    (folder / "slos.yaml").write_text(DEFINITIONS + PLANS)
    service = ServiceProcess(
        folder / "state",
        SLOS=str(folder / "slos.yaml"),
        PROMETHEUS_URL=prometheus.url,
        STEP="1s",
        OFFSET="0s",
    )
    service.start()
    service.answer(0, FIRST_ANSWER_WITHIN_SECONDS)
    return service


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run what is in npm's packages, with a Node that is new enough."""
    path = os.pathsep.join([str(TOOLS), os.environ.get("PATH", "")])
    os.environ["PATH"] = path
    require(CONFORMANCE)
    return subprocess.run(
        [CONFORMANCE, *arguments], capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("revision", REVISIONS)
def test_it_conforms_in_what_it_offers(
    service: ServiceProcess, tmp_path: Path, revision: str
) -> None:
    ran = run(
        "server",
        *("--url", f"{service.url}/mcp"),
        *("--requirements", revision),
        *("--expected-failures", EXPECTED_FAILURES),
        *("--output-dir", tmp_path),
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr


def test_another_sdk_finds_the_newest_revision_and_the_same_values(
    service: ServiceProcess,
) -> None:
    ran = run(AGENT, f"{service.url}/mcp")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["version"] == "2026-07-28"
    assert "check_slos" in found["tools"]
    (slo,) = found["told"]["slos"]
    assert (slo["id"], slo["data"]) == ("shop", "OK")
    assert found["wrong"].startswith("UNKNOWN_SLO: ")


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
async def test_an_agent_has_a_run_judged(service: ServiceProcess, mode: str) -> None:
    arguments = {"window": "5m", "settle": "5s"}
    async with connected(f"{service.url}/mcp", mode) as agent:
        answer = await agent.call_tool("check_slos", arguments)
    assert not answer.is_error, answer
    assert answer.structured_content["mode"] == "RUN"
    assert answer.structured_content["results"][0]["slo"] == "shop"
    assert "POST /mcp check_slos by loopback from 127.0.0.1: 200, wrote check" in service.log


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
async def test_a_plan_is_run_step_by_step_to_its_verdict(
    service: ServiceProcess, mode: str
) -> None:
    told: list[Told] = []

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        told.append(Told(progress, total, message))

    async with connected(f"{service.url}/mcp", mode) as agent:
        answer = await agent.call_tool("run_plan", {"name": "look"}, progress_callback=tell)
        plans = await agent.call_tool("list_plans", {})
    run = answer.structured_content
    assert (run["state"], run["plan"]) == ("FINISHED", "look"), answer
    assert run["verdict"] is not None
    assert run["steps"][0]["state"] == "SUCCEEDED"
    assert [each.progress for each in told] == sorted({each.progress for each in told})
    assert (told[-1].progress, told[-1].total) == (2.0, 2.0)
    assert "Step 1 of 2: WAIT" in {each.message for each in told}
    last = {each["name"]: each["last_run"] for each in plans.structured_content["plans"]}
    assert last["look"]["id"] == run["id"]
    assert f"POST /mcp run_plan by loopback from 127.0.0.1: 200, wrote plan_run {run['id']}" in (
        service.log
    )


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
async def test_who_calls_off_the_call_cancels_the_run(service: ServiceProcess, mode: str) -> None:
    begun = asyncio.Event()

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        del progress, total, message
        begun.set()

    async with connected(f"{service.url}/mcp", mode) as agent:
        calling = asyncio.create_task(
            agent.call_tool("run_plan", {"name": "patience"}, progress_callback=tell)
        )
        await asyncio.wait_for(begun.wait(), PATIENCE_SECONDS)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                plans = (await agent.call_tool("list_plans", {})).structured_content["plans"]
                run = {each["name"]: each["last_run"] for each in plans}["patience"]
                if run["state"] != "RUNNING":
                    break
                await asyncio.sleep(0.05)
    assert run["state"] == "CANCELLED"
    assert f"POST /mcp cancel_run by loopback from 127.0.0.1: 200, wrote plan_run {run['id']}" in (
        service.log
    )


async def test_a_plan_that_is_not_there_and_a_run_that_is_not_have_their_codes(
    service: ServiceProcess,
) -> None:
    async with connected(f"{service.url}/mcp", MODERN) as agent:
        plan = problem_in(await agent.call_tool("run_plan", {"name": "nope"}))
        run = problem_in(await agent.call_tool("cancel_run", {"id": "0" * 32}))
    assert (plan["code"], run["code"]) == ("UNKNOWN_PLAN", "UNKNOWN_PLAN_RUN")


@pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")
async def test_it_ends_soon_though_agents_listen(loaded: PrometheusServer, tmp_path: Path) -> None:
    service = await asyncio.to_thread(begun, loaded, tmp_path)
    url = f"{service.url}/mcp"
    try:
        async with (
            connected(url, LEGACY) as old,
            connected(url, MODERN) as new,
            new.listen(resource_subscriptions=["slo://shop"]) as told,
        ):
            await old.session.subscribe_resource("slo://shop")
            asked = time.monotonic()
            assert await asyncio.to_thread(service.stop, ENDS_WITHIN_SECONDS) == 0
            assert time.monotonic() - asked < GRACEFUL_SECONDS
            last = [event async for event in told]  # it was sent home, not cut off
            assert all(event == ResourceUpdated("slo://shop") for event in last)
    finally:
        service.kill()
    assert "Traceback" not in service.log
    assert "Cancel " not in service.log
