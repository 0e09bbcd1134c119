"""How much of the past is asked for at once."""

from __future__ import annotations

FIRST_SECONDS = 900
"""The first piece is short: who has just started wants to see something."""

LONGEST_SECONDS = 86_400
PIECE_SAMPLES = 1_000_000
"""About how many samples one piece should bring: some 26 MB of JSON."""

GROWTH = 8
"""How many times longer than a piece the next one may be."""

SHORTEST_SECONDS = 60


class Pace:
    """Finds the length of the next piece from what the last one brought; a multiple of a step."""

    def __init__(self, step_seconds: int) -> None:
        self._step = step_seconds
        self.seconds = self._whole(FIRST_SECONDS)

    def follow(self, samples: int, seconds: int) -> None:
        """Learn that a piece of so many seconds brought so many samples."""
        fitting = seconds * PIECE_SAMPLES / samples if samples else float("inf")
        self.seconds = self._whole(min(fitting, seconds * GROWTH, LONGEST_SECONDS))

    def slow_down(self, seconds: int) -> bool:
        """Learn that a piece of so many seconds was too much; false if it was the shortest."""
        shorter = self._whole(seconds / 2)
        if shorter >= seconds or seconds <= SHORTEST_SECONDS:
            return False
        self.seconds = shorter
        return True

    def _whole(self, seconds: float) -> int:
        return max(int(seconds) // self._step, 1) * self._step
