"""A tool that begins something tells how it goes on, and ends it if the call is called off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, NamedTuple

import anyio
import pytest

from app.api.mcp.following import Following
from app.api.operations.asking import ById, answer
from app.api.wire.scalar import View

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 10.0


class Step(View):
    number: int
    kind: str
    state: str
    message: str | None = None
    progress_ratio: float | None = None


class Run(View):
    id: str
    steps: list[Step]


class Told(NamedTuple):
    progress: float
    total: float | None
    message: str | None


def run(*states: str | float) -> Run:
    """A run of these steps; a number is how much of the one that runs is done."""
    kinds = ("LOAD", "SETTLE", "CHECK")
    return Run(
        id="r1",
        steps=[
            Step(number=number, kind=kind, state="RUNNING", progress_ratio=state)
            if isinstance(state, float)
            else Step(number=number, kind=kind, state=state, message=f"{kind} is over.")
            for number, (kind, state) in enumerate(zip(kinds, states, strict=False), 1)
        ],
    )


class Play:
    """Tells what it is given, and then nothing more if it hangs."""

    def __init__(self, *runs: Run, hangs: bool = False) -> None:
        self.runs = runs
        self.hangs = hangs
        self.told: list[Told] = []
        self.ended: list[str] = []
        self.has_told = asyncio.Event()

    async def listen(self, which: ById) -> AsyncGenerator[Any]:
        assert which.id == "r1"
        for each in self.runs:
            yield each
        self.has_told.set()
        if self.hangs:
            await asyncio.Event().wait()

    async def end(self, which: ById) -> None:
        await asyncio.sleep(0)  # a scope that is cancelled would not let this be
        self.ended.append(which.id)

    async def report(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> None:
        self.told.append(Told(progress, total, message))

    async def follow(self) -> Any:  # noqa: ANN401  # a view
        following = Following(self.listen, self.end, self.report)
        return (await following.to_the_end(answer(run("PENDING", "PENDING")))).make()


async def test_each_step_is_told_and_the_last_is_the_answer() -> None:
    last = run("SUCCEEDED", "SUCCEEDED")
    play = Play(run(0.0, "PENDING"), run(0.5, "PENDING"), run("SUCCEEDED", 0.0), last)
    assert await play.follow() == last
    assert play.told == [
        Told(0.0, 2.0, "Step 1 of 2: LOAD"),
        Told(0.5, 2.0, "Step 1 of 2: LOAD"),
        Told(1.0, 2.0, "Step 2 of 2: SETTLE"),
        Told(2.0, 2.0, "SETTLE is over."),
    ]
    assert play.ended == []


async def test_progress_only_grows() -> None:
    play = Play(run(0.5, "PENDING"), run(0.5, "PENDING"), run(0.25, "PENDING"))
    await play.follow()
    assert [told.progress for told in play.told] == [0.5]


async def by_scope(play: Play) -> None:
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(play.follow)
            await play.has_told.wait()
            scope.cancel()


async def by_task(play: Play) -> None:
    task = asyncio.create_task(play.follow())
    await play.has_told.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("called_off", [by_scope, by_task])
async def test_who_calls_it_off_ends_it(called_off: Callable[[Play], Any]) -> None:
    play = Play(run(0.5, "PENDING"), hangs=True)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await called_off(play)
    assert play.ended == ["r1"]
