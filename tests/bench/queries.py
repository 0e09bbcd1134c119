"""What a steady cycle asks of Prometheus, by Prometheus' own log of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import httpx

from tests.bench.context import END, ROUTES, Bench, first_step
from tests.bench.fleet import DAY, HOUR, Fleet
from tests.bench.process import measured
from tests.bench.prometheus import Query, QueryLog
from tests.bench.service import SHAPES, STEP, Running, definitions, running
from tests.bench.table import Row, times

WARM_UP_STEPS = 2
STEPS = 20
FEW_SLOS, MANY_SLOS = 10, 1_000
WINDOWS = (300, 1800, HOUR, 2 * HOUR, 6 * HOUR, DAY, 3 * DAY, 30 * DAY)
SCRAPE_SECONDS = 30
SERIES_READ = 3
"""By the per-SLO set: one series for the good events, two codes for the total."""

LEAST_FEWER = 10_000
CHECKED_SLOS = 3


def rows(bench: Bench) -> Iterator[Row]:
    """Compare few SLOs with many, and many with what the usual queries would read."""
    many: Mapping[str, Any] = {}
    for shape in SHAPES:
        few = _asked(bench, FEW_SLOS, shape)
        many = _asked(bench, MANY_SLOS, shape)
        ratio = many["queries"] / few["queries"]
        yield Row(
            "queries",
            f"{SHAPES[shape]}: queries of a cycle at {MANY_SLOS:,} / at {FEW_SLOS} SLOs",
            ratio,
            times(ratio),
            f"{many['queries']:g} / {few['queries']:g}, one family, most of {STEPS} cycles",
            most=1.0,
            target="1 x",
        )
    yield _samples_row(many["samples"] / MANY_SLOS)
    yield _check_row(bench)
    yield Row(
        "queries",
        f"{MANY_SLOS:,} SLOs: longest range that a cycle reads",
        many["longest"],
        f"{many['longest']:g} s",
        f"the gap, scrapes every {SCRAPE_SECONDS} s; the look for late samples, every 5 min beside"
        f" the cycle: {many['look']:g} s",
        most=STEP,
        target=f"<= {STEP} s",
    )


def _samples_row(ours: float) -> Row:
    per_slo = _expected_samples()
    fewer = per_slo / ours
    return Row(
        "queries",
        f"{MANY_SLOS:,} SLOs: samples of the per-SLO set / read by a cycle",
        fewer,
        times(fewer),
        f"per SLO {per_slo:,.0f} (good and total x {len(WINDOWS)} windows, range / scrape interval)"
        f" / {ours:.1f} (mean of {STEPS} cycles and looks beside them, Prometheus' count)",
        least=LEAST_FEWER,
        target=f">= {LEAST_FEWER:,} x",
    )


def _expected_samples() -> float:
    return SERIES_READ * sum(WINDOWS) / SCRAPE_SECONDS


def _check_row(bench: Bench) -> Row:
    """Ask the per-SLO set of a few SLOs for real: the arithmetic above must be true."""
    fleet = Fleet(1, CHECKED_SLOS, END - 30 * DAY - HOUR, END)
    url = bench.servers.over(fleet).url
    read = sum(
        _samples(url, f'sum(increase(http_requests_total{{route="/r{route}"{good}}}[{window}s]))')
        for route in range(CHECKED_SLOS)
        for good in (',code!~"5.."', "")
        for window in WINDOWS
    )
    ratio = read / CHECKED_SLOS / _expected_samples()
    return Row(
        "queries",
        "per-SLO set: Prometheus' count of samples / the arithmetic above",
        ratio,
        f"{ratio:.4f} x",
        f"stats=all, {CHECKED_SLOS} SLOs over 30 d",
        least=0.99,
        most=1.01,
        target="1 x",
    )


def _samples(url: str, query: str) -> int:
    form = {"query": query, "time": str(END - SCRAPE_SECONDS), "stats": "all"}
    answer = httpx.post(f"{url}/api/v1/query", data=form, timeout=60, trust_env=False)
    found: int = answer.raise_for_status().json()["data"]["stats"]["samples"][
        "totalQueryableSamples"
    ]
    return found


def _asked(bench: Bench, slos: int, shape: str) -> Mapping[str, Any]:
    server = bench.server(slos, WARM_UP_STEPS + STEPS)
    return measured(
        "queries",
        url=server.url,
        log=server.query_log,
        folder=bench.folder / f"queries-{slos}-{shape}",
        services=max(slos // ROUTES, 1),
        shape=shape,
        at=first_step(server),
    )


async def measure(
    url: str, log: str, folder: str, services: int, shape: str, at: int
) -> Mapping[str, float]:
    """Run steady cycles and read what was asked from Prometheus' log."""
    async with running(url, Path(folder), definitions(services, shape), at) as service:
        for step in range(1, WARM_UP_STEPS + 1):
            await service.cycle(at + STEP * step)
        log_of_queries = QueryLog(Path(log))
        times = [at + STEP * (WARM_UP_STEPS + step) for step in range(1, STEPS + 1)]
        asked = [await _step(service, log_of_queries, time) for time in times]
    return {
        "queries": max(len(step.cycle) for step in asked),
        "samples": mean(sum(q.samples for q in (*step.cycle, *step.look)) for step in asked),
        "longest": max(query.range_seconds for step in asked for query in step.cycle),
        "look": max(query.range_seconds for step in asked for query in step.look),
    }


class _Asked(NamedTuple):
    cycle: Sequence[Query]
    look: Sequence[Query]


async def _step(service: Running, log: QueryLog, at: int) -> _Asked:
    """Tell what a cycle asks from what is asked beside it, which reads up to the step before."""
    await service.cycle(at)
    asked = log.new()
    return _Asked([q for q in asked if q.end == at], [q for q in asked if q.end < at])
