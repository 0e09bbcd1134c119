"""Makes a container of itself and becomes its program: run as root by ``container.py``.

It runs in mount and process namespaces of its own, which end with it. Of what an engine does that
is what the tests are about: a root that cannot be written, a user without rights, process number 1.
The network stays the machine's, so that its loopback is the container's.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PR_SET_NO_NEW_PRIVS = 38
DEVICES = ("null", "zero", "urandom")


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True)


def prepare(root: Path, volumes: dict[str, str], read_only: dict[str, str]) -> None:
    """Mount the root for reading, and into it what is not of the image."""
    mount("--bind", root, root)
    mount("-o", "remount,bind,ro", root)
    mount("-t", "proc", "proc", root / "proc")
    mount("-t", "tmpfs", "tmpfs", root / "dev")
    for name in DEVICES:
        (root / "dev" / name).touch()
        mount("--bind", Path("/dev") / name, root / "dev" / name)
    for inside, outside in {**volumes, **read_only}.items():
        mount("--bind", outside, root / inside.lstrip("/"))
    for inside in read_only:
        mount("-o", "remount,bind,ro", root / inside.lstrip("/"))


def become(program: dict[str, Any], root: Path) -> None:
    """Give up every right, and run the program."""
    os.chroot(root)
    os.chdir(program["folder"])
    os.setgroups([])
    os.setgid(program["user"])
    os.setuid(program["user"])
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.environ["PATH"] = program["environment"]["PATH"]
    os.execvpe(program["words"][0], program["words"], program["environment"])  # noqa: S606


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    where = Path(asked["root"])
    if asked["new"]:
        prepare(where, asked["volumes"], asked["read_only"])
    become(asked, where)
