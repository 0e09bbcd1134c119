"""What Prometheus sees of a story: each replica at its own offset, when nothing goes wrong.

A child (a route with a code, or a route's buckets) is exported from its first event in a
process' life on, as client libraries do it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.history.simulate import INFINITE, KINDS, Process, Random, Slot, Story
from tests.history.world import CODES, Timeline

Boundaries = NDArray[np.int64]
Values = NDArray[np.int64]

REQUESTS = "http_requests"
DURATIONS = "http_request_duration_seconds"
PROCESS_START = "process_start_time_seconds"
UP = "up"
FAMILIES: Mapping[str, str] = {
    REQUESTS: "counter",
    DURATIONS: "histogram",
    PROCESS_START: "gauge",
    UP: "gauge",
}
"""Each family's type."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A process and the boundaries, ascending, at which it was scraped: born < at <= died."""

    process: Process
    at: Boundaries


@dataclass(frozen=True, slots=True)
class Observed:
    """A replica and all its processes as they were scraped."""

    slot: Slot
    watched: tuple[Watched, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Samples of one child of one process; several processes may continue one series."""

    family: str
    name: str
    labels: str
    at: Boundaries
    values: Values


def observe(story: Story, line: Timeline, seed: int) -> tuple[Observed, ...]:
    """Scrape every replica of a service."""
    salt = zlib.crc32(story.service.name.encode())
    rng = np.random.default_rng([seed, salt, 1])
    outages = [span.ticks(line) for span in story.service.scraping.outages]
    return tuple(_observe(story, slot, line, outages, salt, rng) for slot in story.slots)


def _observe(
    story: Story, slot: Slot, line: Timeline, outages: Sequence[slice], salt: int, rng: Random
) -> Observed:
    every = line.scrape // line.tick
    at = np.arange(line.first + (salt + slot.number) % every, line.ticks + 1, every)
    kept = rng.random(len(at)) >= story.service.scraping.missed_ratio
    for outage in outages:
        kept &= (at <= outage.start) | (at > outage.stop)
    at = at[kept]
    watched = []
    for process in slot.processes:
        first, last = np.searchsorted(at, [process.born, process.died], side="right").tolist()
        watched.append(Watched(process, at[first:last]))
    return Observed(slot, tuple(watched))


def series_of(story: Story, observed: Sequence[Observed], line: Timeline) -> Iterator[Series]:
    """All that was scraped of a service."""
    for replica in observed:
        for watched in replica.watched:
            if len(watched.at):
                yield from _process_series(story, watched, line)
                for route, served in replica.slot.served.items():
                    yield from _route_series(story, watched, route, served)


def _labels(story: Story, watched: Watched, *more: str) -> str:
    own = (f'service="{story.service.name}"', f'instance="{watched.process.instance}"')
    return ",".join((*own, *more))


def _process_series(story: Story, watched: Watched, line: Timeline) -> Iterator[Series]:
    labels, at = _labels(story, watched), watched.at
    born = np.full(len(at), line.time(watched.process.born))
    yield Series(PROCESS_START, PROCESS_START, labels, at, born)
    yield Series(UP, UP, labels, at, np.ones(len(at), np.int64))


def _route_series(
    story: Story, watched: Watched, route: str, served: NDArray[np.int32]
) -> Iterator[Series]:
    at, born = watched.at, watched.process.born
    for kind, upto in zip(KINDS, served, strict=True):
        is_code = kind in CODES
        values = (upto[at] - upto[born]).astype(np.int64)
        first_event = (
            values
            if is_code
            else served[KINDS.index(INFINITE)][at] - (served[KINDS.index(INFINITE)][born])
        )
        shown = first_event > 0
        if not shown.any():
            continue
        own = f'code="{kind}"' if is_code else f'le="{kind}"'
        labels = _labels(story, watched, f'route="{route}"', own)
        family = REQUESTS if is_code else DURATIONS
        name = f"{family}_total" if is_code else f"{family}_bucket"
        yield Series(family, name, labels, at[shown], values[shown])
