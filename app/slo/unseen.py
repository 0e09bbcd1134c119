"""What processes may have counted while nobody looked: it is in no sample, whatever it was.

That is so between the last scrape of a process and its end, and after the last scrape of a run
that is asked about before the next one. How much it was cannot be known; it is taken to be no more
than ``BUSIER`` times what the same process ever counted in as long a time of the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from app.slo.definition import Group
from app.slo.looks import Looks
from app.slo.register import Register
from app.slo.run import Span
from app.slo.samples import Flags, Floats, Integers
from app.slo.tape import Tape, preceding

BUSIER = 2.0
"""So many times as busy as it ever was may a process have been while nobody looked."""


class Unseen:
    """Collects, piece by piece, how busy the series of a run are and when processes ended in it."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._busiest: Floats = np.empty(0)
        self._seconds: dict[Group, float] = defaultdict(float)

    def note(
        self,
        register: Register,
        tape: Tape,
        increase: Floats,
        anew: Flags,
        scrape_seconds: float,
    ) -> None:
        """Learn from a reading of which each sample brought so many events.

        ``anew`` are those that do not go on from one before.
        """
        pad = np.zeros(len(register.feedings) - len(self._busiest))
        self._busiest = np.concatenate([self._busiest, pad])
        distance = tape.time - preceding(tape.time, tape.owner, tape.cursors.time)
        seconds = np.fmax(distance, scrape_seconds)  # a first sample brings about a scrape's worth
        np.fmax.at(self._busiest, tape.owner, increase / seconds)
        for target, begin, end in _replaced(register, tape, anew & (tape.time > self._span.start)):
            self._seconds[target] += max(min(end, self._span.end) - max(begin, self._span.start), 0)

    def seconds(
        self, register: Register, looks: Looks, scrape_seconds: float, edge_seconds: float
    ) -> Mapping[Group, float]:
        """Say for how long in the run nobody looked at what each process counted.

        One that was not looked at for longer than ``edge_seconds`` while others were has ended
        within a scrape. Pushed series end when whoever sends them ends, and are left out.
        """
        found: dict[Group, float] = {}
        newest = float(np.fmax.reduce(looks.newest, initial=-np.inf))
        for target, own in _by_target(register).items():
            last = float(np.fmax.reduce(looks.newest[own]))
            if np.isnan(last):  # known from an earlier run
                found[target] = 0.0
                continue
            until = self._span.end
            if last < min(newest, until) - edge_seconds:
                until = min(last + scrape_seconds, until)
            lost = self._seconds.get(target, 0.0) + max(until - max(last, self._span.start), 0.0)
            late = own[looks.is_late[own]]
            if len(late) and np.isnan(looks.before[own]).all():
                lost += float(np.fmin.reduce(looks.first[own])) - self._span.start
            found[target] = lost
        return found

    def events(
        self,
        register: Register,
        series: Integers,
        weight: Floats,
        seconds: Mapping[Group, float],
    ) -> float:
        """Say how many events some series may have counted in the time that nobody saw.

        A process that was never looked at in the run is taken for the busiest of the others.
        """
        rates: dict[Group, float] = defaultdict(float)
        for number, rate in zip(series.tolist(), self._busiest[series] * weight, strict=True):
            target = register.feedings[number].target
            if target is not None:
                rates[target] += float(rate)
        most = max(rates.values(), default=0.0)
        return BUSIER * sum((rate or most) * seconds[target] for target, rate in rates.items())


def _by_target(register: Register) -> Mapping[Group, Integers]:
    found: dict[Group, list[int]] = defaultdict(list)
    for number, feeding in enumerate(register.feedings):
        if feeding.target is not None:
            found[feeding.target].append(number)
    return {target: np.array(own, np.int64) for target, own in found.items()}


def _replaced(register: Register, tape: Tape, anew: Flags) -> Iterator[tuple[Group, float, float]]:
    """Find the times between the last look at a process and the begin of the next one."""
    new = tape.firsts()
    found: dict[tuple[Group, float], float] = {}
    places = np.flatnonzero(anew).tolist()
    by_target = _by_target(register) if places else {}
    times: dict[Group, Floats] = {}
    for place in places:
        target = register.feedings[int(tape.owner[place])].target
        if target is None:
            continue
        if target not in times:
            times[target] = _looks_at(tape, by_target[target])
        time, start = float(tape.time[place]), float(tape.start[place])
        before = int(times[target].searchsorted(time)) - 1
        if before < 0:
            continue
        last = float(times[target][before])
        began_after = last < start <= time
        if new[place] and not began_after:
            continue  # the first event of its kind, of the same process
        found[target, last] = max(found.get((target, last), 0.0), start if began_after else time)
    return ((target, last, until) for (target, last), until in found.items())


def _looks_at(tape: Tape, series: Integers) -> Floats:
    """List when some series were looked at, up to the end of a tape."""
    own = [tape.time[tape.offsets[n] : tape.offsets[n + 1]] for n in series.tolist()]
    known = tape.cursors.time[series]
    return np.unique(np.concatenate([*own, known[~np.isnan(known)]]))
