"""What Prometheus saw of played runs, as text that promtool loads; and how runs are promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from tests.history.month import BOUND
from tests.history.played import Flags, Instants, Played, Process
from tests.history.runs import LATENCY_TARGET, TARGETS, Kind
from tests.history.scrape import DURATIONS, PROCESS_START, REQUESTS
from tests.history.world import DAY

SHARED = "shared"
"""The service of all runs that are told apart by a label."""

TESTID = "testid"
PUSHED = "k6_http_reqs"
FAMILIES = {
    REQUESTS: "counter",
    DURATIONS: "histogram",
    PUSHED: "counter",
    PROCESS_START: "gauge",
}
PERIOD = RollingPeriod(30 * DAY)

Lines = dict[str, list[tuple[float, float]]]
"""The samples of each series, in order of time."""


def text(runs: Sequence[Played]) -> str:
    """Write all that was scraped."""
    found: dict[str, Lines] = {family: defaultdict(list) for family in FAMILIES}
    for run in runs:
        for process in run.processes:
            for family, series, at, values in _series(run, process):
                found[family][series] += zip(at.tolist(), values.tolist(), strict=True)
    parts = []
    for family, kind in FAMILIES.items():
        parts.append(f"# TYPE {family} {kind}\n")
        for series, samples in sorted(found[family].items()):
            parts += (f"{series} {value:.15g} {at:.3f}\n" for at, value in samples)
    return "".join((*parts, "# EOF\n"))


def _series(run: Played, process: Process) -> Iterator[tuple[str, str, Instants, Instants]]:
    requests, everything = process.requests, np.ones(len(process.requests.at), np.bool_)
    if run.plan.kind is Kind.PUSHED:
        for name, which in (("false", ~requests.failed), ("true", requests.failed)):
            series = f'{PUSHED}_total{{{TESTID}="{run.name}",failed="{name}"}}'
            yield (PUSHED, series, *_counted(process, which, which))
        return
    own = _labels(run, process)
    for code, which in (("200", ~requests.failed), ("503", requests.failed)):
        series = f'{REQUESTS}_total{{{own},code="{code}"}}'
        yield (REQUESTS, series, *_counted(process, which, which))
    for bound, which in ((f"{BOUND}", ~requests.slow), ("+Inf", everything)):
        series = f'{DURATIONS}_bucket{{{own},le="{bound}"}}'
        yield (DURATIONS, series, *_counted(process, which, everything))
    if process.tells_start:
        starts = np.full(len(process.scrapes), round(process.born, 2))
        yield PROCESS_START, f"{PROCESS_START}{{{own}}}", process.scrapes, starts


def _counted(process: Process, which: Flags, first: Flags) -> tuple[Instants, Instants]:
    """What a counter said at each scrape, from the first of some requests on."""
    at, scrapes = process.requests.at, process.scrapes
    values = at[which].searchsorted(scrapes, side="right").astype(np.float64)
    shown = at[first].searchsorted(scrapes, side="right") > 0
    return scrapes[shown], values[shown]


def _labels(run: Played, process: Process) -> str:
    own = f'instance="{process.instance}",job="shop"'
    if run.plan.by_label:
        return f'service="{SHARED}",{TESTID}="{run.name}",{own}'
    return f'service="{run.name}",{own}'


def definitions(runs: Sequence[Played]) -> list[Slo]:
    """Both promises of every service; of the shared one, for each target."""
    own = [run for run in runs if not run.plan.by_label]
    return [
        *(_availability(SHARED, target) for target in TARGETS),
        _latency(SHARED),
        *(_pushed(target) for target in TARGETS),
        *(_availability(run.name, run.plan.target) for run in own),
        *(_latency(run.name) for run in own),
    ]


def promises(run: Played) -> tuple[str, ...]:
    """Name the promises that a run is about."""
    target = run.plan.target
    if run.plan.kind is Kind.PUSHED:
        return (_name("k6", target),)
    service = SHARED if run.plan.by_label else run.name
    return (_name(service, target), f"{service}-latency")


def _name(service: str, target: Decimal) -> str:
    return f"{service}-{str(target).partition('.')[2]}"


def _availability(service: str, target: Decimal) -> Slo:
    own = Matcher("service", MatchOperator.EQUAL, service)
    total = Selector(f"{REQUESTS}_total", (own,))
    bad = Selector(f"{REQUESTS}_total", (own, Matcher("code", MatchOperator.REGEX, "5..")))
    return Slo(_name(service, target), service, target, PERIOD, RatioIndicator(total, bad=bad))


def _latency(service: str) -> Slo:
    own = Matcher("service", MatchOperator.EQUAL, service)
    indicator = LatencyIndicator(DURATIONS, (own,), BOUND)
    return Slo(f"{service}-latency", service, LATENCY_TARGET, PERIOD, indicator)


def _pushed(target: Decimal) -> Slo:
    failed = Matcher("failed", MatchOperator.EQUAL, "true")
    total, bad = Selector(f"{PUSHED}_total"), Selector(f"{PUSHED}_total", (failed,))
    return Slo(_name("k6", target), "k6", target, PERIOD, RatioIndicator(total, bad=bad))
