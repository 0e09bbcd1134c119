"""The shell steps of workflows and actions, run as a runner would: the same shell, flags and files.

Only what a runner brings along is ours: its environment, its files, and programs that a test puts
before the others.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))

_SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True)
class Step:
    """A step that runs shell: its name, text and environment, expressions not yet put in."""

    name: str
    run: str
    environment: Mapping[str, str]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Runner:
    """A runner with a folder of its own; ``programs`` is searched before the PATH."""

    folder: Path
    workspace: Path = ROOT
    programs: Path | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """What steps wrote as their outputs."""
        return self.folder / "output"

    @property
    def summary(self) -> Path:
        """What steps wrote for the page of the job."""
        return self.folder / "summary.md"

    def run(self, step: Step, values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a step; ``values`` are what its expressions stand for, such as ``inputs.url``."""
        self.output.touch()
        self.summary.touch()
        script = self.folder / "step.sh"
        script.write_text(step.run)
        return subprocess.run(
            [*_SHELL, script],
            cwd=self.workspace,
            env={**self._environment, **_filled_in(step.environment, values)},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def _environment(self) -> dict[str, str]:
        first = [str(self.programs)] if self.programs else []
        return {
            **os.environ,
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder),
            "PATH": os.pathsep.join([*first, os.environ["PATH"]]),
            **self.more,
        }

    def outputs(self) -> dict[str, str]:
        """Read the outputs as a runner does: a name, a text that ends the value, the value."""
        found: dict[str, str] = {}
        lines = iter(self.output.read_text().splitlines())
        for line in lines:
            name, _, end = line.partition("<<")
            found[name] = "\n".join(_until(lines, end))
        return found


def steps_of(file: Path) -> Sequence[Step]:
    """List the steps of a workflow or a composite action that run shell."""
    content = yaml.safe_load(file.read_text())
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    return [_step(step) for job in jobs for step in job["steps"] if "run" in step]


def step_named(file: Path, name: str) -> Step:
    """Find a step by its name."""
    return next(step for step in steps_of(file) if step.name == name)


def _step(step: Mapping[str, Any]) -> Step:
    environment = {name: str(value) for name, value in step.get("env", {}).items()}
    return Step(step.get("name", step["run"]), step["run"], environment)


def _filled_in(environment: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _EXPRESSION.sub(lambda found: values[found[1]], text)
        for name, text in environment.items()
    }


def _until(lines: Iterator[str], end: str) -> Iterator[str]:
    for line in lines:
        if line == end:
            return
        yield line
