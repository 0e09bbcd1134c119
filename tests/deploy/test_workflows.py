"""The pipeline's files: workflows and scripts pass their linters and refer to what exists."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.tools import passes, tool
from tests.deploy.workflow_steps import ROOT, WORKFLOWS, Step, steps_of

ACTION = ROOT / "deploy/actions/slo-gate/action.yml"
SCRIPTS = [
    *sorted((ROOT / "deploy/scripts").glob("*.sh")),
    *sorted((ROOT / "deploy/image").iterdir()),
    *sorted(ACTION.parent.glob("*.sh")),
    ROOT / ".ci/run",
]


def test_workflows_pass_actionlint() -> None:
    passes(tool("actionlint"), *WORKFLOWS)


def test_scripts_pass_shellcheck() -> None:
    passes(tool("shellcheck"), *SCRIPTS)


@pytest.mark.parametrize("step", steps_of(ACTION), ids=str)
def test_the_shell_of_the_action_passes_shellcheck(step: Step, tmp_path: Path) -> None:
    (tmp_path / "step.sh").write_text(step.run)  # actionlint does this for those of workflows
    passes(tool("shellcheck"), "--shell=bash", tmp_path / "step.sh")


@pytest.mark.parametrize("file", [*WORKFLOWS, ACTION], ids=lambda file: file.name)
def test_no_value_is_pasted_into_a_shell(file: Path) -> None:
    assert not any("${{" in step.run for step in steps_of(file))


def test_every_input_of_the_action_reaches_its_script_and_is_used_there() -> None:
    action = yaml.safe_load(ACTION.read_text())
    expected = {
        f"INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}"
        for name in action["inputs"]
    }
    check = action["runs"]["steps"][-1]
    script = (ACTION.parent / "check.sh").read_text()
    assert check["env"] == expected
    assert all(f"${name}" in script for name in expected)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_can_be_run_and_stops_at_the_first_error(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text()


@pytest.mark.parametrize(
    "file", [*WORKFLOWS, ACTION, *SCRIPTS, ROOT / "Makefile"], ids=lambda file: file.name
)
def test_every_file_that_is_referred_to_exists(file: Path) -> None:
    pattern = r"(?<![\w./-])((?:deploy|k6|requirements|\.ci)/[\w./-]*\w)"
    for path in re.findall(pattern, file.read_text()):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_a_workflow_pins_its_actions_and_asks_for_little(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text())
    assert content["permissions"] == {"contents": "read"}
    for job in content["jobs"].values():
        assert "timeout-minutes" in job
        for step in job["steps"]:
            used = step.get("uses", "@v0.0.0")
            assert used.startswith("./") or re.search(r"@v\d+\.\d+\.\d+$", used)


def test_images_are_made_for_both_architectures() -> None:
    text = (ROOT / ".github/workflows/release-images.yml").read_text()
    assert "linux/amd64,linux/arm64" in text


def test_make_help_lists_every_command() -> None:
    command = ["make", "--no-print-directory"]  # `make test` may be running us
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    assert [line.split()[0] for line in listed.splitlines()] == targets[1].split()
