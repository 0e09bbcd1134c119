"""What a verdict on a run costs, beside the queries that it takes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import httpx

from app.slo.instant import instant
from tests.bench.bare import BareFetch
from tests.bench.context import END, Bench
from tests.bench.process import measured
from tests.bench.prometheus import QueryLog
from tests.bench.service import run_definitions
from tests.bench.service_app import HEADERS, gate_application
from tests.bench.table import Row, milliseconds, times

SLOS = 20
RUN_SECONDS = 300
ENDS_BEFORE = 300
"""So long before the end of the history the runs end, the later ones later."""

MOST_OF_BARE = 1.5
MOST_MORE_SECONDS = 0.05


class Pair(NamedTuple):
    """Seconds of one check, over HTTP and kept, and of fetching the same again; the queries."""

    check: float
    bare: float
    size: int
    queries: int


def rows(bench: Bench) -> Iterator[Row]:
    """Judge runs of 20 SLOs, half of them latencies of histograms with 12 buckets."""
    server = bench.server(SLOS * 5, 20, latency=True)  # ten services, ten routes each
    one = measured(
        "gate",
        url=server.url,
        log=server.query_log,
        folder=bench.folder / "gate",
        warm_up=bench.sizes.warm_up_steps,
        pairs=bench.sizes.checks,
    )
    most = MOST_OF_BARE * one["bare"] + MOST_MORE_SECONDS
    yield Row(
        "gate",
        f"RUN check of {SLOS} SLOs over {RUN_SECONDS // 60} min / bare planned queries",
        one["check"],
        f"{milliseconds(one['check'])} ({times(one['check'] / one['bare'])})",
        f"bare {milliseconds(one['bare'])}, medians of {one['pairs']} pairs;"
        f" {one['queries']:g} queries, {one['size'] / 1e6:.2f} MB; slowest"
        f" {milliseconds(one['slowest'])}",
        most=most,
        target=f"<= {MOST_OF_BARE:g} x + {MOST_MORE_SECONDS * 1000:g} ms = {milliseconds(most)}",
    )


async def measure(url: str, log: str, folder: str, warm_up: int, pairs: int) -> Mapping[str, float]:
    """Alternate between a check and the bare fetch of what it asked."""
    async with _asking(url, Path(folder)) as client:
        with BareFetch(url) as bare:
            queries = QueryLog(Path(log))
            found = [
                await _pair(client, bare, queries, END - ENDS_BEFORE + number)
                for number in range(warm_up + pairs)
            ][warm_up:]
    return {
        "pairs": len(found),
        "check": median(p.check for p in found),
        "bare": median(p.bare for p in found),
        "slowest": max(p.check for p in found),
        "size": median(p.size for p in found),
        "queries": median(p.queries for p in found),
    }


@asynccontextmanager
async def _asking(url: str, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Ask the service itself, without a network between."""
    async with AsyncExitStack() as stack:
        slos = run_definitions(SLOS // 2)
        app = await stack.enter_async_context(gate_application(url, folder, slos, END))
        transport = httpx.ASGITransport(app)
        client = httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=HEADERS
        )
        yield await stack.enter_async_context(client)


async def _pair(client: httpx.AsyncClient, bare: BareFetch, log: QueryLog, end: int) -> Pair:
    log.new()
    asked = {"start": instant(end - RUN_SECONDS), "end": instant(end)}
    began = time.perf_counter()
    answer = await client.post("/slo/check", json=asked)
    check = time.perf_counter() - began
    _hold(answer)
    queries = log.new()
    assert queries, "a check asked nothing: it cannot have counted"
    fetched, _, size = bare.fetch(queries)
    return Pair(check, fetched, size, len(queries))


def _hold(answer: httpx.Response) -> None:
    """A check that read nothing is no measurement."""
    assert answer.status_code == httpx.codes.OK, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    assert len(results) == SLOS, answer.text
    assert all(each["events"]["total"] > 0 for each in results), answer.text
