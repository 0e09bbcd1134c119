"""How long a verdict on a run takes, beside the bare fetch of what it asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from fastapi import FastAPI

from app.gate.gate import Gate, Pending
from app.gate.question import RunQuestion
from app.gating import gating
from app.slo.definition import LatencyIndicator, Matcher, MatchOperator, Selector, Slo
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.store.checks import SqlChecks
from app.store.folder import DataFolder
from app.store.sql import open_store
from tests.bench.bare import BareFetch
from tests.bench.context import END, Bench
from tests.bench.fleet import DAY
from tests.bench.process import measured
from tests.bench.prometheus import QueryLog
from tests.bench.service import definitions
from tests.bench.table import Row, milliseconds, times

SLOS = 20
SERVICES = 2
RUN_SECONDS = 300
MOST_OF_BARE, MOST_MORE_SECONDS = 1.5, 0.05
HISTORY_STEPS = 60


def rows(bench: Bench) -> Iterator[Row]:
    """Judge a run of 20 SLOs, each a definition of its own, over counters and over histograms."""
    for latency, kind in ((False, "SLOs"), (True, "latency SLOs")):
        server = bench.server(SLOS, HISTORY_STEPS, latency=latency)
        one = measured(
            "runs",
            url=server.url,
            log=server.query_log,
            folder=bench.folder / f"runs-{latency}",
            latency=latency,
            rounds=bench.sizes.steps,
        )
        ratio = (one["check"] - MOST_MORE_SECONDS) / one["bare"]
        yield Row(
            "runs",
            f"{SLOS} {kind}: verdict on a run, less 50 ms / bare fetch",
            ratio,
            times(ratio),
            f"({milliseconds(one['check'])} - 50 ms) / {milliseconds(one['bare'])}, medians;"
            f" {one['queries']:g} queries; the first one took {milliseconds(one['first'])}",
            most=MOST_OF_BARE,
            target=f"<= {MOST_OF_BARE} x",
        )


def promises(*, latency: bool) -> list[Slo]:
    """Promise something of each route of each service, in definitions of their own."""
    return [
        _of_route(slo, f"r{route}")
        for slo in definitions(SERVICES, "many", latency=latency)
        for route in range(SLOS // SERVICES)
    ]


def _of_route(slo: Slo, route: str) -> Slo:
    own = Matcher("route", MatchOperator.EQUAL, f"/{route}")
    indicator = slo.indicator
    if isinstance(indicator, LatencyIndicator):
        indicator = replace(indicator, matchers=(*indicator.matchers, own))
    else:
        total, bad = (
            each and Selector(each.metric, (*each.matchers, own))
            for each in (indicator.total, indicator.bad)
        )
        assert total is not None
        indicator = replace(indicator, total=total, bad=bad)
    return replace(slo, name=f"{slo.name}-{route}", indicator=indicator, group_by=())


async def measure(
    url: str, log: str, folder: str, *, latency: bool, rounds: int
) -> Mapping[str, float]:
    """Alternate between a check and the bare fetch of what it asked."""
    slos = {slo.name: slo for slo in promises(latency=latency)}
    async with AsyncExitStack() as stack:
        bare = stack.enter_context(BareFetch(url))
        store = await open_store(stack.enter_context(DataFolder(Path(folder))).url)
        stack.push_async_callback(store.close)
        checks = SqlChecks(store.transactor, 30 * DAY)
        client = PrometheusClient(Connection(url))
        gate = await stack.enter_async_context(gating(FastAPI(), client, lambda: slos, checks))
        queries = QueryLog(Path(log))
        found = [await _round(gate, bare, queries) for _ in range(rounds + 1)]
    return _summary(found)


async def _round(gate: Gate, bare: BareFetch, queries: QueryLog) -> tuple[float, float, int]:
    queries.new()
    end = END - 120.0
    began = time.perf_counter()
    verdict = await gate.check(RunQuestion(start=end - RUN_SECONDS, end=end))
    seconds = time.perf_counter() - began
    assert not isinstance(verdict, Pending)
    assert len(verdict.results) == SLOS
    assert all(result.events for result in verdict.results), verdict.summary
    asked = queries.new()
    fetched, _, _ = await asyncio.to_thread(bare.fetch, asked)
    return seconds, fetched, len(asked)


def _summary(found: Sequence[tuple[float, float, int]]) -> dict[str, Any]:
    first, *others = found
    return {
        "first": first[0],
        "check": median(each[0] for each in others),
        "bare": median(each[1] for each in others),
        "queries": others[0][2],
    }
