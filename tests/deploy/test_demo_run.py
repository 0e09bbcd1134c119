"""What `make run` does: refusals that say what to change, and an end that leaves nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from deploy.demo import programs
from deploy.demo.settings import PORT_VARIABLES, NotPossible, check_ports, read
from tests.e2e.demo import Demo, environment_on_free_ports, run_as_a_user


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_on_free_ports(tmp_path / "state")


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = run_as_a_user(environment)
    with process:
        yield process
        process.kill()


def is_free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


@contextmanager
def listening(port: str) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", int(port))):
        yield


@pytest.mark.parametrize("variable", PORT_VARIABLES)
def test_a_port_in_use_names_the_variable_that_chooses_another(
    variable: str, environment: dict[str, str]
) -> None:
    port = environment[variable]
    with listening(port), pytest.raises(NotPossible, match=rf"{port} is in use.*{variable}="):
        check_ports(read(environment))


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(NotPossible, match="SHOP_PORT must be a port number"):
        read({"SHOP_PORT": text})


def test_a_prometheus_without_definitions_is_refused() -> None:
    with pytest.raises(NotPossible, match="SLO_MONITOR_SLOS"):
        read({"PROMETHEUS_URL": "http://127.0.0.1:9090"})


def test_ones_own_prometheus_needs_the_port_of_the_service_only(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"PROMETHEUS_URL": "http://127.0.0.1:9090", "SLO_MONITOR_SLOS": str(tmp_path)}
    with listening(environment["SHOP_PORT"]):
        check_ports(read(environment))


def test_ones_own_prometheus_gets_an_account_of_its_own(environment: dict[str, str]) -> None:
    own = {"PROMETHEUS_URL": "http://127.0.0.1:9090", "SLO_MONITOR_SLOS": "definitions"}
    demo = programs.service(read(environment), environment).environment
    theirs = programs.service(read(environment | own), environment | own).environment
    assert theirs["SLO_MONITOR_PROMETHEUS_URL"] == "http://127.0.0.1:9090"
    assert theirs["SLO_MONITOR_DATA_DIR"] != demo["SLO_MONITOR_DATA_DIR"]
    assert "SLO_MONITOR_STEP" not in theirs


def test_prometheus_scrapes_the_ports_that_are_used(environment: dict[str, str]) -> None:
    config = yaml.safe_load(programs.scrape_config(read(environment)))
    targets = [job["static_configs"][0]["targets"][0] for job in config["scrape_configs"]]
    assert targets == [
        f"127.0.0.1:{environment[name]}" for name in ("SHOP_PORT", "SLO_MONITOR_PORT")
    ]


def test_prometheus_finds_the_rules_from_where_its_configuration_is_written(
    environment: dict[str, str],
) -> None:
    files = yaml.safe_load(programs.scrape_config(read(environment)))["rule_files"]
    assert files
    assert all(Path(file).is_absolute() and Path(file).is_file() for file in files)


@pytest.mark.e2e
@pytest.mark.prometheus
def test_the_shop_that_is_scraped_counts_what_it_serves(demo: Demo) -> None:
    demo.start("prometheus")
    demo.start("shop")
    demo.wait_until(lambda: min(route["total"] for route in demo.tally().values()) > 5)
    demo.stop_traffic()
    tally = demo.tally()
    expected = {route: float(counts["total"]) for route, counts in tally.items()}
    demo.wait_until(lambda: scraped_totals(demo) == expected)
    assert demo.tally() == tally


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo(tmp_path / "state") as demo:
        yield demo


def scraped_totals(demo: Demo) -> dict[str, float]:
    vector = demo.query("sum by (route) (http_requests_total)")
    return {each["metric"]["route"]: float(each["value"][1]) for each in vector}


@pytest.mark.e2e
@pytest.mark.prometheus
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_at_any_moment(
    number: int, environment: dict[str, str], running: subprocess.Popen[str]
) -> None:
    Demo.wait_until(lambda: not is_free(environment["SHOP_PORT"]), 30)
    os.killpg(running.pid, number)  # as Ctrl-C does, to the whole foreground group
    assert running.wait(timeout=30) == 0
    assert all(is_free(environment[variable]) for variable in PORT_VARIABLES)


@pytest.mark.e2e
@pytest.mark.prometheus
def test_a_supervisor_that_is_killed_leaves_no_port_in_use(
    environment: dict[str, str], running: subprocess.Popen[str]
) -> None:
    Demo.wait_until(lambda: not is_free(environment["SHOP_PORT"]), 30)
    running.kill()
    Demo.wait_until(lambda: all(is_free(environment[name]) for name in PORT_VARIABLES), 10)


@pytest.mark.e2e
@pytest.mark.prometheus
def test_a_program_that_dies_ends_the_demo_and_is_named(
    environment: dict[str, str], running: subprocess.Popen[str]
) -> None:
    Demo.wait_until(lambda: not is_free(environment["SHOP_PORT"]), 30)
    os.kill(child(running.pid, "deploy.demo.shop"), signal.SIGKILL)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "shop ended with signal SIGKILL" in output


def child(parent: int, word: str) -> int:
    """Find the child process that has a word on its command line."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next(int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text())
