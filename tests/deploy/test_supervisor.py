"""The supervisor: nothing that it started outlives it, and what failed is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.demo.supervisor import Failed, Program, Supervisor

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FOREVER = "import time; print('up', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + FOREVER


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor(print)
    yield supervisor
    supervisor.end_all()


def program(
    folder: Path, source: str, name: str = "toy", ready_within_seconds: float = 15.0
) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", source],
        environment=os.environ,
        log=folder / f"{name}.log",
        ready_url="http://127.0.0.1:1/never",
        ready_within_seconds=ready_within_seconds,
    )


def until(done: Callable[[], bool], within_seconds: float = 15.0) -> None:
    deadline = time.monotonic() + within_seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()


def is_up(log: Path) -> bool:
    return log.exists() and "up" in log.read_text()


def test_a_program_that_ends_is_named_with_the_end_of_its_log(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    source = "import sys; print('out of flour'); sys.exit(3)"
    with pytest.raises(Failed, match=r"(?s)toy ended with exit code 3\..*out of flour"):
        supervisor.start_and_wait(program(tmp_path, source))


def test_a_program_that_never_answers_is_given_up(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"toy was not ready after 0 s"):
        supervisor.start_and_wait(program(tmp_path, FOREVER, ready_within_seconds=0.3))


def test_a_program_that_does_not_exist_is_a_failure(supervisor: Supervisor, tmp_path: Path) -> None:
    missing = Program("toy", [str(tmp_path / "nothing")], os.environ, tmp_path / "toy.log", "")
    with pytest.raises(Failed, match="toy cannot be started"):
        supervisor.start(missing)


def test_all_programs_are_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    for name in ("first", "second"):
        supervisor.start(program(tmp_path, FOREVER, name))
    pids = [supervisor.pid("first"), supervisor.pid("second")]
    supervisor.end_all()
    assert all(is_gone(pid) for pid in pids)


def test_a_program_that_does_not_listen_is_killed(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.demo.supervisor.END_WITHIN_SECONDS", 0.3)
    supervisor.start(program(tmp_path, DEAF))
    until(lambda: is_up(tmp_path / "toy.log"))
    assert supervisor.end("toy") == -signal.SIGKILL


def test_a_supervisor_that_is_killed_takes_its_programs_along(tmp_path: Path) -> None:
    source = f"""
import os, pathlib, sys
from deploy.demo.supervisor import Program, Supervisor
supervisor = Supervisor(print)
command = [sys.executable, "-c", {DEAF!r}]
log = pathlib.Path({str(tmp_path / "toy.log")!r})
supervisor.start(Program("toy", command, os.environ, log, ""))
print(supervisor.pid("toy"), flush=True)
supervisor.watch()
"""
    with subprocess.Popen(
        [sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        until(lambda: is_up(tmp_path / "toy.log"))
        parent.kill()
    until(lambda: is_gone(pid))
