"""`make run` with the service in it: a verdict from real data, and a state that is found again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from deploy.demo.settings import DEMO_DEFINITIONS
from tests.e2e.demo import Demo, environment_on_free_ports, run_as_a_user

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]

RUNNING = "SLO Monitor is running"


@contextmanager
def running(environment: dict[str, str]) -> Iterator[str]:
    """Run the command until its first verdict; give what it printed, and end it with Ctrl-C."""
    with run_as_a_user(environment) as process:
        try:
            yield printed_until_running(process)
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(timeout=40) == 0
        finally:
            process.kill()


def printed_until_running(process: subprocess.Popen[str]) -> str:
    """Read on until the line that names the verdict; its own deadlines end a run that hangs."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if RUNNING in printed and "/slo/check" in printed and not line.startswith("$"):
            return printed
    pytest.fail(printed)


def checkout(environment: dict[str, str]) -> dict[str, float]:
    url = f"http://127.0.0.1:{environment['SLO_MONITOR_PORT']}/slos/checkout-latency"
    events: dict[str, float] = httpx.get(url, trust_env=False).raise_for_status().json()["events"]
    return events


def test_a_verdict_comes_from_real_data_and_a_second_start_goes_on_counting(
    tmp_path: Path,
) -> None:
    environment = environment_on_free_ports(tmp_path / "state")
    with running(environment) as printed:
        assert "curl http://127.0.0.1:" in printed
        assert any(word in printed for word in ("PASS:", "WARNING:", "FAIL:"))
        first = checkout(environment)
        assert first["total"] > 0
    with running(environment):
        assert checkout(environment)["total"] >= first["total"]


def test_ones_own_prometheus_is_used_without_a_demo(tmp_path: Path) -> None:
    with Demo(tmp_path / "theirs") as theirs:
        theirs.start("prometheus")
        theirs.start("shop")
        theirs.wait_until(lambda: bool(theirs.query("http_requests_total")))
        environment = environment_on_free_ports(
            tmp_path / "state",
            PROMETHEUS_URL=theirs.settings.demo_prometheus_url,
            SLO_MONITOR_SLOS=str(DEMO_DEFINITIONS),
        )
        with running(environment) as printed:
            assert "demo shop" not in printed
        assert not (tmp_path / "state/shop.log").exists()
