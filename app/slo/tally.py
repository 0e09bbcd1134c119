"""Counts a run: the events of exactly (start, end], as far as there are samples of them.

What an event is, is decided as everywhere (``app/slo/tape.py``): differences of counters, restarts,
births. Only that the edges lie on no grid is different here. A run may be read in pieces; they
telescope. How far the truth may lie from what was counted is found out by ``app/slo/doubt.py``.

A series whose labels name no process, such as those that k6 sends, has neither siblings nor an
age. It was born in the run if there was no sample of it for long before, which is looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import floor

import numpy as np

from app.slo.account import Account, Reach
from app.slo.bounds import Bounds, Gained
from app.slo.counter import cells_of
from app.slo.definition import Group, RatioIndicator, Slo
from app.slo.doubt import Doubt
from app.slo.looks import Looks
from app.slo.register import Register, RowKey
from app.slo.rows import register_of
from app.slo.run import RunCounts, Span
from app.slo.samples import Bound, Floats, Integers, Part, Samples, Series
from app.slo.snapshot import Events
from app.slo.tape import Counted, Tape, increases, restarts, usual_distances

GAP_SECONDS = 60.0
GAP_SCRAPES = 4
"""Scrapes are missing where two follow one another by more than both of this."""

EDGE_SCRAPES = 1.5
"""So many scrapes may lie between an edge of a run and the first or the last look at a series."""

USUAL_SCRAPE_SECONDS = 60.0
"""What two scrapes are taken to be apart where no two were seen."""

_COUNTING = (Part.TOTAL, Part.GOOD, Part.BAD)


@dataclass(frozen=True, slots=True)
class Tallied:
    """What a definition's groups gained. Those of ``unbounded`` lack the threshold as a bound.

    ``lacks_good`` says that no series matched ``good``; ``lacks_bad`` the same of ``bad``.
    """

    counts: Mapping[Group, RunCounts]
    unbounded: Collection[Group]
    any_series: bool
    lacks_good: bool
    lacks_bad: bool


class Tally:
    """Counts one definition over a run, piece by piece, in order of time."""

    def __init__(self, slo: Slo, span: Span) -> None:
        self._slo = slo
        self._span = span
        begin = floor(span.start)
        self._account = Account(slo.name, slo.fingerprint, Reach(begin, begin))
        self._good, self._total = np.empty(0), np.empty(0)
        self._looks = Looks.none()
        self._looked_at: float | None = None
        self._scrape_seconds: float | None = None
        self._gaps_seconds = 0.0
        self._doubt = Doubt(span)

    def newcomers(self, samples: Samples) -> Collection[Series]:
        """Name the series that begin in the run, and of which no label names a process."""
        known = self._account.register.index
        firsts = samples.offsets[:-1].tolist()
        return {
            feeding.series
            for feeding, first in zip(samples.feedings, firsts, strict=True)
            if feeding.target is None
            and feeding.series not in known
            and samples.time[first] > self._span.start
        }

    def add(self, samples: Samples, until: float, before: Mapping[Series, float]) -> None:
        """Count the samples up to ``until``; they may begin some time before the run.

        Samples beyond the end of the run are not counted: they tell what may have been left out.
        ``before`` holds, for series that begin in the run, what they stood at when it began.
        """
        account, register = self._account, register_of(self._slo, self._account, samples)
        stood = self._stand(register, before)
        counted = Counted(account, register, samples)
        tape = Tape.of([counted], min(until, self._span.end))
        increase = increases(tape, [counted])
        increase[tape.time <= self._span.start] = 0.0
        self._count(register, tape, increase)
        self._look(register, tape, increase)
        self._doubt.take(register, tape, increase, self._scrape(), stood)
        account.register, account.cursors = register, tape.advanced()
        account.newest = np.full(len(register.rows), np.nan)
        if until >= self._span.end:
            self._look_beyond(counted, stood)

    def _look_beyond(self, counted: Counted, stood: Collection[int]) -> None:
        """See what the next look at each series brings: some of it may be of the run."""
        register = counted.register
        tape = Tape.of([counted], np.inf)
        increase = increases(tape, [counted])
        self._doubt.take(register, tape, increase, self._scrape(), stood)
        span = self._span
        late = tape.firsts() & (increase == 0.0) & (tape.value > 0) & (tape.start < span.end)
        if late.any():  # a process that was there and was not seen in all of the run
            self._gaps_seconds += span.seconds

    def _stand(self, register: Register, before: Mapping[Series, float]) -> Collection[int]:
        cursors = self._account.cursors.extended(len(register.feedings))
        numbers = {register.index[each]: each for each in before if each in register.index}
        for number, series in numbers.items():
            cursors.time[number], cursors.value[number] = self._span.start, before[series]
        self._account.cursors = cursors
        return numbers.keys()

    def _count(self, register: Register, tape: Tape, increase: Floats) -> None:
        series, rows = len(register.feedings), len(register.rows)
        gained = np.bincount(tape.owner, increase, minlength=series).astype(np.float64)
        cells = cells_of(self._slo, register, gained[:, None], np.zeros(1, np.int64))
        pad = np.zeros(rows - len(self._total))
        self._good = np.concatenate([self._good, pad]) + cells.good[:, 0]
        self._total = np.concatenate([self._total, pad]) + cells.total[:, 0]

    def _look(self, register: Register, tape: Tape, increase: Floats) -> None:
        looks = self._looks.extended(len(register.feedings))
        during = tape.time > self._span.start
        looks.before[tape.owner[~during]] = tape.time[~during]
        own, time = tape.owner[during], tape.time[during]
        np.fmin.at(looks.first, own, time)
        looks.last[own] = time
        new = tape.firsts() & during
        late = new & (increase == 0.0) & (tape.value > 0)
        looks.is_late[tape.owner[late]] = True
        self._looks = looks
        self._scrape_seconds = usual_distances(tape)[0] or self._scrape_seconds
        self._find_gaps(tape, tape.time[during & (new | restarts(tape, [register]))])

    def _find_gaps(self, tape: Tape, broken: Floats) -> None:
        """Add up the times without any scrape in which some process was replaced.

        What a process went on counting is in its next sample, however late. ``broken`` are the
        times of samples that do not go on from one before.
        """
        before = np.empty(0) if self._looked_at is None else np.array([self._looked_at])
        times = np.unique(np.concatenate([before, tape.time]))
        if not len(times):
            return
        scrape = self._scrape()
        for place in np.flatnonzero(np.diff(times) > max(GAP_SECONDS, GAP_SCRAPES * scrape)):
            begin, end = max(float(times[place]), self._span.start), float(times[place + 1])
            if ((broken >= end) & (broken <= end + scrape)).any():
                self._gaps_seconds += end - begin
        self._looked_at = float(times[-1])

    def _scrape(self) -> float:
        return self._scrape_seconds or USUAL_SCRAPE_SECONDS

    def result(self) -> Tallied:
        """Give what was counted."""
        register = self._account.register
        indicator, parts = self._slo.indicator, register.parts
        ratio = indicator if isinstance(indicator, RatioIndicator) else None
        unbounded = {register.rows[row].group for row in self._rows_in_run([Part.UNBOUNDED])}
        counted = self._rows_in_run([Part.TOTAL])
        keys = [(row, register.rows[row]) for row in counted]
        bounds = self._bounds()
        return Tallied(
            counts={
                key.group: self._counts(row, key, bounds)
                for row, key in keys
                if key.bound is Bound.VALUE
            },
            unbounded=unbounded,
            any_series=bool(parts),
            lacks_good=ratio is not None and ratio.good is not None and Part.GOOD not in parts,
            lacks_bad=ratio is not None and ratio.bad is not None and Part.BAD not in parts,
        )

    def _rows_in_run(self, parts: Collection[Part]) -> list[int]:
        series, rows = self._feeds(parts)
        present = ~np.isnan(self._looks.first[series])
        found: list[int] = np.unique(rows[present]).tolist()
        return found

    def _feeds(self, parts: Collection[Part]) -> tuple[Integers, Integers]:
        feeds = [self._account.register.feeds[part] for part in parts]
        return (
            np.concatenate([each.series for each in feeds]),
            np.concatenate([each.row for each in feeds]),
        )

    def _counts(self, row: int, key: RowKey, bounds: Bounds) -> RunCounts:
        looks, span, register = self._looks, self._span, self._account.register
        mine = self._series_of(row, _COUNTING)
        totals = self._series_of(row, [Part.TOTAL])
        begins = np.where(np.isnan(looks.before), span.start, looks.before)[mine]
        late = looks.first[mine][looks.is_late[mine]]
        if looks.is_late[totals].all():
            begins = looks.first[totals]
        events = Events(float(self._good[row]), float(self._total[row]))
        low, high = (self._row(key.group, bound) for bound in (Bound.LOW, Bound.HIGH))
        return RunCounts(
            start=float(begins.min()),
            end=float(looks.last[totals].max()),
            events=events,
            scrape_seconds=self._scrape_seconds,
            are_pushed=all(register.feedings[each].target is None for each in totals.tolist()),
            lacking_seconds=self._late_seconds(late) + self._gaps_seconds,
            good_low=None if low is None else float(self._good[low]),
            good_high=None if high is None else float(self._good[high]),
            worst=bounds.worst(row if low is None else low),
            best=bounds.best(row if high is None else high),
        )

    def _series_of(self, row: int, parts: Collection[Part]) -> Integers:
        """Number the series that feed a row and had a sample in the run."""
        series, rows = self._feeds(parts)
        mine = series[rows == row]
        there: Integers = mine[~np.isnan(self._looks.first[mine])]
        return there

    def _late_seconds(self, first: Floats) -> float:
        """Give the time before the last of some first looks, unless that is a scrape or so."""
        seconds = float(first.max(initial=self._span.start)) - self._span.start
        return seconds if seconds > self._edge_seconds() else 0.0

    def _row(self, group: Group, bound: Bound) -> int | None:
        return self._account.register.row_index.get(RowKey(group, bound))

    def _bounds(self) -> Bounds:
        register, doubt = self._account.register, self._doubt
        edges = (
            cells_of(self._slo, register, each[:, None], np.zeros(1, np.int64))
            for each in (doubt.opening, doubt.closing)
        )
        opening, closing = (Gained(each.good[:, 0], each.total[:, 0]) for each in edges)
        unseen = doubt.unseen_seconds(register, self._looks, self._edge_seconds())
        counted = Gained(self._good, self._total)
        return Bounds(register, doubt, counted, opening, closing, unseen)

    def _edge_seconds(self) -> float:
        return EDGE_SCRAPES * self._scrape()
