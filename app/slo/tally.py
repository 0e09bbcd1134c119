"""Counts a run: the events of exactly (start, end], as far as there are samples of them.

What an event is, is decided as everywhere (``app/slo/tape.py``): differences of counters, restarts,
births. Only that the edges lie on no grid is different here. A run may be read in pieces; they
telescope.

A series whose labels name no process, such as those that k6 sends, has neither siblings nor an
age. It was born in the run if there was no sample of it for long before, which is looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import floor

import numpy as np

from app.slo.account import Account, Reach
from app.slo.counter import cells_of
from app.slo.definition import Group, RatioIndicator, Slo
from app.slo.layout import Layout
from app.slo.register import Register, RowKey
from app.slo.rows import register_of
from app.slo.run import RunCounts, Span
from app.slo.samples import Bound, Flags, Floats, Integers, Part, Samples, Series
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


@dataclass(frozen=True, slots=True)
class _Looks:
    """When each series was looked at: last ``before`` the run, ``first`` and ``last`` in it.

    NaN: it was not. ``is_late`` says that nothing is known of what it counted before the first.
    """

    before: Floats
    first: Floats
    last: Floats
    is_late: Flags

    @staticmethod
    def none() -> _Looks:
        return _Looks(np.empty(0), np.empty(0), np.empty(0), np.empty(0, np.bool_))

    def extended(self, count: int) -> _Looks:
        more = count - len(self.first)
        pad = np.full(more, np.nan)
        return _Looks(
            before=np.concatenate([self.before, pad]),
            first=np.concatenate([self.first, pad]),
            last=np.concatenate([self.last, pad]),
            is_late=np.concatenate([self.is_late, np.zeros(more, np.bool_)]),
        )


class Tally:
    """Counts one definition over a run, piece by piece, in order of time."""

    def __init__(self, slo: Slo, span: Span) -> None:
        self._slo = slo
        self._span = span
        begin = floor(span.start)
        self._account = Account(slo.name, slo.fingerprint, Reach(begin, begin))
        self._good, self._total = np.empty(0), np.empty(0)
        self._looks = _Looks.none()
        self._looked_at: float | None = None
        self._scrape_seconds: float | None = None
        self._gaps_seconds = 0.0

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

        ``before`` holds, for series that begin in the run, what they stood at when it began.
        """
        account, register = self._account, register_of(self._slo, self._account, samples)
        self._stand(register, before)
        counted, layout = [Counted(account, register, samples)], Layout.of([self._slo], [register])
        tape = Tape.of(counted, layout, min(until, self._span.end))
        increase = increases(tape, counted, layout.follows)
        increase[tape.time <= self._span.start] = 0.0
        self._count(register, tape, increase)
        self._look(register, tape, increase)
        account.register, account.cursors = register, tape.advanced()
        account.newest = np.full(len(register.rows), np.nan)

    def _stand(self, register: Register, before: Mapping[Series, float]) -> None:
        cursors = self._account.cursors.extended(len(register.feedings))
        for series, value in before.items():
            number = register.index.get(series)
            if number is not None:
                cursors.time[number], cursors.value[number] = self._span.start, value
        self._account.cursors = cursors

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
        self._find_gaps(tape, tape.time[during & (new | restarts(tape, [(0, register)]))])

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
        return Tallied(
            counts={
                key.group: self._counts(row, key) for row, key in keys if key.bound is Bound.VALUE
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

    def _counts(self, row: int, key: RowKey) -> RunCounts:
        looks, span, register = self._looks, self._span, self._account.register
        mine = self._series_of(row, _COUNTING)
        totals = self._series_of(row, [Part.TOTAL])
        begins = np.where(np.isnan(looks.before), span.start, looks.before)[mine]
        late = looks.first[mine][looks.is_late[mine]]
        if looks.is_late[totals].all():
            begins = looks.first[totals]
        events = Events(float(self._good[row]), float(self._total[row]))
        low, high = (self._bound(key.group, bound) for bound in (Bound.LOW, Bound.HIGH))
        return RunCounts(
            start=float(begins.min()),
            end=float(looks.last[totals].max()),
            events=events,
            scrape_seconds=self._scrape_seconds,
            are_pushed=all(register.feedings[each].target is None for each in totals.tolist()),
            lacking_seconds=self._late_seconds(late) + self._gaps_seconds,
            ended=self._ended(totals),
            good_low=low,
            good_high=high,
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
        return seconds if seconds > EDGE_SCRAPES * self._scrape() else 0.0

    def _ended(self, series: Integers) -> tuple[Group, ...]:
        """Name the targets of some series that were not seen at the end of the others."""
        last: dict[Group, float] = {}
        times = self._looks.last[series].tolist()
        for number, time in zip(series.tolist(), times, strict=True):
            target = self._account.register.feedings[number].target
            if target is not None:
                last[target] = max(last.get(target, time), time)
        enough = max(times) - EDGE_SCRAPES * self._scrape()
        return tuple(sorted(target for target, time in last.items() if time < enough))

    def _bound(self, group: Group, bound: Bound) -> float | None:
        row = self._account.register.row_index.get(RowKey(group, bound))
        return None if row is None else float(self._good[row])
