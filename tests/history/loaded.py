"""A history in a running server of Prometheus' API, and how the service evaluates it there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.commands.evaluate import evaluate_once
from app.slo.definition import Slo
from app.slo.snapshot import Snapshot
from app.sources.connection import Connection
from app.sources.flavour import Flavour
from tests.history.month import History
from tests.history.world import HOUR
from tests.prometheus.server import PrometheusServer, require_prometheus
from tests.prometheus.victoriametrics import VictoriaMetricsServer, require_victoriametrics

STEP = OFFSET = 30
END = 1_795_000_000 // HOUR * HOUR
"""When histories end. Any fixed time would do: the same seed is the same history."""


def step_at(now: float) -> int:
    """The evaluation time that is due at a time."""
    return int(now - OFFSET) // STEP * STEP


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history and how the server is reached that holds it."""

    history: History
    connection: Connection

    async def evaluated(self, at: int, slos: Sequence[Slo], step: int = STEP) -> Snapshot:
        """Evaluate once from an empty state, as of a step."""
        return await evaluate_once(self.connection, slos, at, step, lambda _share: None)


@contextmanager
def loaded_into(flavour: Flavour, history: History, folder: Path) -> Iterator[Loaded]:
    """Load a history into a server of its own, which runs for as long as the context lasts.

    Where that server is not installed, the test is skipped; in CI it fails.
    """
    if flavour is Flavour.VICTORIAMETRICS:
        require_victoriametrics()
        with VictoriaMetricsServer(folder) as running:  # it loads while it runs
            _load(running, history)
            yield Loaded(history, Connection(running.url, flavour=flavour))
        return
    require_prometheus()
    server = PrometheusServer(folder)
    _load(server, history)
    with server:
        yield Loaded(history, Connection(server.url, flavour=flavour))


def _load(server: PrometheusServer | VictoriaMetricsServer, history: History) -> None:
    began = time.monotonic()
    size = 0
    for text in history.texts():
        server.load_openmetrics(text)
        size += len(text)
    sys.stderr.write(f"loaded {size / 1e9:.2f} GB in {time.monotonic() - began:.0f} s\n")
