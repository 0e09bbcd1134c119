"""How long a full cycle takes, beside the bare fetch of the same series."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.bare import BareFetch
from tests.bench.context import Bench, first_step
from tests.bench.process import measured
from tests.bench.prometheus import FleetServer, Query, QueryLog, note
from tests.bench.service import SHAPES, STEP, Running, definitions, running
from tests.bench.table import Row, milliseconds, times

MOST_OF_BARE = {1_000: 2.0, 10_000: 2.5}
MOST_GROWTH = 11.0
QUANTILES = re.compile(r"by \([^)]*\ble\b")
"""Only quantiles are asked for bucket by bucket; events are read at one bound."""

LOOK_BACK_SECONDS = 60
"""The shortest range that surely holds two samples of each series, and so a difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of one cycle, and of fetching the same again."""

    cycle: float
    bare: float
    unparsed: float
    least: float
    size: int
    queries: int
    quantiles: bool


def rows(bench: Bench) -> Iterator[Row]:
    """Measure each size in both shapes."""
    steps = bench.sizes.warm_up_steps + bench.sizes.steps
    found: dict[tuple[int, str], Mapping[str, float]] = {}
    for slos in bench.sizes.slos:
        server = bench.server(slos, steps)
        for shape in SHAPES:
            found[slos, shape] = one = _measured(bench, server, shape)
            yield from _size_rows(slos, shape, one)
    yield from _growth(bench.sizes.slos, found)
    yield from _latency_rows(bench)


def _size_rows(slos: int, shape: str, one: Mapping[str, Any]) -> Iterator[Row]:
    what = f"{slos:,} SLOs, {SHAPES[shape]}"
    ratio, most = one["ratio"], MOST_OF_BARE.get(slos)
    yield Row(
        "cycle",
        f"{what}: full cycle / bare fetch",
        ratio,
        times(ratio),
        f"median of {one['pairs']} pairs; {milliseconds(one['cycle'])} and"
        f" {milliseconds(one['bare'])} by themselves; {one['queries']:g} queries,"
        f" {one['size'] / 1e6:.2f} MB",
        most=most,
        target=f"<= {most} x" if most else "",
    )
    everything = (one["cycle"] + one["everything"]) / one["bare"]
    yield Row(
        "cycle",
        f"{what}: the same, and every status asked for",
        everything,
        times(everything),
        f"statuses are worked out when they are asked for: all take"
        f" {milliseconds(one['everything'])}",
    )
    yield Row(
        "cycle",
        f"{what}: slowest cycle",
        one["slowest"],
        milliseconds(one["slowest"]),
        f"bare, unparsed: {milliseconds(one['unparsed'])}; bare, one query [1m]:"
        f" {milliseconds(one['least'])}; cold start: {one['backfill']:.1f} s for 15 min",
    )


def _growth(
    sizes: Sequence[int], found: Mapping[tuple[int, str], Mapping[str, float]]
) -> Iterator[Row]:
    small, large = min(sizes), max(sizes)
    if small == large:
        return
    judged = large == 10 * small
    for shape, words in SHAPES.items():
        growth = found[large, shape]["cycle"] / found[small, shape]["cycle"]
        yield Row(
            "cycle",
            f"{words}: cycle at {large:,} / at {small:,} SLOs",
            growth,
            times(growth),
            "medians of the rows above",
            most=MOST_GROWTH if judged else None,
            target=f"<= {MOST_GROWTH:g} x" if judged else "",
        )


def _latency_rows(bench: Bench) -> Iterator[Row]:
    """The quantiles have a schedule of their own, so what they cost is told by itself."""
    slos = min(bench.sizes.slos)
    server = bench.server(slos, bench.sizes.warm_up_steps + bench.sizes.steps, latency=True)
    one = _measured(bench, server, "one", latency=True)
    yield Row(
        "cycle",
        f"{slos:,} latency SLOs: full cycle / bare fetch",
        one["ratio"],
        times(one["ratio"]),
        f"{milliseconds(one['cycle'])} and {milliseconds(one['bare'])} by themselves,"
        f" cycles without quantiles",
    )
    if not one["with_quantiles"]:
        return  # none were due in these cycles
    yield Row(
        "cycle",
        f"{slos:,} latency SLOs: cycle with quantiles / without",
        one["quantiles"] / one["cycle"],
        times(one["quantiles"] / one["cycle"]),
        f"{milliseconds(one['quantiles'])}, {one['with_quantiles']:g} of {bench.sizes.steps}"
        f" cycles; 12 buckets",
    )


def _measured(
    bench: Bench, server: FleetServer, shape: str, *, latency: bool = False
) -> Mapping[str, float]:
    slos = server.fleet.slos
    one = measured(
        "cycle",
        url=server.url,
        log=server.query_log,
        folder=bench.folder / f"cycle-{slos}-{shape}-{latency}",
        services=server.fleet.services,
        shape=shape,
        latency=latency,
        at=first_step(server),
        warm_up_steps=bench.sizes.warm_up_steps,
        steps=bench.sizes.steps,
    )
    note(f"cycle: {slos:,} SLOs, {SHAPES[shape]}: {milliseconds(one['cycle'])}")
    return one


async def measure(
    url: str,
    log: str,
    folder: str,
    services: int,
    shape: str,
    *,
    latency: bool,
    at: int,
    warm_up_steps: int,
    steps: int,
) -> Mapping[str, float]:
    """Alternate between a cycle and the bare fetch of what it asked."""
    slos = definitions(services, shape, latency=latency)
    with BareFetch(url) as bare:
        async with running(url, Path(folder), slos, at) as service:
            queries = QueryLog(Path(log))
            pairs = [
                await _pair(service, bare, queries, at + STEP * step)
                for step in range(1, warm_up_steps + steps + 1)
            ][warm_up_steps:]
            everything = service.work_out_everything()
    return _summary(pairs) | {
        "backfill": service.backfill_seconds,
        "everything": everything,
    }


async def _pair(service: Running, bare: BareFetch, queries: QueryLog, at: int) -> Pair:
    queries.new()
    cycle = await service.cycle(at)
    asked = [query for query in queries.new() if query.end == at]  # not what is asked beside it
    assert asked, "a cycle asked nothing: it cannot have counted"
    fetched, unparsed, size = bare.fetch(asked)
    queries.new()
    least, _, _ = bare.fetch([_one_query(at)])
    quantiles = any(QUANTILES.search(query.text) for query in asked)
    return Pair(cycle, fetched, unparsed, least, size, len(asked), quantiles)


def _one_query(at: int) -> Query:
    text = f"http_requests_total[{LOOK_BACK_SECONDS}s]"
    return Query(text, at, at, 0.0, 0)


def _summary(every: Sequence[Pair]) -> dict[str, float]:
    """Put pairs together. Each is a ratio of its own: what slows the machine slows both of it."""
    pairs = [pair for pair in every if not pair.quantiles]
    others = [pair.cycle for pair in every if pair.quantiles]
    return {
        "pairs": len(pairs),
        "quantiles": median(others) if others else math.nan,
        "with_quantiles": len(others),
        "cycle": median(p.cycle for p in pairs),
        "bare": median(p.bare for p in pairs),
        "ratio": median(p.cycle / p.bare for p in pairs),
        "slowest": max(p.cycle for p in pairs),
        "unparsed": median(p.unparsed for p in pairs),
        "least": median(p.least for p in pairs),
        "size": median(p.size for p in pairs),
        "queries": median(p.queries for p in pairs),
    }
