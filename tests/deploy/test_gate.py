"""`make gate`: the verdict on a real load of a real shop, which cannot be a pass without one.

The steps of the security workflow run it; so do these tests, by running those steps.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.catalog.loader import load
from deploy.demo.asking import Question, ask
from deploy.demo.gate import DEFINITIONS, K6_SLOS, SHOP_SLOS, judged, load_of, main, told
from deploy.demo.settings import PORT_VARIABLES, NotPossible
from tests.deploy.workflow_steps import ROOT, Runner, step_named
from tests.e2e.k6_runs import require_k6

SECURITY = ROOT / ".github/workflows/security.yml"
SHORT = {"GATE_SECONDS": "25", "GATE_SETTLE": "15s"}


@pytest.mark.e2e
@pytest.mark.prometheus
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("The gate passes", ["PASS", "exit code 0"]),
        ("A slow shop fails at the gate", ["FAIL", "p95", "exit code 1"]),
        ("A shop that is down does not get through either", ["INCONCLUSIVE", "exit code 3"]),
    ],
)
def test_a_step_of_the_workflow_holds(name: str, said: list[str], tmp_path: Path) -> None:
    require_k6()
    ended = Runner(tmp_path, more=SHORT).run(step_named(SECURITY, name), {})
    printed = ended.stdout + ended.stderr
    assert ended.returncode == 0, printed
    assert all(words in printed for words in said), printed


@pytest.mark.parametrize(
    ("codes", "of_k6", "expected"),
    [
        ([0, 0], 0, 0),
        ([0, 1], 0, 1),
        ([1, 0], 99, 1),
        ([3, 1], 99, 1),
        ([3, 4], 0, 4),
        ([0, 3], 0, 3),
        ([3, 2], 0, 2),
        ([0, 0], 99, 3),  # a pass, but not of the load that was due
        ([0, 0], 107, 3),
        ([0, 0], -9, 3),
    ],
)
def test_the_worse_verdict_decides_and_nothing_passes_without_its_load(
    codes: list[int], of_k6: int, expected: int
) -> None:
    assert judged(codes, of_k6) == expected


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (4, 4), (5, 3), (-11, 3), (130, 3)])
def test_an_exit_code_that_nobody_promised_is_no_pass(
    code: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = f"import os; os.kill(os.getpid(), {-code})" if code < 0 else f"raise SystemExit({code})"
    command = [sys.executable, "-c", ended]
    monkeypatch.setattr(Question, "command", property(lambda _: command))
    question = Question("http://127.0.0.1:1", "It", ["x"], "0", "1", "1s", 1)
    assert ask(question, lambda _: None) == expected


def test_a_load_is_as_the_environment_says() -> None:
    found = load_of({"GATE_SECONDS": "30", "GATE_RATE": "4", "SHOP_DOWN": "1"})
    assert (found.seconds, found.visits_per_second, found.shop_is_down) == (30, 4, True)
    assert found.min_events == 60


@pytest.mark.parametrize("wrong", [{"GATE_SECONDS": "0"}, {"GATE_RATE": "-1"}, {"GATE_RATE": "x"}])
def test_a_load_that_would_be_none_is_refused(wrong: Mapping[str, str]) -> None:
    with pytest.raises(NotPossible, match="must be a whole number above 0"):
        load_of(wrong)


def test_what_is_asked_about_is_defined() -> None:
    defined = {slo.name for slo in load(DEFINITIONS).slos}
    assert {*SHOP_SLOS, *K6_SLOS} <= defined


def test_the_gate_meets_no_other_program(tmp_path: Path) -> None:
    theirs = {"PROMETHEUS_URL": "http://prometheus:9090"}
    theirs |= {f"SLO_MONITOR_{name}": "theirs" for name in ("SLOS", "DATA_DIR", "API_KEYS")}
    environment = told({**theirs, "SLO_MONITOR_PORT": "8099"}, tmp_path)
    assert "PROMETHEUS_URL" not in environment
    assert "theirs" not in environment.values()
    assert environment["SLO_MONITOR_PORT"] == "8099"
    assert len({environment[variable] for variable in PORT_VARIABLES}) == len(PORT_VARIABLES)


def test_a_machine_without_k6_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("deploy.demo.k6.shutil.which", lambda *_, **__: None)
    monkeypatch.setattr("deploy.demo.gate.Supervisor.listen_to_signals", lambda _: None)
    assert main({}, []) == 2
    assert "tools.sh install k6" in capsys.readouterr().err


@pytest.mark.e2e
@pytest.mark.prometheus
def test_ctrl_c_ends_the_gate_and_is_no_pass() -> None:
    require_k6()
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.demo.gate"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as gate:
        assert gate.stdout is not None
        for line in gate.stdout:
            if "Loading the shop" in line:
                gate.terminate()
                break
        rest = gate.stdout.read()
        assert gate.wait(timeout=60) == 3, rest
    assert "Ended before there was a verdict" in rest
