"""Which processor core runs what, and what processes use of time and memory.

Where a system cannot pin processes nothing is pinned, and the table says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def cores() -> tuple[int, ...]:
    """List the cores that this process may use; empty where processes cannot be pinned."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return tuple(sorted(os.sched_getaffinity(0)))


CORES = cores()
SERVICE_CORE = CORES[:1]
"""The one core that the service has."""
OTHER_CORES = CORES[1:] or CORES
"""Where everything else runs: Prometheus, and who asks the service."""


@contextmanager
def pinned(to: tuple[int, ...]) -> Iterator[None]:
    """Start processes within this context on these cores: they inherit them."""
    if not to:
        yield
        return
    os.sched_setaffinity(0, to)
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES)


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_bytes(which: str = "VmRSS") -> int:
    """The resident memory of this process; ``VmHWM`` is the most that it ever had."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"the kernel tells no {which}")
