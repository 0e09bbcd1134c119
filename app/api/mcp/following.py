"""Follows what a tool began until it has ended, and tells step by step how far it is.

Who calls off the call ends what it began.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any, Protocol

import anyio

from app.api.operations.asking import Answer, ById, answer

CANCEL_SECONDS = 10.0
"""So long it is waited for what has been told to end."""

_OPEN = frozenset({"PENDING", "RUNNING"})


class Step(Protocol):
    """A step as its view shows it."""

    number: int
    kind: str
    state: str
    message: str | None
    progress_ratio: float | None


class Report(Protocol):
    """Tells the client how far it is, if it wants to know."""

    def __call__(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> Awaitable[None]:
        """Tell that so much of the total is done, and what is being done."""
        ...


class Following:
    """One call's; what it began has an id and steps."""

    def __init__(
        self,
        listen: Callable[[ById], AsyncGenerator[Any]],
        end: Callable[[ById], Awaitable[None]],
        report: Report,
    ) -> None:
        self._listen = listen
        self._end = end
        self._report = report
        self._told = -1.0

    async def to_the_end(self, begun: Answer) -> Answer:
        """Give what was begun as it ended; if the call is cancelled, end it first."""
        shown: Any = begun.make()
        which = ById(id=shown.id)
        try:
            async with aclosing(self._listen(which)) as turns:
                async for shown in turns:
                    await self._tell(shown.steps)
        except asyncio.CancelledError:
            with anyio.move_on_after(CANCEL_SECONDS, shield=True):
                await self._end(which)
            raise
        return answer(shown)

    async def _tell(self, steps: Sequence[Step]) -> None:
        over = [step for step in steps if step.state not in _OPEN]
        running = next((step for step in steps if step.state == "RUNNING"), None)
        progress = float(len(over))
        if running is not None:
            progress += running.progress_ratio or 0.0
        # The protocol wants each to be more than the one before.
        if progress > self._told:
            self._told = progress
            await self._report(progress, float(len(steps)), _message(steps, running))


def _message(steps: Sequence[Step], running: Step | None) -> str:
    if running is not None:
        return f"Step {running.number} of {len(steps)}: {running.kind}"
    last = next((step for step in reversed(steps) if step.message is not None), None)
    return f"{len(steps)} steps" if last is None else str(last.message)
