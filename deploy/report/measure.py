"""Runs a part and keeps what it printed. ``measure`` gives the record, whatever it says."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from datetime import UTC, datetime

from deploy.report.machine import described
from deploy.report.parts import Part
from deploy.report.record import RECORDS, ROOT, Record

OF_THE_CALLING_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
"""Not handed on: a make within a make says in which folder of the machine it works."""


def measure(name: str, part: Part) -> Record:
    """Run the command of a part; what it prints is shown as it comes, and kept."""
    commit, is_modified = _commit()
    began, clock = datetime.now(UTC), time.monotonic()
    exit_code, output = _ran(part.command)
    seconds = time.monotonic() - clock
    if part.told_by is not None:
        _, output = _ran(part.told_by)
    return Record(
        part=name,
        command=part.command,
        began=f"{began:%Y-%m-%dT%H:%M:%SZ}",
        seconds=round(seconds, 1),
        commit=commit,
        is_modified=is_modified,
        machine=described(),
        exit_code=exit_code,
        output=output,
    )


def _ran(command: str) -> tuple[int, str]:
    lines = []
    environment = {
        name: value for name, value in os.environ.items() if name not in OF_THE_CALLING_MAKE
    }
    with subprocess.Popen(
        shlex.split(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line)
    return process.returncode, "".join(lines)


def _commit() -> tuple[str, bool]:
    """Name the commit, and say whether files differ; records themselves do not count."""
    commit = _git("rev-parse", "--short=10", "HEAD").strip()
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{RECORDS}")
    return commit, bool(changed.strip())


def _git(*words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
