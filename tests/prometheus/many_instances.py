"""Measures a step over very many instances: series by series, and from sums over them.

    python -m tests.prometheus.many_instances --services 200 --pods 500

Twenty minutes of history, two scrapes a minute; every tenth pod has errors.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.slo.definition import Matcher
from app.slo.samples import Grain
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from tests.prometheus.reading import EQUAL, availability
from tests.prometheus.server import PrometheusServer

END = 1_795_000_000 // 3600 * 3600
SCRAPE, STEP, TIMES = 30, 30, 5
LONGEST_QUERY_SECONDS = 300.0


@dataclass
class Cost:
    """What readings took: of Prometheus, of this process, and on the wire between them."""

    queries: int = 0
    bytes: int = 0

    def note(self, _outcome: str, _seconds: float, size: int, _samples: int) -> None:
        """Take note of a question."""
        self.queries += 1
        self.bytes += size


def main() -> None:
    """Generate, load, read and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=200)
    parser.add_argument("--pods", type=int, default=500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = PrometheusServer(Path(folder))
        server.load_openmetrics("".join(_history(asked.services, asked.pods)))
        with server:
            asyncio.run(_measure(server.url, asked.services))


def _history(services: int, pods: int) -> Iterator[str]:
    yield "# TYPE http_requests counter\n"
    for service in range(services):
        for pod in range(pods):
            yield from _series(service, pod, 'http_requests_total{code="200",', 7)
            if pod % 10 == 0:
                yield from _series(service, pod, 'http_requests_total{code="500",', 1)
    yield "# TYPE process_start_time_seconds gauge\n"
    for service in range(services):
        for pod in range(pods):
            yield from _series(service, pod, "process_start_time_seconds{", 0, END - 90_000)
    yield "# EOF\n"


def _series(service: int, pod: int, head: str, rate: int, first: int = 100) -> Iterator[str]:
    labels = f'service="s{service}",job="shop",instance="10.{service}.{pod >> 8}.{pod & 255}:80"}}'
    late = (service * 7919 + pod * 104_729) % 30_000 / 1000
    for k in range(41):
        at = END - 1200 + SCRAPE * k - late
        yield f"{head}{labels} {first + rate * k} {at:.3f}\n"


async def _measure(url: str, services: int) -> None:
    cost = Cost()
    client = PrometheusClient(
        Connection(url, timeout_seconds=LONGEST_QUERY_SECONDS), on_query=cost.note
    )
    source = PrometheusSource(client)
    slos = tuple(availability(f"s{n}", Matcher("service", EQUAL, f"s{n}")) for n in range(services))
    extent = await source.extent(slos, END, 0)
    _tell(f"{len(slos)} SLOs over {extent.series} series, {extent.sums} sums")
    for name, grain, look_back in (("series", None, SCRAPE), ("sums", Grain(STEP, 0), 0)):
        await source.observe(slos, END - 330 - look_back, END - 300, grain)
        cost.queries = cost.bytes = 0
        before = _Clocks.now(url)
        for k in range(TIMES):
            until = END - 300 + STEP * (k + 1)
            await source.observe(slos, until - STEP - look_back, until, grain)
        _tell(f"{name}: {before.until_now(url)}, {_each(cost)}")
    await source.close()


@dataclass(frozen=True)
class _Clocks:
    wall: float
    prometheus: float
    own: float

    @staticmethod
    def now(url: str) -> _Clocks:
        text = httpx.get(f"{url}/metrics", trust_env=False).text
        lines = [s for s in text.splitlines() if s.startswith("process_cpu_seconds_total ")]
        return _Clocks(time.monotonic(), float(lines[0].split()[1]), time.process_time())

    def until_now(self, url: str) -> str:
        now = _Clocks.now(url)
        wall, prometheus, own = (
            (b - a) / TIMES
            for a, b in (
                (self.wall, now.wall),
                (self.prometheus, now.prometheus),
                (self.own, now.own),
            )
        )
        return f"{wall:.2f} s, CPU of Prometheus {prometheus:.2f} s, of the reader {own:.2f} s"


def _each(cost: Cost) -> str:
    return f"{cost.queries // TIMES} queries, {cost.bytes // TIMES:,} bytes"


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
