"""How long an event loop does nothing else: a timer that looks how late it is called."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

TICK_SECONDS = 0.001


class Ticker:
    """Ticks every millisecond on the running loop within a ``with`` block."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None
        self._due = 0.0
        self.longest_seconds = 0.0

    def __enter__(self) -> Self:
        self._arm()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._look()

    def _arm(self) -> None:
        self._due = self._loop.time() + TICK_SECONDS
        self._handle = self._loop.call_later(TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._look()
        self._arm()

    def _look(self) -> None:
        self.longest_seconds = max(self.longest_seconds, self._loop.time() - self._due)
