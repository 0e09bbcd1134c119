"""Series of pods that went long ago are forgotten while cycles go on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.account import Cursors
from app.slo.register import Register
from app.slo.samples import Feed, Feeding, Part, Series
from app.slo.snapshot import Events, Snapshot
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30


async def step(monitor: Monitor, at: int) -> Snapshot:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot


def with_pods_that_went(monitor: Monitor, pods: int) -> None:
    """Let the shop's account remember pods that were seen a month ago."""
    own = monitor._accounts["shop"]
    targets = [(("instance", f"pod-{number}"),) for number in range(pods)]
    gone = [Feeding(Series("shop_TOTAL", t), t, (Feed((), Part.TOTAL),)) for t in targets]
    more = np.full(pods, NOW - 30.0 * 86_400)
    known = (own.cursors.time, own.cursors.value, own.cursors.start)
    cursors = Cursors(*(np.concatenate([column, more]) for column in known))
    register = Register((*own.feedings, *gone), own.rows)
    monitor._accounts.replace([replace(own, register=register, cursors=cursors)])


@pytest.mark.slow
async def test_once_an_hour_series_of_pods_that_went_are_forgotten() -> None:
    store = KeepingStore()
    source = ScriptedSource([Counter("shop", Part.TOTAL, 10, NOW - 600, NOW + 7200)])
    monitor = Monitor(source, store, Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW)
    await monitor.backfill(NOW)
    await step(monitor, NOW + 3540)
    with_pods_that_went(monitor, 200)
    await step(monitor, NOW + 3570)
    assert len(monitor._accounts["shop"].feedings) == 201
    await step(monitor, NOW + 3600)
    assert len(monitor._accounts["shop"].feedings) == 1
    assert [[kept.slo_name for kept in accounts] for accounts in store.retired] == [["shop"]]
    events = (await step(monitor, NOW + 3630)).statuses[0].events
    assert events == Events(good=2820.0, total=2820.0)
