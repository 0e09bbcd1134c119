"""A fleet of services as Prometheus would have scraped it, as text that promtool loads.

Refuses to know what is asked of it. Counters grow by Poisson-distributed numbers, so that values
and their differences look like traffic; the truth is not kept (``tests/history`` does that).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

import numpy as np
from numpy.typing import NDArray

HOUR, DAY = 3600, 86_400
BLOCK_SECONDS = 18 * HOUR
"""promtool reads its input once for each block of this length, so a text holds one block."""

CODES = ("200", "500")
BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0")
"""Bucket bounds, as client libraries have them by default; ``+Inf`` goes without saying."""

Times = NDArray[np.float64]
Counts = NDArray[np.int64]
Stretch = tuple[int, int, int]
"""Begin, end and the distance of two scrapes, in Unix seconds and seconds."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Services with routes, one process each, scraped every 30 s from ``begin`` to ``end``.

    Each pair of a service and a route is one SLO. ``latency`` adds the buckets of a histogram.
    ``thinned`` keeps of the past no more samples than a ledger of 30 days has cells: one each
    30 s of the last 6 h, one each 5 min of the last 3 days, one each hour before.
    """

    services: int
    routes: int
    begin: int
    end: int
    latency: bool = False
    thinned: bool = False

    @property
    def slos(self) -> int:
        """How many pairs of a service and a route there are."""
        return self.services * self.routes

    def texts(self) -> Iterator[str]:
        """Write what was scraped, block after block."""
        rng = np.random.default_rng(self.slos)
        targets = [_Target.born(self, number, rng) for number in range(self.services)]
        for start in range(self.begin // BLOCK_SECONDS * BLOCK_SECONDS, self.end, BLOCK_SECONDS):
            first, last = max(start, self.begin), min(start + BLOCK_SECONDS, self.end)
            scraped = [target.scrape(self._stretches(first, last), rng) for target in targets]
            yield "".join(_families(scraped, latency=self.latency))

    def _stretches(self, begin: int, end: int) -> list[Stretch]:
        if not self.thinned:
            return [(begin, end, 30)]
        coarse, middle = self.end - 3 * DAY, self.end - 6 * HOUR
        parts = ((0, coarse, HOUR), (coarse, middle, 300), (middle, self.end, 30))
        cut = ((max(a, begin), min(b, end), every) for a, b, every in parts)
        return [(a, b, every) for a, b, every in cut if a < b]


def service_name(number: int) -> str:
    """Name a service by its number."""
    return f"s{number:04d}"


@dataclass(slots=True)
class _Target:
    """One process: what it has counted so far, and how much it gets to do."""

    labels: str
    routes: int
    offset_seconds: float
    started: int
    good_rates: NDArray[np.float64]
    bad_rates: NDArray[np.float64]
    counted: Counts
    bucket_shares: NDArray[np.float64]

    @staticmethod
    def born(fleet: Fleet, number: int, rng: np.random.Generator) -> _Target:
        name = service_name(number)
        offset = zlib.crc32(name.encode()) % 29_999 / 1000
        rates = rng.uniform(0.1, 3.0, fleet.routes)
        bad = rates * rng.uniform(0.0002, 0.002, fleet.routes)
        buckets = np.sort(rng.uniform(0.02, 1.0, (fleet.routes, len(BOUNDS) + 1)))
        buckets[:, -1] = 1.0
        return _Target(
            labels=f'service="{name}",instance="{name}-0:8080"',
            routes=fleet.routes,
            offset_seconds=offset,
            started=fleet.begin - HOUR,
            good_rates=rates,
            bad_rates=bad,
            # Every child has been counting for an hour when the first scrape comes.
            counted=rng.poisson(np.stack([rates, bad]) * HOUR) + 1,
            bucket_shares=buckets,
        )

    def scrape(self, stretches: Sequence[Stretch], rng: np.random.Generator) -> _Scraped:
        """Play on to the end of the stretches; what was counted stays for the next time."""
        times = np.concatenate([np.arange(a, b, every) for a, b, every in stretches], axis=None)
        gaps = np.concatenate([np.full(len(range(a, b, e)), e) for a, b, e in stretches], axis=None)
        expected = np.stack([self.good_rates, self.bad_rates])[:, :, None] * gaps
        values = self.counted[:, :, None] + rng.poisson(expected).cumsum(axis=2)
        self.counted = values[:, :, -1]
        return _Scraped(self, times + self.offset_seconds, values)


@dataclass(slots=True)
class _Scraped:
    """Samples of one target: times (n), and counts by code, route and time (2 × routes × n)."""

    target: _Target
    times: Times
    values: Counts

    def stamps(self) -> list[str]:
        return [f" {time:.3f}\n" for time in self.times.tolist()]

    def requests(self, stamps: Sequence[str]) -> Iterator[str]:
        for code, by_route in zip(CODES, self.values, strict=True):
            for route, counts in enumerate(by_route):
                labels = f'{self.target.labels},route="/r{route}",code="{code}"'
                yield _lines(f"http_requests_total{{{labels}}} ", counts, stamps)

    def buckets(self, stamps: Sequence[str]) -> Iterator[str]:
        name = "http_request_duration_seconds_bucket"
        for route, counts in enumerate(self.values.sum(axis=0)):
            for le, share in zip(
                (*BOUNDS, "+Inf"), self.target.bucket_shares[route].tolist(), strict=True
            ):
                labels = f'{self.target.labels},route="/r{route}",le="{le}"'
                yield _lines(f"{name}{{{labels}}} ", (counts * share).astype(np.int64), stamps)

    def starts(self, stamps: Sequence[str]) -> str:
        head = f"process_start_time_seconds{{{self.target.labels}}} {self.target.started}"
        return head + head.join(stamps)


def _lines(head: str, counts: Counts, stamps: Sequence[str]) -> str:
    return head + head.join(map(add, map(str, counts.tolist()), stamps))


def _families(scraped: Sequence[_Scraped], *, latency: bool) -> Iterator[str]:
    stamped = [(one, one.stamps()) for one in scraped]
    yield "# TYPE http_requests counter\n"
    for one, stamps in stamped:
        yield from one.requests(stamps)
    if latency:
        yield "# TYPE http_request_duration_seconds histogram\n"
        for one, stamps in stamped:
            yield from one.buckets(stamps)
    yield "# TYPE process_start_time_seconds gauge\n"
    for one, stamps in stamped:
        yield one.starts(stamps)
    yield "# EOF\n"
