"""What of a run is in no sample, or in one that reaches across its edge: how far the truth may lie.

Two scrapes around an edge tell how many events came between them, and not on which side. The first
look at a series in the run may hold events from before it, the first one after the run events of
it; between the two bounds that follow, every true count lies. What a process counted after its
last scrape is in no sample. It is taken to be no more than ``BUSIER`` times what the same process
ever counted in as long a time.

Refuses to know targets of SLOs: good and bad events are bounded, the verdict is made elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from app.slo.definition import Group
from app.slo.looks import Looks
from app.slo.register import Register
from app.slo.run import Span
from app.slo.samples import Flags, Floats, Integers, Series
from app.slo.tape import Tape, preceding, restarts

BUSIER = 2.0
"""So many times as busy as it ever was may a process have been while nobody looked."""

Key = Group | Series
"""What restarts as a whole: a process, or a series of which no label names one."""


@dataclass(slots=True)
class Doubt:
    """Collects what is in doubt of each series, piece by piece.

    Per series, by its number: ``opening`` are counted events that may lie before the run,
    ``closing`` uncounted ones that may lie in it, ``busiest`` is the most that it counted in a
    second. ``unseen`` are the seconds of the run of which a process left nothing, ``seen_after``
    the processes that were looked at after it.
    """

    span: Span
    opening: Floats = field(default_factory=lambda: np.empty(0))
    closing: Floats = field(default_factory=lambda: np.empty(0))
    busiest: Floats = field(default_factory=lambda: np.empty(0))
    unseen: dict[Key, float] = field(default_factory=lambda: defaultdict(float))
    seen_after: set[Key] = field(default_factory=set)

    def take(
        self,
        register: Register,
        tape: Tape,
        increase: Floats,
        scrape_seconds: float,
        stood: Collection[int],
    ) -> None:
        """Take in new samples, of the run or after it, and the events that each of them brings.

        Series that ``stood`` at a value when the run began were only looked up: they had been
        sent for the last time before.
        """
        self._extend(len(register.feedings))
        span = self.span
        places: Integers = np.flatnonzero(tape.time > span.start)
        anew = (tape.firsts() | restarts(tape, [register]))[places]
        since = begins(register, tape, places, anew)
        owner, time, gained = tape.owner[places], tape.time[places], increase[places]
        looked_up = tape.cursors.time[owner] == span.start
        pushed = np.isin(owner, list(stood)) & looked_up & (np.diff(owner, prepend=-1) != 0)
        since[pushed] = time[pushed] - scrape_seconds
        across = (time <= span.end) & (since < span.start)
        np.add.at(self.opening, owner[across], gained[across])
        after = (time > span.end) & (since < span.end)
        np.add.at(self.closing, owner[after], gained[after])
        seconds = np.maximum(time - since, scrape_seconds)
        known = np.isfinite(seconds)
        np.fmax.at(self.busiest, owner[known], (gained / seconds)[known])
        self.seen_after.update(key_of(register, n) for n in set(owner[time > span.end].tolist()))
        for key, begin, end in replaced(register, tape, places, anew):
            self.unseen[key] += max(min(end, span.end) - max(begin, span.start), 0.0)

    def _extend(self, count: int) -> None:
        pad = np.zeros(count - len(self.opening))
        if len(pad):
            self.opening = np.concatenate([self.opening, pad])
            self.closing = np.concatenate([self.closing, pad])
            self.busiest = np.concatenate([self.busiest, pad])

    def unseen_seconds(
        self, register: Register, looks: Looks, edge_seconds: float
    ) -> Mapping[Key, float]:
        """Say for how many seconds of the run nobody looked at what each process counted.

        A process that was away for longer than ``edge_seconds`` when the run began is taken to
        have ended before; pushed series end when whoever sends them ends.
        """
        keys = [key_of(register, number) for number in range(len(register.feedings))]
        index = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        own = np.array([index[key] for key in keys], np.int64)
        last, first, before = (np.full(len(index), np.nan) for _ in range(3))
        np.fmax.at(last, own, np.fmax(looks.last, looks.before))
        np.fmin.at(first, own, looks.first)
        np.fmax.at(before, own, looks.before)
        late = np.zeros(len(index), np.bool_)
        late[own[looks.is_late]] = True
        span = self.span
        after = np.where(
            last >= span.start - edge_seconds, span.end - np.maximum(last, span.start), 0.0
        )
        ahead = np.where(late & np.isnan(before), first - span.start, 0.0)
        return {
            key: self.unseen.get(key, 0.0)
            + float(ahead[number])
            + (0.0 if key in self.seen_after or isinstance(key, Series) else float(after[number]))
            for key, number in index.items()
        }

    def unseen_events(
        self,
        register: Register,
        series: Integers,
        weight: Floats,
        unseen_seconds: Mapping[Key, float],
    ) -> float:
        """Say how many events some series may have counted in the seconds that nobody saw.

        A process that was never looked at in the run is taken for the busiest of the others.
        """
        rates: dict[Key, float] = defaultdict(float)
        for number, rate in zip(series.tolist(), self.busiest[series] * weight, strict=True):
            rates[key_of(register, number)] += float(rate)
        most = max(rates.values(), default=0.0)
        return BUSIER * sum((rate or most) * unseen_seconds[key] for key, rate in rates.items())


def key_of(register: Register, number: int) -> Key:
    """Name what a series restarts with."""
    feeding = register.feedings[number]
    return feeding.series if feeding.target is None else feeding.target


def begins(register: Register, tape: Tape, places: Integers, anew: Flags) -> Floats:
    """Say of some samples since when their events may have come; −∞ if nothing is known of it.

    That is the look before, at the series or, if it is new, at its process; or when the process
    began, if that was later.
    """
    since = preceding(tape.time, tape.owner, tape.cursors.time)[places]
    looks = _Sight(register, tape)
    for number in np.flatnonzero(np.isnan(since)).tolist():
        place = places[number]
        since[number] = looks.before(int(tape.owner[place]), float(tape.time[place]))
    time, start = tape.time[places], tape.start[places]
    began = anew & (start <= time)
    since[began] = np.fmax(since[began], start[began])
    return np.where(np.isnan(since), -np.inf, since)


def replaced(
    register: Register, tape: Tape, places: Integers, anew: Flags
) -> Iterator[tuple[Key, float, float]]:
    """Find the times between the last look at a process and the begin of the next one."""
    looks = _Sight(register, tape)
    found: dict[tuple[Key, float], float] = {}
    new = tape.firsts()
    for place in places[anew].tolist():
        number, time, start = int(tape.owner[place]), float(tape.time[place]), tape.start[place]
        before = looks.before(number, time)
        began_after = before < start <= time
        if np.isnan(before) or (new[place] and not began_after):
            continue
        key = (key_of(register, number), before)
        found[key] = max(found.get(key, 0.0), float(start) if began_after else time)
    return ((key, before, until) for (key, before), until in found.items())


class _Sight:
    """When processes were looked at, up to the end of a tape."""

    def __init__(self, register: Register, tape: Tape) -> None:
        self._register = register
        self._tape = tape
        self._times: dict[Key, Floats] = {}
        self._members: dict[Key, list[int]] | None = None

    def before(self, number: int, time: float) -> float:
        """Give the last look at a series' process before a time; NaN: there was none."""
        key = key_of(self._register, number)
        times = self._times.get(key)
        if times is None:
            times = self._times[key] = self._all(key)
        place = int(times.searchsorted(time, side="left"))
        return float(times[place - 1]) if place else float("nan")

    def _all(self, key: Key) -> Floats:
        if self._members is None:
            self._members = defaultdict(list)
            for number in range(len(self._register.feedings)):
                self._members[key_of(self._register, number)].append(number)
        tape, mine = self._tape, self._members[key]
        own = [tape.time[tape.offsets[n] : tape.offsets[n + 1]] for n in mine]
        known = tape.cursors.time[mine]
        return np.unique(np.concatenate([*own, known[~np.isnan(known)]]))
