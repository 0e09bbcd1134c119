"""Real k6 for tests, and the exit codes of its runs."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from deploy.demo import k6
from deploy.demo.settings import ROOT, NotPossible
from tests.left_out import leave_out

SCRIPTS = ROOT / "k6"
ENDS_WITHIN_SECONDS = 90.0
DEAD_URL = "http://127.0.0.1:1"


def require_k6() -> None:
    """Skip the test, or the module that is being imported, where there is no k6.

    In CI that is a failure.
    """
    try:
        k6.executable()
    except NotPossible as missing:
        leave_out(str(missing))


def new_testid() -> str:
    """Make a name for a run that no other run has."""
    return f"test-{uuid.uuid4().hex}"


def exit_code(script: Path, *options: str, **variables: str) -> int:
    """Run a script that writes nowhere and return k6's exit code."""
    told = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
    command = [k6.executable(), "run", "--quiet", "--no-usage-report", *options, *told, str(script)]
    return _finished(command, os.environ)


def exit_code_of(run: k6.Run) -> int:
    """Run a script that writes to a Prometheus and return k6's exit code."""
    return _finished(run.command, run.environment)


def _finished(command: k6.Words, environment: Mapping[str, str]) -> int:
    ended = subprocess.run(
        command, env=environment, capture_output=True, check=False, timeout=ENDS_WITHIN_SECONDS
    )
    return ended.returncode
