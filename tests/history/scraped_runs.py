"""What a Prometheus would hold of made-up runs, as OpenMetrics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from app.slo.samples import Floats
from tests.history.made_runs import BOUNDS, MadeRun, Process

_TYPES = {
    "http_requests": "counter",
    "request_seconds": "histogram",
    "k6_http_reqs": "counter",
    "process_start_time_seconds": "gauge",
    "up": "gauge",
}


def openmetrics(runs: Sequence[MadeRun]) -> str:
    """Write everything that was scraped of all runs, and pushed in them."""
    parts = []
    for family, kind in _TYPES.items():
        parts.append(f"# TYPE {family} {kind}\n")
        for run in runs:
            for process in run.processes:
                parts += _lines(run, process, family)
    return "".join((*parts, "# EOF\n"))


def _lines(run: MadeRun, process: Process, family: str) -> Iterator[str]:
    if run.is_pushed:
        if family == "k6_http_reqs":
            yield from _pushed(run, process)
        return
    labels = f'service="{run.name}",version="1.42",instance="{process.instance}",job="shop"'
    seen = process.seen()
    if family == "http_requests":
        for code, failed in (("200", False), ("500", True)):
            values = _counted(process.time[process.failed == failed], seen, process.past)
            # Failures are counted by a series that comes with the first of them.
            yield from _series(f'http_requests_total{{{labels},code="{code}"}}', seen, values)
    if family == "request_seconds":
        for number, bound in enumerate(BOUNDS):
            values = _counted(process.time[process.bucket <= number], seen, process.past)
            line = f'request_seconds_bucket{{{labels},le="{bound}"}}'
            yield from _series(line, seen, values, from_zero=True)
    if family == "process_start_time_seconds":
        values = np.full(len(seen), process.started)
        yield from _series(f"process_start_time_seconds{{{labels}}}", seen, values)
    if family == "up":
        every = process.scrapes[process.scrapes >= process.started]
        up = (every < process.silent_from).astype(float)
        yield from _series(f"up{{{labels}}}", every, up, from_zero=True)


def _pushed(run: MadeRun, process: Process) -> Iterator[str]:
    """A counter that names no process, and begins with its first event."""
    for failed in (False, True):
        values = _counted(process.time[process.failed == failed], process.scrapes, 0)
        line = f'k6_http_reqs_total{{testid="{run.name}",failed="{str(failed).lower()}"}}'
        yield from _series(line, process.scrapes, values)


def _counted(events: Floats, times: Floats, past: int) -> Floats:
    return events.searchsorted(times, side="right").astype(float) + past


def _series(line: str, times: Floats, values: Floats, *, from_zero: bool = False) -> Iterator[str]:
    for time, value in zip(times.tolist(), values.tolist(), strict=True):
        if from_zero or value > 0:
            yield f"{line} {value:.3f} {time:.3f}\n"
