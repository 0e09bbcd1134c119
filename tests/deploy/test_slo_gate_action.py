"""The action's steps as a runner runs them, against a real service that watches a real shop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.deploy.workflow_steps import ROOT, Runner, steps_of
from tests.e2e.demo import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]

ACTION = ROOT / "deploy/actions/slo-gate/action.yml"
INSTALL, CHECK = steps_of(ACTION)
DEFAULTS: dict[str, str] = {
    name: each.get("default", "")
    for name, each in yaml.safe_load(ACTION.read_text())["inputs"].items()
}
ONE = {"slos": "checkout-latency", "window": "20s", "settle": "30s"}


DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: checkout-latency
    objective: 95%
    period: 1d
    indicator:
      latency:
        histogram: http_request_duration_seconds
        match: service="shop",route="/checkout"
        threshold: 300ms
  - name: shop-availability
    objective: 50%
    period: 1d
    indicator:
      ratio:
        bad: http_requests_total{service="shop",code=~"5.."}
        total: http_requests_total{service="shop"}
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A shop that always breaks the first of its promises and never the second."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "slos").mkdir()
    (folder / "slos/shop.yaml").write_text(DEFINITIONS)
    settings = {"SHOP_SLOW": "1", "SLO_MONITOR_SLOS": str(folder / "slos")}
    with Demo(folder / "state", **settings) as demo:
        demo.start_all()
        demo.wait_until(lambda: counted(demo) > 100)
        yield demo


def counted(demo: Demo) -> float:
    events = demo.ask("/slos/checkout-latency")["events"]
    return float(events["total"]) if events else 0.0


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner on which the command line is installed already."""
    (tmp_path / "slo-gate").symlink_to(sys.prefix)
    return runner_in(tmp_path)


def runner_in(folder: Path) -> Runner:
    return Runner(folder, more={"GITHUB_ACTION_PATH": str(ACTION.parent)})


def checked(runner: Runner, demo: Demo, **inputs: str) -> subprocess.CompletedProcess[str]:
    told = {**DEFAULTS, "url": demo.settings.service_url, **inputs}
    return runner.run(CHECK, {f"inputs.{name}": value for name, value in told.items()})


@pytest.mark.slow
def test_the_command_line_is_installed_from_the_actions_own_checkout(tmp_path: Path) -> None:
    installed = runner_in(tmp_path).run(INSTALL, {})
    assert installed.returncode == 0, installed.stdout + installed.stderr
    python = tmp_path / "slo-gate/bin/python"
    where = "import app; print(app.__file__)"
    told = subprocess.run(
        [python, "-I", "-c", where], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    assert told.stdout.strip() == str(ROOT / "app/__init__.py")
    assert (python.parent / "slo-monitor").exists()
    assert not (python.parent / "pytest").exists()


def test_budgets_that_hold_let_the_job_go_on(runner: Runner, demo: Demo) -> None:
    ended = checked(runner, demo, slos="\n  shop-availability \n\n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    outputs = runner.outputs()
    assert outputs["verdict"] in {"PASS", "WARNING"}
    assert outputs["check_id"]
    assert outputs["summary"]
    assert "shop-availability" in runner.summary.read_text()


def test_a_run_that_was_too_slow_ends_the_job_and_points_at_the_definition(
    runner: Runner, demo: Demo, tmp_path: Path
) -> None:
    junit = tmp_path / "gate.xml"
    more = {"definitions": "deploy/demo/slos", "reports": f"junit={junit}"}
    ended = checked(runner, demo, **ONE, **more)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert runner.outputs()["verdict"] == "FAIL"
    assert "::error file=deploy/demo/slos/shop.yaml,line=" in ended.stdout
    assert "checkout-latency" in runner.summary.read_text()
    assert "<failure" in junit.read_text()


def test_labels_of_no_series_are_no_pass(runner: Runner, demo: Demo) -> None:
    asked = {**ONE, "settle": "5s"}
    ended = checked(runner, demo, **asked, match="testid=nobody's\nroute=/checkout")
    assert ended.returncode == 3, ended.stdout + ended.stderr
    assert runner.outputs()["verdict"] == "INCONCLUSIVE"


def test_an_slo_that_is_informational_does_not_end_the_job(runner: Runner, demo: Demo) -> None:
    slos = "checkout-latency\nshop-availability"
    ended = checked(runner, demo, **{**ONE, "slos": slos}, informational="checkout-latency")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert runner.outputs()["verdict"] == "PASS"


def test_a_service_that_is_away_is_an_error(runner: Runner, demo: Demo) -> None:
    ended = checked(runner, demo, url="http://127.0.0.1:1")
    assert ended.returncode == 4
    outputs = runner.outputs()
    assert outputs == {"verdict": "ERROR", "check_id": "", "summary": outputs["summary"]}
    assert "exit code 4" in outputs["summary"]


@pytest.mark.parametrize(
    "wrong",
    [{"window": "soon"}, {"slos": "no-such-slo"}, {"settle": "5s"}, {"format": "pdf"}],
    ids=str,
)
def test_a_question_that_makes_no_sense_ends_the_job(
    wrong: dict[str, str], runner: Runner, demo: Demo
) -> None:
    ended = checked(runner, demo, **wrong)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert runner.outputs()["verdict"] == "ERROR"


def test_inputs_are_values_and_never_shell(runner: Runner, demo: Demo, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    pasted = f"$(touch {mark}); touch {mark} `touch {mark}` --help"
    ended = checked(runner, demo, **{**ONE, "slos": pasted})
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert not mark.exists()


def test_outputs_of_an_earlier_verdict_are_not_taken_for_this_one(
    runner: Runner, demo: Demo
) -> None:
    checked(runner, demo, slos="shop-availability")
    runner.output.unlink()
    checked(runner, demo, url="http://127.0.0.1:1")
    assert runner.outputs()["verdict"] == "ERROR"
