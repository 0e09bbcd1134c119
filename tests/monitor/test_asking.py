from __future__ import annotations

import asyncio

import pytest

from app.monitor.asking import begun


async def test_an_answer_that_is_there_at_once_is_not_waited_for() -> None:
    async def ask() -> str:
        return "yes"

    task = await begun(ask())
    assert task.done()
    assert await task == "yes"


async def test_an_answer_that_takes_its_time_is_waited_for_by_who_wants_it() -> None:
    answer = asyncio.Event()
    task = await begun(answer.wait())
    assert not task.done()
    answer.set()
    assert await task is True


async def test_who_is_stopped_asks_no_longer() -> None:
    begins, is_over = asyncio.Event(), asyncio.Event()

    async def ask() -> None:
        begins.set()
        try:
            await asyncio.Event().wait()
        finally:
            is_over.set()

    asker = asyncio.create_task(begun(ask()))
    await begins.wait()
    asker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asker
    await asyncio.wait_for(is_over.wait(), 5)
