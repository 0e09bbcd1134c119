"""Was a counter born, or was it merely not seen before?

A series that is new to the account counts from zero if it is young, because everything in it
happened since; otherwise its first value is a baseline. Counting an old series from zero would
invent a disaster; taking a young one for a baseline would lose the first error of every pod.

A new series was born if

(a) its process began after the previous observation, give or take ``SETTLING_SECONDS``, for it
    takes until the first scrape to be seen at all. After a silence (nothing of the account was
    scraped: Prometheus was away) the previous observation is the last one before it; or
(b) its target was already in the account.

It was not born if another series of its metric vanished from its target in the same scrape, while
the process stayed the same or is not known: a relabelled series is not a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.account import Cursors, Silence
from app.slo.definition import Group
from app.slo.samples import Feeding, Flags, Floats, Integers

SETTLING_SECONDS = 300
"""How long a process may run before service discovery and the first scrape have found it."""

RESTART_SECONDS = 1.0
"""A process start that moved by more than this is another process, not a rounded clock."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What one target had of one metric just before a scrape.

    ``starts`` are the process starts (NaN: not known) of the series that vanished in it.
    """

    is_known: bool
    starts: tuple[float, ...]

    @property
    def vanished(self) -> bool:
        return bool(self.starts)

    def is_another_process(self, start: float) -> bool:
        """Whether what vanished belonged to a process that is known to be another one."""
        return all(abs(start - before) > RESTART_SECONDS for before in self.starts)


def silences(cursors: Cursors, time: Floats, last: Silence | None) -> list[Silence]:
    """Find when nothing of an account was scraped for longer than ``SETTLING_SECONDS``."""
    seen = _seen(cursors, time)
    gaps = np.flatnonzero(np.diff(seen) > SETTLING_SECONDS)
    # Between old cursors there may be much that later samples have overwritten.
    newest = np.fmax.reduce(cursors.time, initial=-np.inf)
    found = [(float(seen[i]), float(seen[i + 1])) for i in gaps if seen[i] >= newest]
    return [*([last] if last else []), *found]


def _seen(cursors: Cursors, time: Floats) -> Floats:
    return np.unique(np.concatenate([cursors.time[~np.isnan(cursors.time)], time]))


class Sightings:
    """When each series of an account was seen: in earlier readings, and in this one.

    ``feedings`` are all its series, ``cursors`` say when each was last seen before this reading,
    and series ``i`` owns the ascending sample times ``time[offsets[i]:offsets[i + 1]]`` with the
    process ``start`` at each. ``silence`` is the last one that an earlier reading met.
    """

    def __init__(
        self,
        feedings: Sequence[Feeding],
        cursors: Cursors,
        offsets: Integers,
        time: Floats,
        start: Floats,
        silence: Silence | None,
    ) -> None:
        self._feedings = feedings
        self._cursors = cursors
        self._offsets = offsets
        self._time = time
        self._start = start
        self._silences = silences(cursors, time, silence)
        self._by_target: dict[Group, list[int]] | None = None
        self._past: dict[tuple[Group, str, float], _Past] = {}

    def are_young(self, time: Floats, start: Floats) -> Flags:
        """Tell whether processes began after the last observation before each of some times."""
        young: Flags = start > self._horizon(time)
        return young

    def born(self, series: Integers, time: Floats, start: Floats, young: Flags) -> Flags:
        """Decide for first samples: one bool per entry.

        ``series`` are numbers of series without a cursor, ``time`` the times of their first
        samples, ``start`` when their processes began (NaN: not known), and ``young`` whether
        that was after the last observation.
        """
        entries = zip(series.tolist(), time.tolist(), start.tolist(), young.tolist(), strict=True)
        return np.array([self._is_born(s, t, b, young=y) for s, t, b, y in entries], bool)

    def _horizon(self, time: Floats) -> Floats:
        """The time since which a process must have begun to be young at each of the times."""
        seen = _seen(self._cursors, self._time)
        before = np.searchsorted(seen, time, side="left") - 1
        horizon = np.where(before >= 0, seen[np.maximum(before, 0)], time) - SETTLING_SECONDS
        for begin, end in self._silences:
            just_over = (time >= end) & (time <= end + SETTLING_SECONDS)
            horizon[just_over] = begin - SETTLING_SECONDS
        return horizon

    def _is_born(self, series: int, time: float, start: float, *, young: bool) -> bool:
        target = self._feedings[series].target
        if target is None:
            return young
        past = self._past_of(target, self._metric(series), time)
        if past.vanished and not past.is_another_process(start):
            return False
        return young or (past.is_known and not past.vanished)

    def _past_of(self, target: Group, metric: str, time: float) -> _Past:
        key = (target, metric, time)
        if key not in self._past:
            self._past[key] = self._look_back(target, metric, time)
        return self._past[key]

    def _look_back(self, target: Group, metric: str, time: float) -> _Past:
        siblings = self._siblings(target)
        last_seen = {s: self._last_before(s, time) for s in siblings}
        previous_scrape = max((t for t, _ in last_seen.values() if t is not None), default=None)
        if previous_scrape is None:
            return _Past(is_known=False, starts=())
        ended = [
            last_seen[s][1]
            for s in siblings
            if self._metric(s) == metric
            and last_seen[s][0] == previous_scrape
            and self._ended(s, time)
        ]
        return _Past(is_known=True, starts=tuple(ended))

    def _siblings(self, target: Group) -> list[int]:
        if self._by_target is None:
            self._by_target = {}
            for s, feeding in enumerate(self._feedings):
                if feeding.target is not None:
                    self._by_target.setdefault(feeding.target, []).append(s)
        return self._by_target.get(target, [])

    def _metric(self, series: int) -> str:
        return self._feedings[series].series.metric

    def _samples(self, series: int) -> Floats:
        return self._time[self._offsets[series] : self._offsets[series + 1]]

    def _last_before(self, series: int, time: float) -> tuple[float | None, float]:
        """When a series was last seen before ``time``, and its process' start then."""
        times = self._samples(series)
        k = int(np.searchsorted(times, time, side="left"))
        if k:
            at = self._offsets[series] + k - 1
            return float(self._time[at]), float(self._start[at])
        cursor = float(self._cursors.time[series])
        return (cursor if cursor < time else None), float(self._cursors.start[series])

    def _ended(self, series: int, time: float) -> bool:
        """Whether the series has no sample at ``time``, nor was read beyond it before."""
        if self._cursors.time[series] >= time:
            return False
        times = self._samples(series)
        k = int(np.searchsorted(times, time, side="left"))
        return k == len(times) or float(times[k]) != time
