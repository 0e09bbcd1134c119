"""Who subscribes to an SLO is told once for each evaluation that changed it, in both eras."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.server.subscriptions import ResourcesListChanged, ResourceUpdated
from mcp_types import ResourceUpdatedNotification

from app.api.app import mcp_of
from app.api.mcp.changes import MOST_SUBSCRIBERS, MOST_WATCHED, Changes
from app.slo.errors import TooManyListeners
from app.slo.snapshot import Status
from tests.api.builders import (
    EVALUATED_AT,
    GENERATION,
    STEP_SECONDS,
    World,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
)
from tests.api.keeping import Keeping
from tests.api.mcp.connecting import MODERN, PATIENCE_SECONDS, connected, served

# That sessions are of the past is no news to a test of sessions.
pytestmark = pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")

QUIET_SECONDS = 0.3
LATENCY, RATIO = "slo://checkout-latency", "slo://checkout-availability"

Next = Callable[[], Awaitable[str]]
Told = Callable[..., AbstractAsyncContextManager[Next]]


def later(status: Status, steps: int = 1) -> Status:
    """The same status as it is evaluated later, when nothing has happened."""
    seconds = steps * STEP_SECONDS
    return replace(
        status,
        start=status.start + seconds,
        end=status.end + seconds,
        evaluated_at=status.evaluated_at + seconds,
        data_until=EVALUATED_AT + seconds,
    )


class Scene:
    """A world whose evaluations follow each other."""

    def __init__(self, kept: Keeping) -> None:
        self.world = kept.world
        self._generation = GENERATION

    def publish(self, *statuses: Status) -> None:
        self._generation += 1
        self.world.publish(*statuses, generation=self._generation)

    async def until_told(self, following: Next, first: Status, second: Status) -> None:
        """Publish one and the other until somebody listens: a GET is opened when it pleases."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            hearing = asyncio.ensure_future(following())
            while not hearing.done():
                self.publish(first)
                await asyncio.wait([hearing], timeout=0.05)
                first, second = second, first
            await hearing


@asynccontextmanager
async def told_on_its_get(url: str, *addresses: str) -> AsyncIterator[Next]:
    """Subscribe as before 2026-07-28; gives what the session is told next."""
    heard = asyncio.Queue[str]()

    async def hear(message: object) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            heard.put_nowait(str(message.params.uri))

    async with httpx2.AsyncClient(timeout=60, trust_env=False) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode="legacy", message_handler=hear) as agent:
            for address in addresses:
                await agent.session.subscribe_resource(address)
            yield heard.get


@asynccontextmanager
async def told_by_listening(url: str, *addresses: str) -> AsyncIterator[Next]:
    """Subscribe as since 2026-07-28."""
    async with (
        connected(url, MODERN) as agent,
        agent.listen(resource_subscriptions=list(addresses)) as subscription,
    ):

        async def following() -> str:
            event = await anext(subscription)
            assert isinstance(event, ResourceUpdated)
            return event.uri

        yield following


every_era = pytest.mark.parametrize("told", [told_on_its_get, told_by_listening])


@every_era
async def test_only_what_changed_is_told(kept: Keeping, told: Told) -> None:
    scene, latency, ratio = Scene(kept), healthy(latency_slo()), healthy(ratio_slo())
    async with served(kept) as url, told(url, LATENCY, RATIO) as following:
        await scene.until_told(following, exhausted(latency_slo()), latency)
        scene.publish(latency, ratio)
        await until_quiet(following)
        scene.publish(later(latency), later(ratio))
        scene.publish(later(latency, 2), exhausted(ratio_slo()))
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await following() == RATIO


async def until_quiet(following: Next) -> None:
    """Hear what is still to come of the evaluations before."""
    with suppress(TimeoutError):
        while True:
            async with asyncio.timeout(QUIET_SECONDS):
                await following()


@every_era
async def test_an_slo_that_goes_is_told_of(kept: Keeping, told: Told) -> None:
    scene = Scene(kept)
    async with served(kept) as url, told(url, RATIO) as following:
        await scene.until_told(following, exhausted(ratio_slo()), healthy(latency_slo()))


@every_era
async def test_streams_end_when_the_service_does(kept: Keeping, told: Told) -> None:
    async with served(kept) as url, AsyncExitStack() as stack:
        following = await stack.enter_async_context(told(url, LATENCY))
        await Scene(kept).until_told(following, exhausted(latency_slo()), healthy(latency_slo()))
        began = time.monotonic()
    assert time.monotonic() - began < PATIENCE_SECONDS / 2


async def test_a_session_is_not_told_once_it_has_unsubscribed() -> None:
    world = World(healthy())
    changes = Changes(world.service)
    changes.watch([LATENCY, LATENCY])
    changes.forget([LATENCY])
    assert changes.watched == {"checkout-latency"}
    changes.forget([LATENCY])
    assert changes.watched == set()


async def test_a_session_that_ended_leaves_nothing_behind(kept: Keeping) -> None:
    changes = mcp_of(kept.world.app).changes
    async with served(kept) as url:
        for told in (told_on_its_get, told_by_listening):
            async with told(url, LATENCY):
                assert changes.watched == {"checkout-latency"}
            async with asyncio.timeout(PATIENCE_SECONDS):
                while changes.watched:  # noqa: ASYNC110  # the server notices when it does
                    await asyncio.sleep(0.01)


@pytest.mark.parametrize("address", ["slo://nope", "test://x", "slo://"])
async def test_a_session_cannot_subscribe_to_what_is_not_there(kept: Keeping, address: str) -> None:
    async with served(kept) as url, connected(url, "legacy") as agent:
        with pytest.raises(MCPError, match="UNKNOWN_SLO"):
            await agent.session.subscribe_resource(address)


async def test_that_other_slos_are_there_is_told_of(kept: Keeping) -> None:
    scene = Scene(kept)
    async with (
        served(kept) as url,
        connected(url, MODERN) as agent,
        agent.listen(resources_list_changed=True) as subscription,
    ):
        scene.publish(healthy())
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await anext(subscription) == ResourcesListChanged()


def test_only_so_many_can_be_watched() -> None:
    changes = Changes(World(healthy()).service)
    changes.watch([f"slo://a{number}" for number in range(MOST_WATCHED)])
    with pytest.raises(TooManyListeners):
        changes.watch(["slo://b"])
    changes.watch(["slo://a0"])


def test_only_so_many_can_listen() -> None:
    changes = Changes(World(healthy()).service)
    gone = [changes.subscribe(lambda _: None) for _ in range(MOST_SUBSCRIBERS)]
    with pytest.raises(TooManyListeners):
        changes.admit()
    gone[0]()
    changes.admit()
