"""What happens, told over gRPC: resumable, and ended with the service."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from app.api.rpc.server import GRACE_SECONDS
from app.slo.alert import Transition
from tests.api.builders import GENERATION, World, healthy, latency_slo
from tests.api.keeping import AT, STEP, Keeping, keeping
from tests.api.listening import Listening
from tests.api.rpc.calling import Calls, as_json, calling
from tests.slo.making import alert

pytestmark = pytest.mark.slow

ONE = alert("page-fast", latency_slo(), AT)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Keeping]:
    """One event has happened before, and whoever listens is told as it happens."""
    async with keeping(World(healthy()), folder=tmp_path, most_listeners=2) as kept:
        await kept.happen()
        await kept.news.open()
        looking = asyncio.create_task(kept.news.run(kept.world.book))
        yield kept
        kept.news.close()
        await looking


@pytest.fixture
async def calls(live: Keeping) -> AsyncIterator[Calls]:
    async with calling(live.world) as made:
        yield made


async def step(kept: Keeping, number: int, *transitions: Transition) -> None:
    """Store a step and publish it, as a cycle does."""
    await kept.happen(*transitions, at=AT + number * STEP)
    kept.world.publish(healthy(), generation=GENERATION + number)


async def place(stream: Any) -> str:  # noqa: ANN401  # a call, as its library types it
    return str(dict(await stream.initial_metadata())["event-id"])


async def has_room(calls: Calls) -> bool:
    """Whether one more is listened to, sooner or later."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        another = calls.listen(after_id=0)
        try:
            await another.read()
        except grpc.aio.AioRpcError:
            continue
        return bool(another.cancel())
    return False


async def test_a_listener_is_told_the_same_as_over_http(live: Keeping, calls: Calls) -> None:
    stream = calls.listen()
    assert await place(stream) == "1"
    async with Listening(live.world.app, "/events") as other:
        await other.place()
        await step(live, 1, Transition.fired(ONE))
        told = [as_json(await stream.read()) for _ in range(2)]
        assert told == [each.data for each in await other.heard(2)]
    assert [(each["id"], each["kind"]) for each in told] == [
        (2, "ALERT_CHANGED"),
        (3, "SNAPSHOT_PUBLISHED"),
    ]
    stream.cancel()


async def test_a_listener_goes_on_after_an_event(live: Keeping, calls: Calls) -> None:
    await step(live, 1)
    stream = calls.listen(after_id=0)
    assert [as_json(await stream.read())["id"] for _ in range(2)] == [1, 2]
    stream.cancel()


async def test_a_gap_that_is_too_old_is_said(live: Keeping, calls: Calls) -> None:
    stream = calls.listen(after_id=999)
    first = as_json(await stream.read())
    assert (first["kind"], first["id"], first["at"]) == ("RESET", 1, None)
    await step(live, 1)
    assert as_json(await stream.read())["id"] == 2
    stream.cancel()


async def test_a_listener_chooses_what_it_is_told(live: Keeping, calls: Calls) -> None:
    stream = calls.listen(kind=["EVENT_KIND_ALERT_CHANGED"])
    await place(stream)
    await step(live, 1)
    await step(live, 2, Transition.fired(ONE))
    assert as_json(await stream.read())["kind"] == "ALERT_CHANGED"
    stream.cancel()


async def test_who_leaves_makes_room_for_another(calls: Calls) -> None:
    streams = [calls.listen(), calls.listen()]
    for stream in streams:
        await place(stream)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await calls.listen().read()
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
    streams[0].cancel()
    assert await has_room(calls)


async def test_every_listener_is_sent_home_when_the_service_ends(
    live: Keeping, calls: Calls
) -> None:
    stream = calls.listen()
    await place(stream)
    live.news.close()
    async with asyncio.timeout(GRACE_SECONDS):
        assert await stream.read() is grpc.aio.EOF
        assert await stream.code() is grpc.StatusCode.OK
