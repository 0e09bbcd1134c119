"""A clock that moves when somebody sleeps, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable

from app.commands.waiting import Clock


class Waits:
    """Begins at a time; ``pauses`` are the sleeps."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.pauses: list[float] = []
        self.before_each: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.before_each()
        self.pauses.append(seconds)
        self.at += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.at, monotonic=lambda: self.at, sleep=self.sleep)
