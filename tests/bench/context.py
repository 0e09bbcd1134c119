"""What all sections share: the servers, a folder, and how much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.bench.fleet import BLOCK_SECONDS, HOUR, Fleet
from tests.bench.prometheus import FleetServer, Servers

END = 1_795_000_000 // BLOCK_SECONDS * BLOCK_SECONDS + 17 * HOUR
"""When histories end; any fixed time would do. Short ones lie within one block."""

ROUTES = 10
PAST_SECONDS = 900
"""What there is of the past when a service begins; the oldest that a steady cycle looks at."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; smaller numbers are for finding out whether the bench itself works."""

    slos: tuple[int, ...] = (1_000, 10_000)
    warm_up_steps: int = 10
    steps: int = 60
    loop_steps: int = 50
    idle_seconds: float = 20.0
    memory_steps: int = 2_000
    peer_slos: int = 100
    peer_steps: int = 200
    read_seconds: float = 5.0
    read_rounds: int = 3
    checks: int = 40
    sdk_slos: int = 1_000
    sdk_seconds: float = 10.0
    editor_starts: int = 10
    backfill_slos: tuple[int, int] = (1_000, 10_000)
    backfill_days: float = 30.0

    @staticmethod
    def quick() -> Sizes:
        """As little as shows that every section works."""
        return Sizes(
            slos=(20,),
            warm_up_steps=1,
            steps=4,
            loop_steps=5,
            idle_seconds=1.0,
            memory_steps=20,
            peer_slos=10,
            peer_steps=5,
            read_seconds=1.0,
            read_rounds=1,
            checks=3,
            sdk_slos=20,
            sdk_seconds=0.5,
            editor_starts=1,
            backfill_slos=(10, 20),
            backfill_days=2.0,
        )

    @property
    def most_slos(self) -> int:
        """The size of the largest fleet."""
        return max(self.slos)


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the bench."""

    servers: Servers
    folder: Path
    sizes: Sizes

    def server(self, slos: int, steps: int, *, latency: bool = False) -> FleetServer:
        """Return a running Prometheus over so many SLOs, long enough for so many steps."""
        begin = END - PAST_SECONDS - 30 * steps
        fleet = Fleet(max(slos // ROUTES, 1), ROUTES, begin, END, latency=latency)
        return self.servers.over(fleet)


def first_step(server: FleetServer) -> int:
    """The evaluation time at which a service over a server begins."""
    return server.fleet.begin + PAST_SECONDS
