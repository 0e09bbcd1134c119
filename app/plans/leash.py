"""Becomes another program, which is killed when the one that started it ends, however that ends.

Run as ``python -I -S leash.py PARENT PROGRAM WORD…`` with the process id of the parent. It is a
program of its own because what is set here must be set in the new process and outlive its ``exec``,
and a process with threads can run no Python between ``fork`` and ``exec`` without danger.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""See prctl(2); Linux only. Elsewhere a service that is killed leaves a load to its end."""


def main(words: list[str]) -> None:
    """Become the program; return only if the parent has ended meanwhile."""
    parent, *command = words
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != int(parent):
            return
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
