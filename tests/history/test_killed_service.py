"""The real service, killed at arbitrary instants over one data folder: nothing twice, nothing lost.

Time passes as it does. The Prometheus holds a history that reaches beyond the present, and the
service reads it second by second.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from app.catalog.loader import load
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.definition import Slo
from app.slo.snapshot import Status
from app.sources.client import PrometheusClient
from app.sources.flavour import Flavour
from app.sources.prometheus import PrometheusSource
from app.store.folder import DataFolder
from app.store.sql import open_store
from tests.history.holding import held, windows
from tests.history.loaded import Loaded, loaded_into
from tests.history.month import generate
from tests.history.service_process import ServiceProcess
from tests.history.world import CHURN, RESETS, Quality, Restarts, Timeline, Traffic

pytestmark = pytest.mark.prometheus

STEP = 1
"""A step a second: the number of a generation is its time."""

KILLS = 7
STARTING_SECONDS, WORKING_SECONDS = 2.4, 1.2
"""At most so long after its start, or after its first answer, it is killed."""

STEPS_AFTER_THE_LAST_KILL = 2
PAST_SECONDS, FUTURE_SECONDS = 3000, 240
SEED = 5
ANSWERS_WITHIN_SECONDS = 30.0

BUSY = Traffic(30, swing=0.2)
FLAWED = Quality(error_ratio=0.05)
NAMES = ("resets", "churn")

DEFINITIONS = """\
version: 1
service: {service}
slos:
  - name: {service}-availability
    objective: 99%
    period: 1h
    indicator:
      ratio:
        bad: http_requests_total{{service="{service}",code=~"5.."}}
        total: http_requests_total{{service="{service}"}}
  - name: {service}-latency
    objective: 95%
    period: 1h
    indicator:
      latency:
        histogram: http_request_duration_seconds
        match: service="{service}"
        threshold: 250ms
"""


@pytest.fixture
def around_now(tmp_path: Path) -> Iterator[Loaded]:
    """Processes that restart all the time, one kind of them under another name each time."""
    now = int(time.time())
    line = Timeline(now - PAST_SECONDS, now + FUTURE_SECONDS, lead=600, tick=1, scrape=2)
    services = [
        replace(
            service,
            traffic=BUSY,
            quality=FLAWED,
            restarts=Restarts(mean_seconds=25, down_seconds=3, renamed=service is CHURN),
            routes=("/pay",),
        )
        for service in (RESETS, CHURN)
    ]
    with loaded_into(Flavour.PROMETHEUS, generate(line, SEED, services), tmp_path / "p") as loaded:
        yield loaded


@pytest.fixture
def slos(tmp_path: Path) -> tuple[Path, Sequence[Slo]]:
    folder = tmp_path / "slos"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.yaml").write_text(DEFINITIONS.format(service=name))
    return folder, load(folder).slos


def counted(statuses: Sequence[Status]) -> Mapping[tuple[str, int], tuple[float, float]]:
    """Good and total events by SLO and window."""
    return {
        (status.id, seconds): (count.total - count.bad, count.total)
        for status in statuses
        for seconds, _, _, count in windows(status)
    }


def answered(found: Mapping[str, Any]) -> Mapping[tuple[str, int], tuple[float, float]]:
    """The same, of an answer of the service."""
    return {
        (status["id"], seconds): (events["good"], events["total"])
        for status in found["slos"]
        for seconds, events in (
            *((burn["window_seconds"], burn["events"]) for burn in status["burn_rates"]),
            (status["period"]["seconds"], status["events"]),
        )
        if seconds <= status["period"]["seconds"]
    }


async def left_behind(loaded: Loaded, data: Path, slos: Sequence[Slo]) -> list[Status]:
    """What a data folder holds of each definition, evaluated as of where it was read to.

    It is looked at in a copy, for only the service itself may mend what it left.
    """
    found: list[Status] = []
    with (
        TemporaryDirectory() as place,
        DataFolder(shutil.copytree(data, Path(place) / "data")) as folder,
    ):
        store = await open_store(folder.url)
        client = PrometheusClient(loaded.connection)
        until = {one.account.slo_name: one.account.reach.until for one in await store.load()}
        for slo in slos:
            if slo.name in until:  # it has been read up to there, so that nothing is read now
                monitor = Monitor(PrometheusSource(client), store, Book(), STEP)
                await monitor.open([slo], until[slo.name])
                found += await monitor.cycle(until[slo.name]) or ()
                await monitor.close()
        await client.close()
        await store.close()
    return found


async def test_a_service_that_is_killed_again_and_again_counts_what_a_backfill_does(
    around_now: Loaded, slos: tuple[Path, Sequence[Slo]], tmp_path: Path
) -> None:
    folder, definitions = slos
    settings = {"SLOS": str(folder), "STEP": f"{STEP}s", "OFFSET": "0s"}
    service = ServiceProcess(tmp_path, PROMETHEUS_URL=around_now.connection.url, **settings)
    rng, reached = np.random.default_rng(SEED), [0.0]
    try:
        for life in range(KILLS):
            service.start()
            if life % 2:
                service.answer(int(time.time()), ANSWERS_WITHIN_SECONDS)
            service.live(rng.uniform(0, WORKING_SECONDS if life % 2 else STARTING_SECONDS))
            service.kill()
            statuses = await left_behind(around_now, service.data, definitions)
            figures = [one for s in statuses for one in held(s, around_now.history.truth)]
            assert [sentence for one in figures for sentence in one.inexact()] == []
            reached.append(min((s.evaluated_at for s in statuses), default=0.0))
        service.start()
        then = int(time.time()) + STEPS_AFTER_THE_LAST_KILL
        last = service.answer(then, ANSWERS_WITHIN_SECONDS, read_whole=True)
    finally:
        service.kill()
    assert all(earlier <= later for earlier, later in pairwise(reached))
    assert len(set(reached)) > KILLS // 2
    at_once = await around_now.evaluated(last["generation"], definitions, STEP)
    assert answered(last) == counted(at_once.statuses)
