"""How long the event loop is blocked while cycles run, and what a client notices of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.asker import Answered
from tests.bench.context import Bench, first_step
from tests.bench.cores import OTHER_CORES, pinned
from tests.bench.process import measured
from tests.bench.service import STEP, Running, definitions, running
from tests.bench.service_app import KEY, application, served
from tests.bench.table import Row, milliseconds
from tests.bench.ticker import Ticker

WARM_UP_STEPS = 3
REQUESTS_PER_SECOND = 50
PAUSE_SECONDS = 0.05
MOST_BLOCKED_SECONDS = 0.020
MOST_SLOWER_SECONDS = 0.020


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the largest fleet: the loop while nothing runs, and while cycles do."""
    slos, steps = bench.sizes.most_slos, bench.sizes.loop_steps
    server = bench.server(slos, WARM_UP_STEPS + steps)
    found = measured(
        "loop",
        url=server.url,
        folder=bench.folder / "loop",
        services=server.fleet.services,
        at=first_step(server),
        steps=steps,
        idle_seconds=bench.sizes.idle_seconds,
        clients_on=OTHER_CORES,
    )
    yield Row(
        "loop",
        f"{slos:,} SLOs, {steps} cycles: longest block of the event loop",
        found["blocked"],
        milliseconds(found["blocked"]),
        f"a timer of 1 ms inside; idle: {milliseconds(found['blocked_idle'])}",
        most=MOST_BLOCKED_SECONDS,
        target="<= 20 ms",
    )
    during, idle = _p99(found["during"]), _p99(found["idle"])
    yield Row(
        "loop",
        f"{slos:,} SLOs: p99 of /slo/check?slo=X during cycles, beyond idle",
        during - idle,
        milliseconds(during - idle),
        f"{milliseconds(during)} of {len(found['during'])} / {milliseconds(idle)} of"
        f" {len(found['idle'])} requests, {REQUESTS_PER_SECOND}/s from another process",
        most=MOST_SLOWER_SECONDS,
        target="<= 20 ms",
    )


def _p99(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)]


async def measure(
    url: str,
    folder: str,
    services: int,
    at: int,
    steps: int,
    idle_seconds: float,
    clients_on: Sequence[int],
) -> Mapping[str, Any]:
    """Run cycles on the loop that serves, while another process asks."""
    async with running(url, Path(folder), definitions(services), at) as service:
        for step in range(1, WARM_UP_STEPS + 1):
            await service.cycle(at + STEP * step)
        slo_id = next(iter(service.book.current or ())).id
        async with served(application(service)) as port:
            with pinned(tuple(clients_on)):
                asker = _asker(port, f"/slo/check?slo={slo_id}")
            with Ticker() as idle:
                await asyncio.sleep(idle_seconds)
            first = at + STEP * WARM_UP_STEPS
            with Ticker() as busy:
                cycles = [await _cycle(service, first + STEP * k) for k in range(1, steps + 1)]
            answered = await _stopped(asker)
    return {
        "blocked": busy.longest_seconds,
        "blocked_idle": idle.longest_seconds,
        "during": [a.seconds for a in answered if any(a.overlaps(*cycle) for cycle in cycles)],
        "idle": [a.seconds for a in answered if a.ends < cycles[0][0]],
    }


async def _cycle(service: Running, at: int) -> tuple[float, float]:
    """Carry a step out; its begin and end on the clock that all processes share."""
    await asyncio.sleep(PAUSE_SECONDS)
    began = asyncio.get_running_loop().time()
    seconds = await service.cycle(at)
    return began, began + seconds


def _asker(port: int, path: str) -> subprocess.Popen[str]:
    words = [str(port), path, KEY, str(REQUESTS_PER_SECOND)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.asker", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def _stopped(asker: subprocess.Popen[str]) -> list[Answered]:
    told, _ = await asyncio.to_thread(asker.communicate, "stop\n")
    assert asker.returncode == 0, "the process that asks failed"
    return [Answered(*each) for each in json.loads(told)]
