"""A key made in a shell, given to a real service, and what its log then says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import PREFIX
from tests.prometheus.loopback import PLAIN, free_port

pytestmark = pytest.mark.e2e

DEFINITION = """\
version: 1
service: shop
slos:
  - name: checkout
    objective: 95%
    period: 1d
    indicator: {latency: {histogram: request_seconds, threshold: 300ms}}
"""
STARTS_WITHIN_SECONDS = 30.0


def made_key(scope: str) -> dict[str, str]:
    command = [sys.executable, "-m", "app", "key", "new", "--name", "ci", "--scope", scope]
    told = subprocess.run([*command, "--json"], capture_output=True, check=True).stdout
    made: dict[str, str] = json.loads(told)
    return made


class Running:
    """A service in a process, with keys in a file and its log in another."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "service.log"
        self.keys = {scope: made_key(scope) for scope in ("read", "write")}
        (folder / "slos.yaml").write_text(DEFINITION)
        (folder / "keys").write_text("".join(f"{key['entry']}\n" for key in self.keys.values()))
        settings = {
            "PORT": str(port),
            "GRPC_PORT": "0",
            "SLOS": str(folder / "slos.yaml"),
            "DATA_DIR": str(folder / "data"),
            "API_KEYS_FILE": str(folder / "keys"),
            "LOG_FORMAT": "json",
            "PROMETHEUS_URL": "http://127.0.0.1:1",
        }
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
        self.environment = inherited | {f"{PREFIX}{name}": v for name, v in settings.items()}

    def ask(self, method: str, path: str, scope: str | None = None) -> httpx.Response:
        token = self.keys[scope]["token"] if scope else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.request(
            method, f"{self.url}{path}", headers=headers, trust_env=False, verify=PLAIN
        )

    def audited(self, expected: int) -> list[dict[str, object]]:
        """Read the audit records; each is written just after its answer."""
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        found: list[dict[str, object]] = []
        while time.monotonic() < deadline:
            lines = [json.loads(line) for line in self.log.read_text().split("\n")[:-1]]
            found = [line for line in lines if line["name"] == "app.audit"]
            if len(found) >= expected:
                break
        return found

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self.ask("GET", "/livez").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(self.log.read_text())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("keys")
    running = Running(folder, free_port())
    command = [sys.executable, "-m", "app", "serve"]
    with (
        running.log.open("wb") as log,
        subprocess.Popen(command, env=running.environment, stdout=log, stderr=log) as process,
    ):
        try:
            running.wait(process)
            yield running
        finally:
            process.terminate()


def test_the_token_opens_the_service_that_was_given_the_entry(service: Running) -> None:
    assert service.ask("GET", "/openapi.json").status_code == 401
    assert service.ask("GET", "/openapi.json", "read").status_code == 200
    assert service.ask("GET", "/openapi.json", "write").status_code == 200


def test_our_own_commands_use_the_token(service: Running) -> None:
    environment = {**service.environment, "SLO_MONITOR_URL": service.url}
    command = [sys.executable, "-m", "app", "check"]
    refused = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert refused.returncode == 2
    environment["SLO_MONITOR_TOKEN"] = service.keys["read"]["token"]
    asked = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert asked.returncode in (3, 4)  # no Prometheus, so inconclusive or not evaluated yet


def test_the_log_of_a_real_service_tells_of_writes_and_of_no_token(service: Running) -> None:
    assert service.ask("DELETE", "/slos/checkout", "read").json()["code"] == "INSUFFICIENT_SCOPE"
    assert service.ask("DELETE", "/slos/checkout", "write").json()["code"] == "METHOD_NOT_ALLOWED"
    audited = service.audited(2)
    assert [(line["who"], line["status"]) for line in audited] == [("ci", 403), ("ci", 405)]
    assert {line["route"] for line in audited} == {"/slos/{id}"}
    assert {line["client"] for line in audited} == {"127.0.0.1"}
    assert not any(key["token"] in service.log.read_text() for key in service.keys.values())


def test_behind_a_proxy_on_loopback_the_log_names_who_is_behind_it(service: Running) -> None:
    before = len(service.audited(0))
    token = service.keys["write"]["token"]
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "203.0.113.7"}
    httpx.post(f"{service.url}/nothing", headers=headers, trust_env=False, verify=PLAIN)
    last = service.audited(before + 1)[-1]
    assert (last["client"], last["route"], last["status"]) == ("203.0.113.7", "other", 404)
