"""How long the past takes to be read, and how large what is kept of it becomes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.context import END, ROUTES, Bench
from tests.bench.cores import cpu_seconds, memory_bytes
from tests.bench.fleet import DAY, Fleet
from tests.bench.process import measured
from tests.bench.service import STEP, definitions, running
from tests.bench.table import Row


def rows(bench: Bench) -> Iterator[Row]:
    """Read 30 days of few SLOs, one day of many, and as much of many as a ledger has cells."""
    few, many = bench.sizes.backfill_slos
    days = bench.sizes.backfill_days
    yield from _read(bench, _fleet(few, days), f"{few:,} SLOs x {days:g} d")
    yield from _read(bench, _fleet(many, 1), f"{many:,} SLOs x 1 d")
    thinned = _fleet(many, days, thinned=True)
    yield from _read(bench, thinned, f"{many:,} SLOs x {days:g} d, one sample for each cell")


def _fleet(slos: int, days: float, *, thinned: bool = False) -> Fleet:
    begin = END - int(days * DAY)
    return Fleet(max(slos // ROUTES, 1), ROUTES, begin, END, thinned=thinned)


def _read(bench: Bench, fleet: Fleet, what: str) -> Iterator[Row]:
    server = bench.servers.over(fleet)
    found = measured(
        "backfill",
        url=server.url,
        pid=server.pid,
        folder=bench.folder / f"backfill-{fleet.slos}-{fleet.begin}-{fleet.thinned}",
        services=fleet.services,
        at=END - STEP,
    )
    bench.servers.forget(fleet)
    yield Row(
        "backfill",
        f"{what}: seconds of the cold start",
        found["seconds"],
        f"{found['seconds']:.1f} s",
        f"CPU of Prometheus {found['prometheus']:.1f} s, ours {found['cpu']:.1f} s; memory at most"
        f" {found['memory'] / 1e6:,.0f} MB",
    )
    size = found["size"]
    yield Row(
        "backfill",
        f"{what}: the database, bytes per SLO",
        size / fleet.slos,
        f"{size / fleet.slos / 1000:.1f} KB",
        f"{size / 1e6:,.1f} MB",
    )


async def measure(url: str, pid: int, folder: str, services: int, at: int) -> Mapping[str, float]:
    """Read everything and carry one cycle out."""
    before, own = cpu_seconds(pid), time.process_time()
    async with running(url, Path(folder), definitions(services), at) as service:
        found = {
            "seconds": service.backfill_seconds,
            "prometheus": cpu_seconds(pid) - before,
            "cpu": time.process_time() - own,
        }
        await service.cycle(at + STEP)
        memory = memory_bytes("VmHWM")
    return {**found, "memory": memory, "size": service.database.stat().st_size}
