"""Answers are remembered for a snapshot, and for no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.api.aside import FEW
from app.slo.snapshot import Status
from tests.api.builders import GENERATION, World, exhausted, healthy, latency_slo

QUESTIONS = ("/slos", "/slos/checkout-latency", "/slo/check?slo=checkout-latency")


class Counted(World):
    """A world that counts how often its service really answers."""

    def __init__(self, *statuses: Status) -> None:
        super().__init__(*statuses)
        self.asked = 0
        for name in ("statuses", "status", "check"):
            setattr(self.service, name, self._counting(getattr(self.service, name)))

    def _counting(self, answer: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            self.asked += 1
            return answer(*args, **kwargs)

        return counted


@pytest.mark.parametrize("path", QUESTIONS)
async def test_the_same_question_is_answered_once_for_a_snapshot(path: str) -> None:
    world = Counted(healthy())
    first, second = await world.get(path), await world.get(path)
    assert (first.status_code, first.content, first.headers) == (
        second.status_code,
        second.content,
        second.headers,
    )
    assert world.asked == 1


@pytest.mark.parametrize("path", QUESTIONS)
async def test_another_snapshot_has_other_answers(path: str) -> None:
    world = World(healthy())
    before = await world.get(path)
    world.publish(exhausted(latency_slo()), generation=GENERATION + 1)
    assert (await world.get(path)).content != before.content


@pytest.mark.parametrize("path", QUESTIONS)
async def test_an_expired_snapshot_is_not_answered_for_from_memory(path: str) -> None:
    world = World(healthy())
    await world.get(path)
    world.expire()
    assert "SNAPSHOT_EXPIRED" in (await world.get(path)).text


async def test_what_a_client_knows_already_is_another_question() -> None:
    world = World(healthy())
    tag = (await world.get("/slos")).headers["etag"]
    codes = [(await world.get("/slos", **{"If-None-Match": tag})).status_code for _ in range(2)]
    assert codes == [304, 304]
    assert (await world.get("/slos")).status_code == 200


def many() -> list[Status]:
    """More than are told of on the event loop."""
    return [healthy(latency_slo(f"slo-{number}")) for number in range(FEW + 1)]


@pytest.mark.parametrize("path", ["/slos", "/slo/check"])
async def test_who_asks_the_same_at_the_same_time_waits_for_one_answer(path: str) -> None:
    world = Counted(*many())
    first, second = await asyncio.gather(world.get(path), world.get(path))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert world.asked == 1


async def test_what_was_said_while_another_snapshot_came_is_not_remembered_for_that() -> None:
    world = World(*many())
    statuses = world.service.statuses

    def overtaken(*args: object) -> object:
        before = statuses(*args)  # type: ignore[arg-type]  # as they were given
        if world.book.current is not None and world.book.current.generation == GENERATION:
            world.publish(exhausted(latency_slo("slo-0")), generation=GENERATION + 1)
        return before

    world.service.statuses = overtaken  # type: ignore[assignment, method-assign]  # to interfere
    assert len((await world.get("/slos")).json()["slos"]) == FEW + 1
    assert [each["state"] for each in (await world.get("/slos")).json()["slos"]] == ["EXHAUSTED"]


async def test_a_key_is_asked_for_before_anything_is_remembered() -> None:
    world = World(healthy())
    await world.get("/slos")
    async with world.client(Host="evil.example") as client:
        assert (await client.get("/slos")).status_code == 421


async def test_remembered_answers_are_counted_like_others() -> None:
    world = World(healthy())
    for _ in range(3):
        await world.get("/slos/checkout-latency")
    page = (await world.get("/metrics")).text
    line = 'slo_monitor_http_requests_total{code="200",method="GET",route="/slos/{id}"} 3.0'
    assert line in page
