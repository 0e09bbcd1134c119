"""The pages about load tests and the action name what there is, and their workflow is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.demo import gate
from tests.deploy.tools import passes, tool
from tests.documents import CODE, FENCE, ROOT, named, page, rows

ACTION = ROOT / "deploy/actions/slo-gate"
PLACEHOLDER = "example/slo-monitor/deploy/actions/slo-gate@v0.1.0"


def section(name: str, heading: str) -> str:
    return page(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_variable_of_the_scripts_is_documented() -> None:
    scripts = "".join(file.read_text() for file in (ROOT / "k6").rglob("*.js"))
    documented = named(section("load-tests.md", "The scripts"), "variable")
    assert set(documented) == set(re.findall(r"__ENV\.(\w+)", scripts))


def test_every_script_is_documented() -> None:
    documented = named(section("load-tests.md", "The scripts"), "script")
    assert set(documented) == {f"k6/{file.name}" for file in (ROOT / "k6").glob("*.js")}


def test_every_series_of_the_scripts_is_documented() -> None:
    counters = re.findall(r"new Counter\('(\w+)'\)", (ROOT / "k6/parts/visit.js").read_text())
    documented = named(page("load-tests.md"), "series")
    assert set(documented) == {f"k6_{name}_total" for name in counters}


def test_every_setting_of_the_gate_is_documented_with_its_default() -> None:
    documented = {
        CODE.findall(cells[0])[0]: "".join(CODE.findall(cells[1]))
        for cells in rows(section("load-tests.md", "`make gate`"), "variable")
    }
    used = re.findall(r'"((?:GATE|SHOP)_[A-Z]+|DEMO_STATE_DIR)"', Path(gate.__file__).read_text())
    assert documented.keys() == {*used, "SHOP_SLOW"} - {"SHOP_TRAFFIC"}
    load = gate.load_of({})
    told = (str(load.seconds), str(load.visits_per_second), load.settle)
    assert tuple(documented[f"GATE_{name}"] for name in ("SECONDS", "RATE", "SETTLE")) == told
    script = (ROOT / "deploy/scripts/gate.sh").read_text()
    assert all(f"#   {name}=" in script for name in documented)


def test_every_input_and_output_of_the_action_is_documented() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    assert named(page("action.md"), "input") == list(action["inputs"])
    assert named(page("action.md"), "output") == list(action["outputs"])
    defaults = {
        name: each["default"] for name, each in action["inputs"].items() if "default" in each
    }
    assert {name: value for name, value in defaults.items() if value} == {"format": "github"}


def test_the_workflow_of_the_page_passes_actionlint_with_the_real_action(tmp_path: Path) -> None:
    linter = tool("actionlint")
    text = next(body for kind, body in FENCE.findall(page("action.md")) if kind == "yaml")
    assert PLACEHOLDER in text
    project = tmp_path / "project"
    shutil.copytree(ACTION, project / "deploy/actions/slo-gate")
    workflow = project / ".github/workflows/load-test.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(text.replace(PLACEHOLDER, "./deploy/actions/slo-gate"))
    subprocess.run(["git", "init", "--quiet", project], check=True)  # where actions are looked for
    passes(linter, workflow)


@pytest.mark.parametrize("variable", ["K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM"])
def test_what_the_page_tells_k6_is_what_the_demo_tells_it(variable: str) -> None:
    assert f"{variable}=true" in page("load-tests.md")
    assert f'"{variable}": "true"' in (ROOT / "deploy/demo/k6.py").read_text()
