"""Finds out by which labels the series of a metric are joined to the processes that export them.

Prometheus has to be told; ``app/sources/targets.py`` does the same for series that are read here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from app.sources import promql
from app.sources.client import PrometheusClient
from app.sources.differences import UP, Join
from app.sources.targets import PROCESS_START

_TELLING = ("instance", "pod")
"""Labels of which one at least has to tell the targets of a job apart."""

_USUAL = frozenset({"job", *_TELLING})

ByJob = Mapping[str, frozenset[str]]
"""The names of labels by job; without one, by the empty string."""


async def find_join(
    client: PrometheusClient, series: str, at: float, seconds: float
) -> Join | None:
    """Look at one series of each job that had a sample within some seconds before ``at``.

    ``None`` if nothing tells the targets of a job apart.

    Raises:
        SourceError: Prometheus gave no answer.
    """
    metrics = (series, PROCESS_START, UP)
    found = await asyncio.gather(*(_names(client, text, at, seconds) for text in metrics))
    return join_of(*found)


def join_of(series: ByJob, starts: ByJob, up: ByJob) -> Join | None:
    """Choose the labels that the series of every job share with what their targets export."""
    if not series:
        return Join(_TELLING[:1], UP, has_starts=False)  # nothing is there to be joined
    with_starts = series.keys() & starts.keys()
    for witness, jobs in ((PROCESS_START, starts), (UP, up)):
        if series.keys() <= jobs.keys():
            shared = [names & jobs[job] for job, names in series.items()]
            labels = frozenset.intersection(*shared, *(starts[job] for job in with_starts))
            return _telling(Join(tuple(sorted(labels)), witness, bool(with_starts)))
    labels = frozenset.intersection(_USUAL, *series.values())
    return _telling(Join(tuple(sorted(labels)), "", has_starts=False))


def _telling(join: Join) -> Join | None:
    return join if any(name in _TELLING for name in join.labels) else None


async def _names(client: PrometheusClient, text: str, at: float, seconds: float) -> ByJob:
    lately = f"last_over_time({promql.range_selector(text, seconds)})"
    answer = await client.instant(f"topk by (job) (1, {lately})", at)
    found: dict[str, frozenset[str]] = {}
    for number in range(len(answer)):
        labels = answer.labels(number)
        found[labels.get("job", "")] = frozenset(labels.keys() - {"__name__"})
    return found
