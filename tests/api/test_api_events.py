"""What happens, as listeners are told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.api.app import backend_of
from app.api.event_stream import EventStream
from app.api.operations.asking import Asking
from app.api.operations.events import EventsQuestion, Turn, listen_to_events
from app.slo.alert import Transition
from tests.api.builders import GENERATION, World, healthy, latency_slo
from tests.api.keeping import AT, STEP, Keeping, keeping, resolved
from tests.api.listening import Listening, parsed
from tests.slo.making import alert

pytestmark = pytest.mark.slow

ONE = alert("page-fast", latency_slo(), AT)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Keeping]:
    """One event has happened before, and whoever listens is told as it happens."""
    async with keeping(World(healthy()), folder=tmp_path) as kept:
        await kept.happen()
        await kept.news.open()
        looking = asyncio.create_task(kept.news.run(kept.world.book))
        yield kept
        kept.news.close()
        await looking


def listening(kept: Keeping, path: str = "/events", **headers: str) -> Listening:
    return Listening(kept.world.app, path, **headers)


async def step(kept: Keeping, number: int, *transitions: Transition) -> None:
    """Store a step and publish it, as a cycle does."""
    await kept.happen(*transitions, at=AT + number * STEP)
    kept.world.publish(healthy(), generation=GENERATION + number)


async def test_a_listener_is_told_of_what_happens_from_then_on(live: Keeping) -> None:
    async with listening(live) as stream:
        assert await stream.place() == "1"
        await step(live, 1, Transition.fired(ONE))
        changed, published = await stream.heard(2)
    assert (changed.id, changed.event) == ("2", "ALERT_CHANGED")
    assert changed.data["transition"]["id"] == f"{ONE.id}-firing"
    assert (published.id, published.event) == ("3", "SNAPSHOT_PUBLISHED")
    assert published.data == {
        "id": 3,
        "kind": "SNAPSHOT_PUBLISHED",
        "at": "2026-11-22T15:05:00Z",
        "generation": GENERATION + 1,
        "transition": None,
        "plan_run": None,
    }


async def test_a_stream_is_one_that_no_cache_keeps_and_no_proxy_holds_back(live: Keeping) -> None:
    async with listening(live) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-cache"
        assert stream.headers["x-accel-buffering"] == "no"
        assert "content-length" not in stream.headers


async def test_who_comes_back_is_told_what_it_missed(live: Keeping) -> None:
    await step(live, 1, Transition.fired(ONE))
    await step(live, 2, resolved(ONE, AT + 60))
    async with listening(live, "/events?after_id=1") as stream:
        assert [each.id for each in await stream.heard(4)] == ["2", "3", "4", "5"]
        await step(live, 3)
        assert [each.id for each in await stream.heard(5)][-1] == "6"


async def test_the_header_of_a_browser_stands_above_the_address(live: Keeping) -> None:
    await step(live, 1)
    await step(live, 2)
    async with listening(live, "/events?after_id=0", **{"Last-Event-ID": "2"}) as stream:
        assert [each.id for each in await stream.heard(1)] == ["3"]


@pytest.mark.parametrize("event_id", [99, 2**63 - 1])
async def test_a_place_that_never_was_is_reset(live: Keeping, event_id: int) -> None:
    async with listening(live, f"/events?after_id={event_id}") as stream:
        (reset,) = await stream.heard(1)
        await step(live, 1)
        _, published = await stream.heard(2)
    assert (reset.id, reset.event) == ("1", "RESET")
    assert reset.data == {
        "id": 1,
        "kind": "RESET",
        "at": None,
        "generation": None,
        "transition": None,
        "plan_run": None,
    }
    assert published.id == "2"


async def test_a_gap_that_is_not_kept_any_more_is_reset(live: Keeping) -> None:
    await step(live, 11 + 24 * 120)  # a day later, when what is older is deleted
    async with listening(live, "/events?after_id=0") as stream:
        (reset,) = await stream.heard(1)
    assert (reset.event, reset.id) == ("RESET", "2")
    async with listening(live, "/events?after_id=1") as stream:
        assert [each.event for each in await stream.heard(1)] == ["SNAPSHOT_PUBLISHED"]


async def test_before_anything_happened_there_is_nothing_to_miss() -> None:
    async with keeping(World()) as kept:
        async with listening(kept, "/events?after_id=0") as stream:
            assert await stream.place() == "0"
        async with listening(kept, "/events?after_id=1") as stream:
            assert [each.event for each in await stream.heard(1)] == ["RESET"]


async def test_a_listener_chooses_what_it_is_told(live: Keeping) -> None:
    async with listening(live, "/events?kind=ALERT_CHANGED") as stream:
        await step(live, 1)
        await step(live, 2, Transition.fired(ONE))
        (changed,) = await stream.heard(1)
        assert changed.event == "ALERT_CHANGED"
        await stream.until_said("id: 4\n\n")
    assert parsed(stream.text)[-1].data is None, "it resumes after what it was not told, too"


async def test_somebody_elses_writes_are_seen_by_looking(
    live: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.news.POLL_SECONDS", 0.01)
    live.news._woken.set()  # it would look in five seconds
    async with listening(live) as stream:
        await live.happen(at=AT + STEP)
        (published,) = await stream.heard(1)
    assert published.id == "2"


def turns(kept: Keeping) -> AsyncGenerator[Turn]:
    nobody = Asking(caller=None)
    return listen_to_events(
        backend_of(kept.world.app), nobody, EventsQuestion(), heartbeat_seconds=0.01
    )


async def test_silence_is_broken_by_a_comment(live: Keeping) -> None:
    stream = EventStream(turns(live), live.news.closed)
    async with Listening(stream, "/events") as listening_to_it:
        await listening_to_it.until_said(": still here\n\n")


async def test_there_are_only_so_many_listeners() -> None:
    async with keeping(World(healthy()), most_listeners=1) as kept:
        async with listening(kept), listening(kept) as refused:
            await refused.end()
            assert refused.status == 503
            assert '"code":"TOO_MANY_LISTENERS"' in refused.text
            assert refused.headers["retry-after"] == "30"
        async with listening(kept) as stream:
            assert stream.status == 200, "the first one has left"


async def test_every_listener_is_sent_home_when_the_service_ends(live: Keeping) -> None:
    async with listening(live) as one, listening(live) as other:
        other.reads.clear()  # even one that takes nothing any more
        live.news.close()
        await one.end()
        other.reads.set()
        await other.end()


async def test_who_takes_nothing_makes_nothing_grow_and_is_let_go(
    live: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.news.MOST_HELD", 3)
    async with listening(live) as slow:
        await slow.place()
        slow.reads.clear()
        for number in range(1, 8):
            await step(live, number)
            async with listening(live, f"/events?after_id={number}") as quick:
                assert [each.id for each in await quick.heard(1)] == [str(number + 1)]
        assert len(live.news._held) == 3  # what could grow
        slow.reads.set()
        assert [each.id for each in await slow.heard(7)] == [str(n) for n in range(2, 9)]


async def test_a_client_that_takes_nothing_for_long_is_let_go(live: Keeping) -> None:
    stream = EventStream(turns(live), live.news.closed, stalled_seconds=0.01)
    async with Listening(stream, "/events") as stuck:
        await stuck.place()
        stuck.reads.clear()
        await stuck.end()


async def test_how_long_somebody_listens_is_no_request_duration(
    live: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter((100.0, 100.5, 3700.0))  # asked, answered, closed
    monkeypatch.setattr("app.api.counting.time", SimpleNamespace(perf_counter=seconds.__next__))
    async with listening(live) as stream:
        await stream.place()
    telemetry = live.world.telemetry.registry
    name = "slo_monitor_http_request_duration_seconds"
    assert telemetry.get_sample_value(f"{name}_count", {"route": "/events"}) == 1
    assert telemetry.get_sample_value(f"{name}_sum", {"route": "/events"}) == 0.5


@pytest.mark.parametrize(
    ("query", "headers", "field"),
    [
        ("after_id=-1", {}, "after_id"),
        ("after_id=x", {}, "after_id"),
        (f"after_id={2**63}", {}, "after_id"),
        ("kind=RESET", {}, "kind[0]"),
        ("since=1", {}, "since"),
        ("", {"Last-Event-ID": "x"}, "Last-Event-ID"),
    ],
)
async def test_a_wrong_place_is_named(
    kept: Keeping, query: str, headers: dict[str, str], field: str
) -> None:
    answer = await kept.world.get(f"/events?{query}", **headers)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
