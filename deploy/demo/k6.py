"""Runs a k6 script that writes its series to a Prometheus, under a name of their own.

Refuses to know what is judged: k6's own thresholds are in the scripts, verdicts are SLO Monitor's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo.settings import ROOT, NotPossible
from deploy.demo.supervisor import POLL_SECONDS, die_with_parent

Words = Sequence[str]

THRESHOLD_CROSSED = 99
"""k6's exit code when all went as planned, but not as well as its thresholds ask for."""
OUTPUT = "experimental-prometheus-rw"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a script: where it writes its series, and the label that names it there."""

    script: Path
    testid: str
    prometheus_url: str
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> Words:
        """The words to start k6 with."""
        told = {**self.variables, "TESTID": self.testid}
        options = [word for name, value in told.items() for word in ("-e", f"{name}={value}")]
        quiet = ("--quiet", "--no-usage-report")
        return [executable(), "run", *quiet, "--out", OUTPUT, *options, str(self.script)]

    @property
    def environment(self) -> dict[str, str]:
        """What k6 finds in its environment."""
        return {
            **os.environ,
            "K6_PROMETHEUS_RW_SERVER_URL": f"{self.prometheus_url}/api/v1/write",
            "K6_PROMETHEUS_RW_STALE_MARKERS": "true",
            "K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM": "true",
        }


def executable() -> str:
    """Find k6: the project's own, or the machine's.

    Raises:
        NotPossible: there is none.
    """
    searched = os.pathsep.join([str(ROOT / ".tools/bin"), os.environ.get("PATH", "")])
    found = shutil.which("k6", path=searched)
    if found is None:
        raise NotPossible("k6 is missing: deploy/scripts/tools.sh install k6 (needs Go)")
    return found


def finish(run: Run, meanwhile: Callable[[], None]) -> int:
    """Let k6 run to its end and return its exit code; ``meanwhile`` may end it early by raising."""
    with subprocess.Popen(
        run.command,
        env=run.environment,
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C comes through here
        preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads here
    ) as process:
        try:
            while process.poll() is None:
                meanwhile()
                time.sleep(POLL_SECONDS)
        except BaseException:
            process.kill()
            raise
    return process.returncode
