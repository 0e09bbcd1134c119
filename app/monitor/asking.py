"""Questions first: while the source works on them there is time for everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")

LEAVING_SECONDS = 0.003


async def begun(asking: Coroutine[Any, Any, Answer]) -> asyncio.Task[Answer]:
    """Begin to ask; return once the questions have left, or the answer is there.

    A thread that computes meanwhile would hold the event loop up a millisecond at each of the
    turns that a question takes.
    """
    task = asyncio.create_task(asking)
    try:
        await asyncio.wait({task}, timeout=LEAVING_SECONDS)
    except asyncio.CancelledError:
        task.cancel()
        raise
    return task
