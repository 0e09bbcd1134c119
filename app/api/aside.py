"""Where large answers are made: beside the event loop, one at a time.

Made on the loop, an answer about thousands of SLOs would keep everybody else waiting, the cycle
included. A single thread makes them, so that however many are asked for, the loop has at most one
rival for the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

FEW = 50
"""About so many SLOs are told of faster than a thread is asked to."""

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="answers")

Answer = TypeVar("Answer")


async def made_aside(make: Callable[[], Answer]) -> Answer:
    """Make an answer on the thread for large ones."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, make)


async def made(make: Callable[[], Answer], slos: int) -> Answer:
    """Make an answer about so many SLOs where that disturbs least."""
    return make() if slos <= FEW else await made_aside(make)
