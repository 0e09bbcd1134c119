"""Was a counter born, or was it merely not seen before?

A series that is new to the account counts from zero if it is young, because everything in it
happened since; otherwise its first value is a baseline. Counting an old series from zero would
invent a disaster; taking a young one for a baseline would lose the first error of every pod.

A new series was born if

(a) its process began after the previous observation, give or take ``SETTLING_SECONDS``, for it
    takes until the first scrape to be seen at all; or
(b) its target was already in the account, and no other series of its metric on that target
    vanished in the same scrape (a relabelled target is not a new one).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.slo.definition import Group
from app.slo.samples import Flags, Floats, Integers

SETTLING_SECONDS = 300
"""How long a process may run before service discovery and the first scrape have found it."""


class Sightings:
    """When each series of an account was seen: in earlier readings, and in this one.

    Series are numbered; ``metrics`` and ``targets`` (``None``: unknown) describe them,
    ``cursor_time`` (float64, per series, NaN: never) is when each was last seen before this
    reading, and series ``i`` owns the ascending sample times ``time[offsets[i]:offsets[i + 1]]``.
    """

    def __init__(
        self,
        metrics: Sequence[str],
        targets: Sequence[Group | None],
        cursor_time: Floats,
        offsets: Integers,
        time: Floats,
    ) -> None:
        self._metrics = metrics
        self._targets = targets
        self._cursor_time = cursor_time
        self._offsets = offsets
        self._time = time
        self._by_target: dict[Group, list[int]] | None = None
        self._known: dict[tuple[Group, str, float], bool] = {}

    def born(self, series: Integers, time: Floats, start: Floats) -> Flags:
        """Decide for first samples: one bool per entry.

        ``series`` are numbers of series without a cursor, ``time`` the times of their first
        samples, ``start`` when their processes began (NaN: not known).
        """
        young = start > self._previous_observation(time) - SETTLING_SECONDS
        for i in np.flatnonzero(~young):
            young[i] = self._appeared_on_known_target(int(series[i]), float(time[i]))
        return young

    def _previous_observation(self, time: Floats) -> Floats:
        seen = np.concatenate([self._cursor_time[~np.isnan(self._cursor_time)], self._time])
        seen = np.unique(seen)
        before = np.searchsorted(seen, time, side="left") - 1
        return np.where(before >= 0, seen[np.maximum(before, 0)], time)

    def _appeared_on_known_target(self, series: int, time: float) -> bool:
        target = self._targets[series]
        if target is None:
            return False
        key = (target, self._metrics[series], time)
        if key not in self._known:
            self._known[key] = self._known_and_complete(*key)
        return self._known[key]

    def _known_and_complete(self, target: Group, metric: str, time: float) -> bool:
        siblings = self._siblings(target)
        last_seen = {s: self._last_before(s, time) for s in siblings}
        previous_scrape = max((t for t in last_seen.values() if t is not None), default=None)
        if previous_scrape is None:
            return False
        return not any(
            self._metrics[s] == metric and last_seen[s] == previous_scrape and self._ended(s, time)
            for s in siblings
        )

    def _siblings(self, target: Group) -> list[int]:
        if self._by_target is None:
            self._by_target = {}
            for s, t in enumerate(self._targets):
                if t is not None:
                    self._by_target.setdefault(t, []).append(s)
        return self._by_target.get(target, [])

    def _samples(self, series: int) -> Floats:
        return self._time[self._offsets[series] : self._offsets[series + 1]]

    def _last_before(self, series: int, time: float) -> float | None:
        times = self._samples(series)
        k = int(np.searchsorted(times, time, side="left"))
        if k:
            return float(times[k - 1])
        cursor = self._cursor_time[series]
        return float(cursor) if cursor < time else None

    def _ended(self, series: int, time: float) -> bool:
        """Whether the series has no sample at ``time``, nor was read beyond it before."""
        if self._cursor_time[series] >= time:
            return False
        times = self._samples(series)
        k = int(np.searchsorted(times, time, side="left"))
        return k == len(times) or float(times[k]) != time
