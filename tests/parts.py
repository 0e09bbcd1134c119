"""The parts of `make test`: a test is in exactly one, and that says what may run beside it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

STARTS_SERVERS = frozenset({"prometheus", "e2e"})

THREE_DAYS = frozenset(
    f"tests/history/test_{name}.py"
    for name in ("alert_timings", "arrival", "exactness", "summed_history")
)
"""Files that read the same history, which takes long to be loaded into a server."""

LONGEST = "three days"
"""The group of these."""

INDEPENDENT = (
    "tests/deploy/test_gate.py::test_a_step_of_the_workflow_holds",
    "tests/deploy/test_slo_gate_action.py::test_the_command_line_is_installed_from",
)
"""How tests begin that take long and share no server with others of their file."""

IMAGES = "tests/deploy/test_image.py"
"""Tests of an image, which share it with those of the same architecture."""


class Part(StrEnum):
    """What a test does most of the time."""

    COMPUTING = "computing"
    """It keeps a core busy: as many at a time as there are cores."""

    WAITING = "waiting"
    """It waits for servers and for time to pass: more at a time than there are cores."""

    ALONE = "alone"
    """It holds what servers do to a time limit: nothing runs beside it."""


def part_of(markers: Collection[str]) -> Part:
    """Say in which part a test with these markers is."""
    if "alone" in markers:
        return Part.ALONE
    return Part.COMPUTING if STARTS_SERVERS.isdisjoint(markers) else Part.WAITING


def group_of(test: str) -> str:
    """Name what runs a waiting test: one process runs a group, so that its servers start once.

    Tests of a file share servers, unless something else is known of them.
    """
    file = test.partition("::")[0]
    if file in THREE_DAYS:
        return LONGEST
    if file == IMAGES:
        return file + test[test.index("[") :]
    return test if test.startswith(INDEPENDENT) else file
