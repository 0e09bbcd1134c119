"""The parts of `make test`: a test is in exactly one, and that says what may run beside it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

STARTS_SERVERS = frozenset({"prometheus", "e2e"})


class Part(StrEnum):
    """What a test does most of the time."""

    COMPUTING = "computing"
    """It keeps a core busy: as many at a time as there are cores."""

    WAITING = "waiting"
    """It waits for servers and for time to pass: more at a time than there are cores.

    Tests of a file share its servers and are run by one process, one after the other, unless they
    are marked with an ``xdist_group`` of their own.
    """

    ALONE = "alone"
    """It holds what servers do to a time limit: nothing runs beside it."""


def part_of(markers: Collection[str]) -> Part:
    """Say in which part a test with these markers is."""
    if "alone" in markers:
        return Part.ALONE
    return Part.COMPUTING if STARTS_SERVERS.isdisjoint(markers) else Part.WAITING
