"""Alerts through whole cycles: stored with the step, published after it, and kept over restarts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.alert import OpenAlert
from app.slo.definition import AlertPolicy
from app.slo.errors import StoreError
from app.slo.samples import Part
from app.slo.snapshot import Snapshot
from app.slo.tier import Severity, Tier
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30
BURNS_FAST = Tier("fast", Severity.PAGE, 0.5, 3600, 300)
SHOP = replace(ratio_slo("shop"), alerts=AlertPolicy(tiers=(BURNS_FAST,)))


def burning_source() -> ScriptedSource:
    begin, end = NOW - 600, NOW + 7200
    return ScriptedSource(
        [
            Counter("shop", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.BAD, 5, begin, end),
        ]
    )


async def opened(store: KeepingStore, at: int = NOW) -> Monitor:
    monitor = Monitor(burning_source(), store, Book(), STEP)
    await monitor.open([SHOP], at)
    await monitor.backfill(at)
    return monitor


async def step(monitor: Monitor, at: int) -> Snapshot:
    snapshot = await monitor.cycle(at)
    assert snapshot is not None
    return snapshot


async def test_an_alert_is_stored_with_its_step_and_published_after_it() -> None:
    store = KeepingStore()
    monitor = await opened(store)
    snapshot = await step(monitor, NOW)
    (told,) = [t for happened in store.steps for t in happened.transitions]
    assert (told.alert.subject.key, told.at) == (("shop", "fast"), NOW)
    assert snapshot.statuses[0].alerts == (told.alert,)
    await monitor.close()


async def test_a_step_that_could_not_be_stored_tells_nothing_and_the_next_one_does() -> None:
    store = KeepingStore()
    monitor = await opened(store)
    store.broken = True
    with pytest.raises(StoreError):
        await monitor.cycle(NOW)
    assert store.steps == []
    store.broken = False
    await step(monitor, NOW + STEP)
    assert [t.at for happened in store.steps for t in happened.transitions] == [NOW + STEP]
    await monitor.close()


async def test_alerts_that_fired_when_the_service_stopped_go_on() -> None:
    monitor = await opened(KeepingStore())
    before = await step(monitor, NOW)
    await monitor.close()
    again = KeepingStore([OpenAlert(alert) for alert in before.statuses[0].alerts])
    monitor = await opened(again, NOW + STEP)
    after = await step(monitor, NOW + STEP)
    assert [t for happened in again.steps for t in happened.transitions] == []
    assert after.statuses[0].alerts == before.statuses[0].alerts
    await monitor.close()
