"""Exclusions that reach into the past of a real Prometheus, where what happened is known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.commands.evaluate import Forgetful, evaluate_once
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.definition import Matcher, MatchOperator, RatioIndicator, RollingPeriod, Selector, Slo
from app.slo.errors import InvalidQuestion
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.snapshot import Events, Status
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus

HOUR, DAY, STEP, SCRAPE = 3600, 86_400, 30, 60
NOW = 1_795_000_000 // HOUR * HOUR
BEGAN = NOW - 5 * DAY
SHOP = Slo(
    "shop",
    "shop",
    Decimal("0.99"),
    RollingPeriod(7 * DAY),
    RatioIndicator(
        Selector("http_requests_total"),
        bad=Selector("http_requests_total", (Matcher("code", MatchOperator.REGEX, "5.."),)),
    ),
)
EDGES = [
    (NOW - 4 * DAY - 1000, NOW - 4 * DAY + 2000),  # inside cells of an hour
    (NOW - 3 * DAY - 4 * HOUR + 1230, NOW - 2 * DAY + 90),  # from one into one of 5 minutes
    (NOW - DAY - 45, NOW - DAY + 45),
    (NOW - 2 * HOUR + 15, NOW - HOUR),
    (NOW - 4 * DAY, NOW - 4 * DAY + HOUR),
]


class History:
    """Pods that come and go and restart; each scrape of each brings another number of events."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.events: list[tuple[int, int, int]] = []  # time, good, bad
        draw = np.random.default_rng(7)
        # The processes are of one target each; whoever follows another begins a scrape later.
        for instance, lives in enumerate((4, 9, 1)):
            length = (NOW - BEGAN) // lives // SCRAPE * SCRAPE
            for life in range(lives):
                begin = BEGAN + life * length
                end = NOW if life == lives - 1 else begin + length - SCRAPE
                self._live(f"{instance}", begin, end, draw)

    def _live(self, instance: str, begin: int, end: int, draw: np.random.Generator) -> None:
        good = bad = 0
        for time in range(begin + SCRAPE, end + 1, SCRAPE):
            more = int(draw.integers(100)), int(draw.choice([0, 0, 0, 1, 40]))
            good, bad = good + more[0], bad + more[1]
            self.events.append((time, *more))
            self.lines += (
                f'http_requests_total{{instance="{instance}",code="200"}} {good} {time}\n',
                f'http_requests_total{{instance="{instance}",code="500"}} {bad} {time}\n',
                f'process_start_time_seconds{{instance="{instance}"}} {begin} {time}\n',
            )

    def counted(self, *excluded: tuple[int, int]) -> Events:
        """Sum what happened outside some intervals that lie on the grid of steps."""
        kept = [
            (good, bad)
            for time, good, bad in self.events
            if not any(begin < time <= end for begin, end in excluded)
        ]
        good, bad = sum(good for good, _ in kept), sum(bad for _, bad in kept)
        return Events(good, good + bad)


@pytest.fixture(scope="module")
def history() -> History:
    return History()


@pytest.fixture
def server(history: History, tmp_path: Path) -> Iterator[PrometheusServer]:
    require_prometheus()
    server = PrometheusServer(tmp_path / "prometheus")
    by_name = sorted(
        history.lines, key=lambda line: line.split()[0]
    )  # a family's lines must stand together
    server.load_openmetrics(f"{''.join(by_name)}# EOF\n")
    with server:
        yield server


@asynccontextmanager
async def monitoring(url: str) -> AsyncIterator[Monitor]:
    client = PrometheusClient(Connection(url))
    monitor = Monitor(PrometheusSource(client), Forgetful(), Book(), STEP)
    await monitor.open([SHOP], NOW)
    await monitor.backfill(NOW)
    try:
        yield monitor
    finally:
        await monitor.close()
        await client.close()


async def step(monitor: Monitor, at: int) -> Status:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    (status,) = snapshot
    return status


def exclusion(begin: int, end: int, exclusion_id: str = "x") -> Exclusion:
    return Exclusion(exclusion_id, ("shop",), (), begin, end, None, "maintenance")


def on_grid(begin: int, end: int) -> tuple[int, int]:
    return begin // STEP * STEP, -(-end // STEP) * STEP


async def test_events_are_left_out_to_the_event_whenever_it_is_said(
    history: History, server: PrometheusServer
) -> None:
    excluded: list[tuple[int, int]] = []
    async with monitoring(server.url) as monitor:
        assert (await step(monitor, NOW)).events == history.counted()
        for number, (begin, end) in enumerate(EDGES, start=1):
            change = ExclusionChange(added=exclusion(begin, end, str(number)))
            await monitor.exclusions.change(change)
            excluded.append(on_grid(begin, end))
            assert (await step(monitor, NOW + number * STEP)).events == history.counted(*excluded)
        at = NOW + len(EDGES) * STEP
        for number in range(len(EDGES), 0, -1):
            await monitor.exclusions.change(ExclusionChange(removed=str(number)))
            excluded.pop()
            at += STEP
            assert (await step(monitor, at)).events == history.counted(*excluded)


async def test_a_past_that_is_read_afresh_leaves_out_the_same(
    history: History, server: PrometheusServer
) -> None:
    exclusions = [exclusion(*edges, str(number)) for number, edges in enumerate(EDGES)]
    (status,) = await evaluate_once(
        Connection(server.url), [SHOP], NOW, STEP, lambda _share: None, exclusions
    )
    assert status.events == history.counted(*(on_grid(*edges) for edges in EDGES))
    assert status.excluded is not None
    whole = history.counted()
    assert status.excluded.events.total == whole.total - status.events.total


async def test_an_edge_whose_samples_are_past_retention_is_refused(
    history: History, server: PrometheusServer
) -> None:
    async with monitoring(server.url) as monitor:
        before = await step(monitor, NOW)
        server.stop()
        server.retention = "2d"
        server.start()
        begin = BEGAN + 5 * HOUR
        change = ExclusionChange(added=exclusion(begin + 1800, NOW - DAY))
        with pytest.raises(InvalidQuestion, match="no longer holds all samples") as refused:
            await monitor.exclusions.change(change)
        assert refused.value.field == "start"
        assert (await step(monitor, NOW + STEP)).events == before.events
        # What lies in whole cells needs no samples.
        change = ExclusionChange(added=exclusion(begin, NOW - DAY))
        await monitor.exclusions.change(change)
        status = await step(monitor, NOW + 2 * STEP)
        assert status.events == history.counted((begin, NOW - DAY))
