"""A history in a running Prometheus, and how the service evaluates it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.commands.evaluate import evaluate_once
from app.slo.definition import Slo
from app.slo.snapshot import Snapshot
from app.sources.connection import Connection
from tests.history.month import History
from tests.history.world import HOUR

STEP = OFFSET = 30
END = 1_795_000_000 // HOUR * HOUR
"""When histories end. Any fixed time would do: the same seed is the same history."""


def step_at(now: float) -> int:
    """The evaluation time that is due at a time."""
    return int(now - OFFSET) // STEP * STEP


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history and the address of the Prometheus that holds it."""

    history: History
    url: str

    async def evaluated(self, at: int, slos: Sequence[Slo]) -> Snapshot:
        """Evaluate once from an empty state, as of a step."""
        return await evaluate_once(Connection(self.url), slos, at, STEP, lambda _share: None)
