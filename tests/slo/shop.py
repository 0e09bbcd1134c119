"""A shop that never was: processes with known events, and what Prometheus would hold of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from hypothesis import strategies as st

from app.slo.definition import Group
from app.slo.samples import Feed, Feeding, Part, Samples, Series
from tests.slo.making import OLD_PROCESS, T0, Point, samples

MINUTES = 20
END = T0 + MINUTES * 60
SCRAPE = 15
PATHS = ("/", "/pay", "/cart")
BEFORE = {("/", False): 1000, ("/", True): 50, ("/pay", False): 70}
"""Events of old processes before the first scrape, by path and whether they are errors."""


@dataclass(frozen=True)
class Event:
    time: float
    path: str
    is_error: bool


@dataclass(frozen=True)
class Process:
    instance: str
    start: float
    end: float
    exports_start: bool
    events: tuple[Event, ...]

    @property
    def is_old(self) -> bool:
        return self.start == OLD_PROCESS

    def counters(self, at: float) -> dict[tuple[str, bool], int]:
        """What the process exports: its paths appear with their first event, ``/`` at once."""
        counters = Counter(BEFORE if self.is_old else {("/", False): 0})
        for event in self.events:
            if event.time <= at:
                counters[event.path, False] += 1
                if event.is_error:
                    counters[event.path, True] += 1
        return dict(counters)


@dataclass(frozen=True)
class Scrape:
    time: float
    arrived: float
    process: Process


@dataclass(frozen=True)
class Shop:
    """Every process, and every scrape that succeeded, in order of time."""

    processes: tuple[Process, ...]
    scrapes: tuple[Scrape, ...]

    def truth(self) -> dict[tuple[str, bool], int]:
        """Events between the first baseline and the last scrape of each process."""
        truth: Counter[tuple[str, bool]] = Counter()
        for process in self.processes:
            own = [scrape.time for scrape in self.scrapes if scrape.process is process]
            if own:
                truth.update(process.counters(own[-1]))
                if process.is_old:
                    truth.subtract(process.counters(own[0]))
        return {key: events for key, events in truth.items() if events}

    def between(self, after: float, until: float, known_at: float = END * 2.0) -> Samples:
        """The samples in (after, until] that had arrived by ``known_at``."""
        series: dict[Feeding, list[Point]] = {}
        first = bisect_right(self._times, after)
        for scrape, points in self._samples[first : bisect_right(self._times, until)]:
            if scrape.arrived <= known_at:
                for feeding, point in points:
                    series.setdefault(feeding, []).append(point)
        return samples(*series.items())

    @cached_property
    def _times(self) -> list[float]:
        return [scrape.time for scrape in self.scrapes]

    @cached_property
    def _samples(self) -> list[tuple[Scrape, list[tuple[Feeding, Point]]]]:
        return [(scrape, list(_points(scrape))) for scrape in self.scrapes]


def _points(scrape: Scrape) -> Iterator[tuple[Feeding, Point]]:
    process = scrape.process
    for (path, is_error), value in process.counters(scrape.time).items():
        point = (scrape.time, float(value))
        feeding = _feeding(process.instance, path, is_error)
        yield feeding, (*point, process.start) if process.exports_start else point


@cache
def _feeding(instance: str, path: str, is_error: bool) -> Feeding:  # noqa: FBT001  # part of a key
    target: Group = (("instance", instance), ("job", "shop"))
    group: Group = (("path", path),)
    metric = "errors_total" if is_error else "requests_total"
    part = Part.BAD if is_error else Part.TOTAL
    return Feeding(Series(metric, (*target, *group)), target, (Feed(group, part),))


@st.composite
def shops(draw: st.DrawFn, *, late: bool = False) -> Shop:
    """Old instances, some of which restart, and pods that come and go, under a shaky Prometheus."""
    outages = draw(st.lists(_stretches(1500), max_size=2))
    processes: list[Process] = []
    scrapes: list[Scrape] = []
    for k in range(draw(st.integers(1, 4))):
        is_pod, name = k > 0 and draw(st.booleans()), f"shop-{k}"
        missed = [*outages, *draw(st.lists(_stretches(200), max_size=2))]
        times = [t for t in _scrape_times(draw) if not any(a <= t < b for a, b in missed)]
        delay = draw(st.integers(0, 100)) if late else 0
        lives = _lives(draw, times, name, is_pod=is_pod)
        processes += lives
        scrapes += [
            Scrape(t, t + delay, life)
            for life in lives
            for t in times
            if life.start <= t < life.end
        ]
    return Shop(tuple(processes), tuple(sorted(scrapes, key=lambda scrape: scrape.time)))


def _stretches(longest: int) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(st.integers(T0, END), st.integers(1, longest)).map(
        lambda drawn: (float(drawn[0]), float(drawn[0] + drawn[1]))
    )


def _scrape_times(draw: st.DrawFn) -> list[float]:
    offset = draw(st.integers(1, SCRAPE * 1000)) / 1000
    return [T0 + offset + SCRAPE * k for k in range(MINUTES * 60 // SCRAPE)]


def _lives(draw: st.DrawFn, times: list[float], name: str, *, is_pod: bool) -> list[Process]:
    """One after the other; each but an old one begins shortly before a scrape."""
    exports_start = is_pod or draw(st.booleans())
    most = 3 if exports_start else 0
    begins = draw(st.sets(st.sampled_from(times), max_size=most)) if times and most else set()
    starts = sorted(t - draw(st.integers(1, SCRAPE - 1)) for t in begins)
    if not is_pod:
        starts = [OLD_PROCESS, *starts]
    elif draw(st.booleans()) and starts:
        starts.append(draw(st.integers(int(starts[-1]) + 1, END + 1)))  # and then it is gone
        return list(_processes(draw, name, starts, exports_start=True))
    return list(_processes(draw, name, [*starts, END + 1.0], exports_start=exports_start))


def _processes(
    draw: st.DrawFn, name: str, edges: list[float], *, exports_start: bool
) -> Iterator[Process]:
    for start, end in pairwise(edges):
        first = max(int(start), T0 - 60)
        events = st.builds(
            Event,
            time=st.integers(first * 4 + 4, int(end) * 4).map(lambda quarter: quarter / 4),
            path=st.sampled_from(PATHS),
            is_error=st.booleans(),
        )
        drawn: list[Event] = draw(st.lists(events, max_size=12))
        yield Process(name, start, end, exports_start, tuple(drawn))
