"""``deploy/compose.yaml``, as Docker Compose's own library reads it: hardened and of one piece."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.demo.settings import ROOT
from tests.deploy.tools import passes, ran, tool

FILE = ROOT / "deploy/compose.yaml"
SCRAPES = ROOT / "deploy/compose/prometheus.yml"
NAMES = (
    *("alertmanager-1", "alertmanager-2", "grafana", "prometheus", "shop", "slo-monitor"),
    *("postgresql", "replicas"),
)


@cache
def compose() -> dict[str, Any]:
    """Read the file with what YAML's anchors stand for."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return content


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def ports_inside(name: str) -> set[int]:
    return {int(port.rpartition(":")[2]) for port in service(name).get("ports", [])}


def test_the_library_of_docker_compose_takes_it() -> None:
    loaded = yaml.safe_load(passes(tool("compose-spec"), FILE))["services"]
    assert set(loaded) == set(NAMES)
    assert {name for name in NAMES if "profiles" in loaded[name]} == {"postgresql", "replicas"}
    assert loaded["replicas"]["deploy"]["replicas"] == 2


def test_a_word_that_compose_does_not_know_is_found(tmp_path: Path) -> None:
    text = FILE.read_text().replace("    cap_drop:", "    cap_drops:", 1)
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(text.replace("  cap_drop:", "  cap_drops:", 1))
    assert ran(tool("compose-spec"), wrong).returncode != 0


@pytest.mark.parametrize("name", NAMES)
def test_a_service_is_checked_and_has_no_rights(name: str) -> None:
    about = service(name)
    assert about["read_only"] is True
    assert about["cap_drop"] == ["ALL"]
    assert about["security_opt"] == ["no-new-privileges:true"]
    assert int(about["user"].partition(":")[0]) > 0
    # The image of the service has a check of its own.
    assert "healthcheck" in about or about["image"].startswith("slo-monitor:")


@pytest.mark.parametrize("name", NAMES)
def test_ports_are_open_on_loopback_only(name: str) -> None:
    for port in service(name).get("ports", []):
        assert port.startswith("127.0.0.1:"), port


def test_no_two_services_take_the_same_port() -> None:
    taken = [port.split(":")[1] for name in NAMES for port in service(name).get("ports", [])]
    fixed = [port for port in taken if port]
    assert len(fixed) == len(set(fixed))


@pytest.mark.parametrize("name", NAMES)
def test_every_volume_and_service_that_is_named_is_there(name: str) -> None:
    for other in service(name).get("depends_on", {}):
        assert other in NAMES
    for volume in service(name).get("volumes", []):
        source = volume.partition(":")[0]
        if not source.startswith("."):
            assert source in compose()["volumes"]


def test_urls_and_targets_lead_to_a_port_of_a_service() -> None:
    text = FILE.read_text() + SCRAPES.read_text()
    called = re.findall(r"(?:http://|[\s\"]|@|cluster\.peer=)([a-z][\w-]+):(\d{4})\b", text)
    assert {host for host, _ in called} >= {"prometheus", "shop", "slo-monitor", "alertmanager-2"}
    cluster = {"alertmanager-1": {9094}, "alertmanager-2": {9094}}  # not open outside
    for host, port in called:
        assert int(port) in ports_inside(host) | cluster.get(host, set()), f"{host}:{port}"


def test_names_by_which_the_service_is_called_are_allowed() -> None:
    allowed = service("slo-monitor")["environment"]["SLO_MONITOR_ALLOWED_HOSTS"].split(",")
    targets = yaml.safe_load(SCRAPES.read_text())["scrape_configs"]
    static = [
        target.partition(":")[0]
        for job in targets
        if job["job_name"] == "slo-monitor"
        for target in job["static_configs"][0]["targets"]
    ]
    assert set(static) <= set(allowed)


def test_the_configurations_of_its_servers_are_right() -> None:
    passes(tool("promtool"), "check", "config", "--syntax-only", SCRAPES)
    passes(tool("amtool"), "check-config", ROOT / "deploy/compose/alertmanager.yml")


def test_secrets_come_from_a_file_that_git_ignores() -> None:
    for name in ("postgresql", "replicas"):
        (file,) = service(name)["env_file"]
        assert ran("git", "check-ignore", f"deploy/{file['path']}").returncode == 0
    example = (ROOT / "deploy/compose/postgresql.env.example").read_text()
    assert re.search(r"^POSTGRES_PASSWORD=$", example, re.MULTILINE)
    assert "slo_monitor:@postgresql:5432" in example
