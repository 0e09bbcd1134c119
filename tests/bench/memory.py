"""What the process and its ledger take in memory, and whether that grows with time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.bench.context import ROUTES, Bench, first_step
from tests.bench.cores import memory_bytes
from tests.bench.process import measured
from tests.bench.service import STEP, Running, definitions, running
from tests.bench.service_app import HEADERS, application
from tests.bench.table import Row

STEPS = 12
"""Among so many there is each kind of steady cycle."""

MOST_LEDGER_BYTES = 45_000
MOST_PROCESS_BYTES = 80_000
MOST_GROWTH_RATIO = 0.05
STEADY_SLOS = 200
QUARTER = 4
PAGES = ("/metrics", "/slos", "/slo/check")


def rows(bench: Bench) -> Iterator[Row]:
    """Measure a small and a large fleet, and a middle one for long."""
    yield from _size_rows(bench)
    yield from _time_rows(bench)


def _size_rows(bench: Bench) -> Iterator[Row]:
    small, large = (_after(bench, slos, STEPS) for slos in (ROUTES, bench.sizes.most_slos))
    slos = large["slos"]
    ledger = large["ledger"] / slos
    yield Row(
        "memory",
        f"{slos:,} SLOs: ledger, bytes per SLO",
        ledger,
        f"{ledger / 1000:.1f} KB",
        "30 d, every window, and what is held ready for more",
        most=MOST_LEDGER_BYTES,
        target="<= 45 KB",
    )
    grown = (large["rss"] - small["rss"]) / (slos - small["slos"])
    yield Row(
        "memory",
        f"{slos:,} SLOs: process, bytes per SLO",
        grown,
        f"{grown / 1000:.1f} KB",
        f"resident: {large['rss'] / 1e6:.0f} MB after {STEPS} cycles (at most"
        f" {large['most'] / 1e6:.0f}), {small['rss'] / 1e6:.0f} MB with {small['slos']} SLOs",
        most=MOST_PROCESS_BYTES,
        target="<= 80 KB",
    )
    read = (large["read"] - small["read"]) / (slos - small["slos"])
    yield Row(
        "memory",
        f"{slos:,} SLOs: the same once {', '.join(PAGES)} were read",
        read,
        f"{read / 1000:.1f} KB",
        f"resident: {large['read'] / 1e6:.0f} MB; answers are kept until the next snapshot",
    )


def _time_rows(bench: Bench) -> Iterator[Row]:
    steps = bench.sizes.memory_steps
    found = _after(bench, STEADY_SLOS, steps)
    early, late = found["early"], found["rss"]
    grown = late / early - 1
    yield Row(
        "memory",
        f"{STEADY_SLOS} SLOs: growth of the process from cycle {steps // QUARTER} to {steps}",
        grown,
        f"{grown:+.1%}",
        f"resident: {early / 1e6:.1f} MB, {late / 1e6:.1f} MB; ledger:"
        f" {found['early_ledger'] / 1e6:.1f} MB, {found['ledger'] / 1e6:.1f} MB",
        most=MOST_GROWTH_RATIO,
        target="< 5 %",
    )


def _after(bench: Bench, slos: int, steps: int) -> Mapping[str, Any]:
    server = bench.server(slos, steps)
    return measured(
        "memory",
        url=server.url,
        folder=bench.folder / f"memory-{slos}",
        services=server.fleet.services,
        at=first_step(server),
        steps=steps,
    )


async def measure(url: str, folder: str, services: int, at: int, steps: int) -> Mapping[str, int]:
    """Run cycles and look at the process after a quarter of them, at the end, and once read."""
    async with running(url, Path(folder), definitions(services), at) as service:
        early, early_ledger = 0, 0
        for step in range(1, steps + 1):
            await service.cycle(at + STEP * step)
            if step == steps // QUARTER:
                early, early_ledger = memory_bytes(), service.ledger_bytes
        late, most = memory_bytes(), memory_bytes("VmHWM")
        await _read(service)
        return {
            "slos": services * ROUTES,
            "early": early,
            "early_ledger": early_ledger,
            "rss": late,
            "most": most,
            "read": memory_bytes(),
            "ledger": service.ledger_bytes,
        }


async def _read(service: Running) -> None:
    transport = httpx.ASGITransport(application(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for page in PAGES:
            (await client.get(page, headers=HEADERS)).raise_for_status()
