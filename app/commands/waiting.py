"""The clock of commands that wait, so that tests need not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """``now`` tells Unix seconds, ``monotonic`` seconds that never jump, ``sleep`` waits some."""

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
