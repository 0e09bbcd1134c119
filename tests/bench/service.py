"""Our service as the bench runs it; the one file here that knows how it is put together."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.snapshot import Data
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from app.store.folder import DATABASE_FILE, DataFolder
from app.store.sql import open_store
from tests.bench.fleet import DAY, service_name

STEP = OFFSET = 30
LOOKED_AT = 10
PERIOD = RollingPeriod(30 * DAY)
SHAPES = {"one": "one definition", "many": "one per service"}


@dataclass(frozen=True, slots=True)
class Running:
    """A service whose past has been read."""

    monitor: Monitor
    book: Book
    database: Path
    backfill_seconds: float

    @property
    def ledger_bytes(self) -> int:
        """What the cells of all SLOs take in memory."""
        return self.monitor._accounts.ledger.capacity_bytes

    async def cycle(self, at: int) -> float:
        """Carry out one step and return the seconds that it took.

        A cycle in which something could not be read is no measurement.
        """
        began = time.perf_counter()
        snapshot = await self.monitor.cycle(at)
        seconds = time.perf_counter() - began
        assert snapshot is not None, "the step was carried out before"
        assert not self.book.notices(), self.book.notices()
        # Statuses are worked out when somebody asks: a few of them tell as much.
        for place in range(0, len(snapshot.statuses), -(-len(snapshot.statuses) // LOOKED_AT)):
            status = snapshot.statuses[place]
            assert status.data is Data.OK, f"{status.id}: {status.message}"
        looking = self.monitor._lookout.task
        if looking is not None:  # it ends long before the next step, where steps are 30 s apart
            await looking
        return seconds

    def work_out_everything(self) -> float:
        """Ask for every status of the current snapshot; the seconds that it took."""
        assert self.book.current is not None
        began = time.perf_counter()
        for _status in self.book.current:
            pass
        return time.perf_counter() - began


@asynccontextmanager
async def running(url: str, folder: Path, slos: Sequence[Slo], at: int) -> AsyncIterator[Running]:
    """Put the service together over a Prometheus as ``app/main.py`` does, and read the past."""
    async with AsyncExitStack() as stack:
        place = stack.enter_context(DataFolder(folder))
        store = await open_store(place.url)
        stack.push_async_callback(store.close)
        client = PrometheusClient(Connection(url))
        stack.push_async_callback(client.close)
        book = Book()
        source = PrometheusSource(client)
        monitor = Monitor(source, store, book, STEP, offset_seconds=OFFSET)
        await monitor.open(slos, at)
        stack.push_async_callback(monitor.close)
        began = time.perf_counter()
        await monitor.backfill(at)
        seconds = time.perf_counter() - began
        yield Running(monitor, book, folder / DATABASE_FILE, seconds)


def definitions(
    services: int, shape: str = "one", *, latency: bool = False, max_groups: int = 100_000
) -> list[Slo]:
    """Promise something of every route: one definition for all, or one for each service."""
    if shape == "one":
        return [_slo("all", (), ("service", "route"), latency=latency, max_groups=max_groups)]
    return [
        _slo(name, (Matcher("service", MatchOperator.EQUAL, name),), ("route",), latency=latency)
        for name in map(service_name, range(services))
    ]


def run_definitions(services: int) -> list[Slo]:
    """Promise two things of each service, with all its routes together, to be judged by runs."""
    return [
        _slo(
            f"{name}-{kind}", (Matcher("service", MatchOperator.EQUAL, name),), (), latency=latency
        )
        for name in map(service_name, range(services))
        for kind, latency in (("availability", False), ("latency", True))
    ]


def _slo(
    name: str,
    own: tuple[Matcher, ...],
    group_by: tuple[str, ...],
    *,
    latency: bool,
    max_groups: int = 1000,
) -> Slo:
    requests = "http_requests_total"
    failed = Matcher("code", MatchOperator.REGEX, "5..")
    indicator: LatencyIndicator | RatioIndicator = (
        LatencyIndicator("http_request_duration_seconds", own, 0.25)
        if latency
        else RatioIndicator(Selector(requests, own), bad=Selector(requests, (*own, failed)))
    )
    return Slo(
        name, name, Decimal("0.999"), PERIOD, indicator, group_by=group_by, max_groups=max_groups
    )
