"""The demo for tests: the programs of `make run` on free ports, each of which can be taken away.

``Demo`` starts and stops them one by one; ``run_as_a_user`` starts what `make run` starts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.demo import programs
from deploy.demo.prometheus_server import ensure
from deploy.demo.settings import PORT_VARIABLES, ROOT, Settings, read
from deploy.demo.supervisor import Program, Supervisor
from tests.prometheus.loopback import PLAIN, free_port

NOT_OURS = ("PROMETHEUS_URL", "SLO_MONITOR_PROMETHEUS_URL", "SLO_MONITOR_SLOS", *PORT_VARIABLES)
GOOD_LUCK = 108
"""A seed by which no answer of a shop fails by chance before the 4,784th, unless things go badly.

Without it one run of six seconds in twenty misses an objective of 99 %, and nothing is wrong.
"""


def environment_on_free_ports(state: Path, **more: str) -> dict[str, str]:
    """Describe a demo that meets no other one: free ports, and a state folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    ports = {variable: str(free_port()) for variable in PORT_VARIABLES}
    luck = {"SHOP_SEED": str(GOOD_LUCK)}
    return {**inherited, **ports, **luck, "DEMO_STATE_DIR": str(state), **more}


def run_as_a_user(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start the command behind `make run`, in a session of its own, its output in a pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.demo.run"],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


class Demo:
    """Shop, Prometheus and service; a context manager that ends them all.

    ``more`` are settings of the shop or the service, such as ``SHOP_SLOW="1"``.
    """

    def __init__(self, state: Path, **more: str) -> None:
        self.environment = environment_on_free_ports(state, **more)
        self.settings: Settings = read(self.environment)
        self.supervisor = Supervisor(print)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.supervisor.end_all()

    def start_all(self) -> None:
        """Start the three, in the order of `make run`."""
        for name in ("prometheus", "shop", "slo-monitor"):
            self.start(name)

    def start(self, name: str) -> None:
        """Start one of prometheus, shop and slo-monitor, and wait until it answers."""
        self.supervisor.start_and_wait(self._program(name))

    def stop(self, name: str) -> int:
        """End one with SIGTERM and return its exit code."""
        return self.supervisor.end(name)

    def kill(self, name: str) -> None:
        """End one with SIGKILL, as a crash would."""
        os.kill(self.supervisor.pid(name), signal.SIGKILL)
        self.supervisor.end(name)

    def pause(self, name: str) -> None:
        """Let one hang: it keeps its connections and answers nothing."""
        os.kill(self.supervisor.pid(name), signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let one that hangs go on."""
        os.kill(self.supervisor.pid(name), signal.SIGCONT)

    def stop_traffic(self) -> None:
        """Send the shop's visitors away; when this returns the last one has been served."""
        _post(f"{self.settings.shop_url}/traffic/stop")

    def start_traffic(self) -> None:
        """Let visitors into the shop again."""
        _post(f"{self.settings.shop_url}/traffic/start")

    def tally(self) -> dict[str, dict[str, int]]:
        """Give the shop's own counts per route: total, bad and le_0_3."""
        routes: dict[str, dict[str, int]] = self._get(f"{self.settings.shop_url}/tally")["routes"]
        return routes

    def ask(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Get JSON from the service; any 2xx is fine."""
        return self._get(self.settings.service_url + path)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Ask the demo's Prometheus for an instant vector."""
        url = f"{self.settings.demo_prometheus_url}/api/v1/query"
        vector: list[dict[str, Any]] = self._get(url, query=expression)["data"]["result"]
        return vector

    @staticmethod
    def wait_until(done: Callable[[], bool], within_seconds: float = 120.0) -> None:
        """Poll a condition until a deadline; an answer that cannot be had yet is no."""
        deadline = time.monotonic() + within_seconds
        while not _holds(done):
            assert time.monotonic() < deadline, f"not so after {within_seconds} s"
            time.sleep(0.2)

    def _program(self, name: str) -> Program:
        if name == "prometheus":
            return programs.prometheus(self.settings, ensure())
        if name == "shop":
            return programs.shop(self.settings, self.environment)
        return programs.service(self.settings, self.environment)

    @staticmethod
    def _get(url: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON
        response = httpx.get(
            url, params=parameters or None, timeout=15.0, trust_env=False, verify=PLAIN
        )
        return response.raise_for_status().json()


def _post(url: str) -> None:
    httpx.post(url, timeout=30.0, trust_env=False, verify=PLAIN).raise_for_status()


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except httpx.HTTPError:
        return False
