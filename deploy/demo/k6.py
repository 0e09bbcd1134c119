"""Runs a k6 script that writes to the demo's Prometheus, and says what of the run arrived there.

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

import httpx

from deploy.demo.settings import ROOT, NotPossible
from deploy.demo.supervisor import POLL_SECONDS, die_with_parent

THRESHOLD_CROSSED = 99
"""k6's exit code when all went as planned, but not as well as its thresholds ask for."""
CLOSING_SERIES = "k6_visits_completed_total"
"""Every script adds a last sample to it when the last visit is over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a script: where it writes its series, and the label that names it there."""

    script: Path
    testid: str
    prometheus_url: str
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> Sequence[str]:
        """The words to start k6 with."""
        told = {**self.variables, "TESTID": self.testid}
        options = [word for name, value in told.items() for word in ("-e", f"{name}={value}")]
        output = ("--out", "experimental-prometheus-rw")
        return [executable(), "run", "--quiet", "--no-usage-report", *output, *options, *self._file]

    @property
    def environment(self) -> dict[str, str]:
        """What k6 finds in its environment."""
        return {
            **os.environ,
            "K6_PROMETHEUS_RW_SERVER_URL": f"{self.prometheus_url}/api/v1/write",
            "K6_PROMETHEUS_RW_STALE_MARKERS": "true",
        }

    @property
    def _file(self) -> Sequence[str]:
        return [str(self.script)]


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


def newest_sample(run: Run) -> float | None:
    """Give the time of the last sample that Prometheus has of a run; None if there is none.

    Nothing comes after it: a sample that is written remotely carries the time of what it counts.
    """
    selector = f'{CLOSING_SERIES}{{testid="{run.testid}"}}[1d]'
    url = f"{run.prometheus_url}/api/v1/query"
    answer = httpx.get(url, params={"query": selector}, timeout=15.0, trust_env=False)
    series = answer.raise_for_status().json()["data"]["result"]
    return max((float(at) for each in series for at, _ in each["values"]), default=None)
