"""What the monitor tells of the past of an SLO, while it goes on."""

from __future__ import annotations

import asyncio

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.exclusion import Exclusion
from app.slo.history import Past, Span, history
from app.slo.samples import Part
from app.slo.snapshot import Events
from tests.monitor.scripted import Counter, KeepingStore, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
STEP = 30


def shop_source() -> ScriptedSource:
    parts = ((Part.TOTAL, 10), (Part.BAD, 1))
    return ScriptedSource([Counter("shop", p, n, NOW - 600, NOW + 7200) for p, n in parts])


async def opened() -> Monitor:
    monitor = Monitor(shop_source(), KeepingStore(), Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW)
    return monitor


async def past(monitor: Monitor) -> Past:
    found = await monitor.past("shop")
    assert found is not None
    return found


async def test_the_past_leads_to_the_newest_status() -> None:
    monitor = await opened()
    await monitor.backfill(NOW)
    await monitor.cycle(NOW)
    await monitor.cycle(NOW + STEP)
    found = history(await past(monitor), Span(step_seconds=STEP))
    assert found.status.evaluated_at == found.points[-1].end == NOW + STEP
    assert found.points[-1].events == Events(18, 20)
    assert found.status.events == Events(
        sum(p.events.good for p in found.points), sum(p.events.total for p in found.points)
    )


async def test_the_past_is_that_of_one_snapshot_however_cycles_go_on() -> None:
    monitor = await opened()
    await monitor.backfill(NOW)
    await monitor.cycle(NOW)
    running = asyncio.create_task(_cycles(monitor))
    seen = set()
    while not running.done():
        found = history(await past(monitor), Span(step_seconds=300))
        budget = found.status.budget
        assert budget is not None
        assert found.points[-1].remaining_ratio == budget.remaining_ratio
        assert sum(p.events.total for p in found.points) == found.status.events.total  # type: ignore[union-attr]  # a budget has events
        seen.add(found.status.evaluated_at)
        await asyncio.sleep(0)
    await running
    assert len(seen) > 1


async def _cycles(monitor: Monitor) -> None:
    for step in range(1, 20):
        await monitor.cycle(NOW + step * STEP)


async def test_what_has_not_been_read_is_not_told() -> None:
    monitor = await opened()
    await monitor.cycle(NOW)
    found = await past(monitor)
    assert found.read_from == NOW
    assert history(found, Span()).points == ()
    await monitor.close()


async def test_an_slo_that_is_not_there_has_no_past() -> None:
    monitor = await opened()
    assert await monitor.past("shop") is None, "nothing was evaluated"
    await monitor.cycle(NOW)
    assert await monitor.past("other") is None
    await monitor.close()


async def test_a_definition_that_changed_has_no_past_until_it_is_evaluated() -> None:
    monitor = await opened()
    await monitor.backfill(NOW)
    await monitor.cycle(NOW)
    await monitor.change([ratio_slo("shop", period_seconds=7200)], NOW)
    assert (await past(monitor)).curves == ()
    await monitor.cycle(NOW + STEP)
    assert len((await past(monitor)).curves) == 3


async def test_a_history_leaves_excluded_events_out_and_ends_where_the_status_does() -> None:
    begin = NOW - 7200
    source = ScriptedSource(
        [
            Counter("shop", Part.TOTAL, 10, begin, NOW + 600),
            Counter("shop", Part.BAD, 1, begin, NOW + 600),
        ]
    )
    quiet = Exclusion("x", ("shop",), (), NOW - 3600.0, NOW - 1800.0, None, "maintenance")
    monitor = Monitor(source, KeepingStore(), Book(), STEP)
    await monitor.open([ratio_slo("shop")], NOW, [quiet])
    await monitor.backfill(NOW)
    snapshot = await monitor.cycle(NOW)
    past = await monitor.past("shop")
    await monitor.close()
    assert snapshot is not None
    assert past is not None
    found = history(past, Span(step_seconds=300))
    status = snapshot.statuses[0]
    assert status.events is not None
    assert sum(point.events.total for point in found.points) == status.events.total == 3600.0
    within = [p.events.total for p in found.points if NOW - 3600 < p.end <= NOW - 1800]
    assert within == [0.0] * 6
    assert status.budget is not None
    assert found.points[-1].remaining_ratio == status.budget.remaining_ratio
