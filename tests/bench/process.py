"""Runs a measurement in a process of its own, on the service's core: clean heap, nobody beside."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.bench.cores import SERVICE_CORE, pinned

LONGEST_SECONDS = 3600


def measured(name: str, **given: object) -> dict[str, Any]:
    """Carry out a measurement that ``child.py`` knows, and return what it found."""
    command = [sys.executable, "-m", "tests.bench.child", name, json.dumps(given, default=str)]
    with pinned(SERVICE_CORE):
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
    with child:
        try:
            found, _ = child.communicate(timeout=LONGEST_SECONDS)
        except BaseException:
            child.kill()
            raise
    assert child.returncode == 0, f"the measurement {name} failed"
    result: dict[str, Any] = json.loads(found)
    return result
