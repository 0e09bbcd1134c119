"""How often somebody may present a wrong key; refuses to know who that is, and asks no clock.

Times are seconds of any clock that never goes back.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

MOST_TRIES = 10
WINDOW_SECONDS = 60.0
MOST_WATCHED = 10_000
"""Windows kept at a time; beyond that the oldest is forgotten, so that memory stays bounded."""


@dataclass(slots=True)
class _Window:
    ends: float
    failed: int = 0


class FailedTries:
    """Counts failed tries in windows that begin with the first; right ones cost a look-up."""

    def __init__(self) -> None:
        # In the order in which they end, since they begin in it and all last the same.
        self._windows: dict[Hashable, _Window] = {}

    def __len__(self) -> int:
        return len(self._windows)

    def wait_seconds(self, who: Hashable, now: float) -> float:
        """Say how long somebody must wait before the next try; 0 if it may come now."""
        self._forget(now)
        window = self._windows.get(who)
        if window is None or window.failed < MOST_TRIES:
            return 0.0
        return window.ends - now

    def note(self, who: Hashable, now: float) -> bool:
        """Count a failed try; True if it was the last one that the window allows."""
        self._forget(now)
        window = self._windows.get(who)
        if window is None:
            if len(self._windows) >= MOST_WATCHED:
                del self._windows[next(iter(self._windows))]
            window = self._windows[who] = _Window(now + WINDOW_SECONDS)
        window.failed += 1
        return window.failed == MOST_TRIES

    def _forget(self, now: float) -> None:
        while self._windows:
            oldest = next(iter(self._windows))
            if self._windows[oldest].ends > now:
                return
            del self._windows[oldest]
