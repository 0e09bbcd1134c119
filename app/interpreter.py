"""How the interpreter shares its time between answering and everything else."""

from __future__ import annotations

import gc
import sys

SWITCH_SECONDS = 0.001
"""How long a thread that counts may go on while one that answers waits; Python's own is 5 ms."""

YOUNG_OBJECTS = 50_000
OLD_ROUNDS = 100
"""A full collection looks at every object of every definition, and stops all threads for that."""


def put_answers_first() -> None:
    """Let a question interrupt a cycle soon; to be called once, by the process that serves."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(YOUNG_OBJECTS, 10, OLD_ROUNDS)
