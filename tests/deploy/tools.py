"""The programs that tests of deployments need, found or left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.deploy.workflow_steps import ROOT
from tests.left_out import leave_out

SEARCHED = os.pathsep.join([str(ROOT / ".tools/bin"), os.environ.get("PATH", "")])


def tool(name: str) -> str:
    """Find a tool; without it the test is left out, except in CI."""
    found = shutil.which(name, path=SEARCHED)
    if found is None:
        leave_out(f"{name} is not installed: deploy/scripts/tools.sh install")
    return found


def ran(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder; ``more`` is set in its environment."""
    environment = {**os.environ, "PATH": SEARCHED, **more}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def passes(*command: str | Path, **more: str) -> str:
    """Run a command that must succeed, and give what it printed."""
    result = ran(*command, **more)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
