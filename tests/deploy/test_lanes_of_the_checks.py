"""`make test` checks in two lanes: none is forgotten, and none can fail unseen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.workflow_steps import ROOT
from tests.e2e.demo import Demo

SCRIPTS = ("tools.sh", "sdk.sh", "vscode.sh")
OURS = ("make --no-print-directory lint", "vscode.sh check", "sdk.sh go ts")
OTHERS = ("tools.sh", "sdk.sh rust")
LAST = "sdk.sh drivers"
ENDS_WITHIN_SECONDS = 10.0


@contextmanager
def checks(folder: Path, does: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run the script where each command notes that it was asked, and then does this."""
    scripts = folder / "deploy/scripts"
    scripts.mkdir(parents=True)
    shutil.copy(ROOT / "deploy/scripts/checks.sh", scripts)
    for program in (*(scripts / name for name in SCRIPTS), folder / "make"):
        program.write_text(
            f'#!/usr/bin/env bash\nasked=$(echo "${{0##*/}}" "$@")\n'
            f'echo "$asked" >>{folder}/asked\n{does}\n'
        )
        program.chmod(0o755)
    environment = {**os.environ, "MAKE": str(folder / "make")}
    with subprocess.Popen(
        [scripts / "checks.sh"], env=environment, start_new_session=True
    ) as process:
        yield process


def asked(folder: Path) -> list[str]:
    file = folder / "asked"
    return file.read_text().splitlines() if file.exists() else []


def test_everything_is_checked_and_programs_are_built_last(tmp_path: Path) -> None:
    with checks(tmp_path) as process:
        assert process.wait(ENDS_WITHIN_SECONDS) == 0
    assert sorted(asked(tmp_path)) == sorted((*OURS, *OTHERS, LAST))
    assert asked(tmp_path)[-1] == LAST


@pytest.mark.parametrize(
    ("failing", "goes_on"),
    [*((step, OTHERS) for step in OURS), *((step, OURS) for step in OTHERS), (LAST, OURS)],
)
def test_a_step_that_fails_fails_all_and_the_other_lane_goes_on(
    failing: str, goes_on: tuple[str, ...], tmp_path: Path
) -> None:
    with checks(tmp_path, f'[ "$asked" != "{failing}" ]') as process:
        assert process.wait(ENDS_WITHIN_SECONDS) == 1
    assert {failing, *goes_on} <= set(asked(tmp_path))
    assert failing == LAST or LAST not in asked(tmp_path)


def test_whoever_interrupts_it_ends_both_lanes(tmp_path: Path) -> None:
    with checks(tmp_path, f"echo $$ >>{tmp_path}/pids; exec sleep 60") as process:
        Demo.wait_until(lambda: len(asked(tmp_path)) == 2, ENDS_WITHIN_SECONDS)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the group in the foreground
        assert process.wait(ENDS_WITHIN_SECONDS) != 0
    Demo.wait_until(_all_ended(tmp_path / "pids"), ENDS_WITHIN_SECONDS)


def _all_ended(pids: Path) -> Callable[[], bool]:
    """Say whether none of these processes is there."""

    def ended() -> bool:
        return not any(Path(f"/proc/{pid}").exists() for pid in pids.read_text().split())

    return ended
