"""What a measure ran on, in a line: processor, cores, memory, system. No machine is named."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_GIB = 2**20  # in the KiB of /proc/meminfo


def described() -> str:
    """Say what this process runs on."""
    parts = (_processor(), f"{_cores()} cores", _memory(), _system(), platform.machine())
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    return _value(Path("/proc/cpuinfo"), "model name", ":")


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _memory() -> str:
    kib = _value(Path("/proc/meminfo"), "MemTotal", ":").split()
    return f"{int(kib[0]) / _GIB:.1f} GiB of memory" if kib else ""


def _system() -> str:
    return _value(Path("/etc/os-release"), "PRETTY_NAME", "=").strip('"')


def _value(file: Path, name: str, sign: str) -> str:
    if file.exists():
        for line in file.read_text().splitlines():
            key, found, value = line.partition(sign)
            if found and key.strip() == name:
                return value.strip()
    return ""
