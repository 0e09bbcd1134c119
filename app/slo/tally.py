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
from app.slo.layout import Layout, counts_bad
from app.slo.looks import Looks, Rhythm, edges, within
from app.slo.register import Register, RowKey
from app.slo.rows import register_of
from app.slo.run import RunCounts, Span
from app.slo.samples import Bound, Floats, Integers, Part, Samples, Series
from app.slo.snapshot import Events
from app.slo.tape import Counted, Tape, increases, restarts
from app.slo.unseen import Unseen

EDGE_SCRAPES = 1.5
"""So many scrapes may lie between an edge of a run and the first or the last look at a series."""

TAIL_SECONDS = 60.0
"""So long after a run its samples are read: they tell what may have happened at its end."""

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

    def __init__(self, slo: Slo, span: Span, known: Register | None = None) -> None:
        """Begin to count; ``known`` are series and rows of an earlier run, which spare work."""
        self._slo = slo
        self._span = span
        begin = floor(span.start)
        self._account = Account(slo.name, slo.fingerprint, Reach(begin, begin))
        if known is not None:
            self._account.register = known
            self._account.newest = np.full(len(known.rows), np.nan)
        # By row: what was counted, and what of it and of the time after is of either side.
        self._good, self._total = np.empty((0, 3)), np.empty((0, 3))
        self._looks, self._rhythm = Looks.none(), Rhythm(span)
        self._gaps_seconds = 0.0
        self._unseen = Unseen(span)

    def newcomers(self, samples: Samples) -> Collection[Series]:
        """Name the series that begin in the run, and of which no label names a process."""
        seen = np.flatnonzero(~np.isnan(self._looks.newest)).tolist()
        known = {self._account.register.feedings[number].series for number in seen}
        firsts = samples.offsets[:-1].tolist()
        return {
            feeding.series
            for feeding, first in zip(samples.feedings, firsts, strict=True)
            if feeding.target is None
            and feeding.series not in known
            and self._span.start < samples.time[first] <= self._span.end
        }

    @property
    def register(self) -> Register:
        """What is known of series and rows, for another run."""
        return self._account.register

    @property
    def series_seen(self) -> int:
        """How many series had a sample, before the run or in it."""
        return int(np.count_nonzero(~np.isnan(self._looks.newest)))

    def add(self, samples: Samples, until: float, before: Mapping[Series, float]) -> None:
        """Count the samples up to ``until``; they may begin some time before the run.

        They may end some time after it, too. ``before`` holds, for series that begin in the run,
        what they stood at when it began.
        """
        account, register = self._account, register_of(self._slo, self._account, samples)
        self._stand(register, samples, before)
        counted, layout = [Counted(account, register, samples)], _layout(self._slo, register)
        tape = Tape.of(counted, layout, until)
        increase = increases(tape, counted, layout.follows)
        self._rhythm.listen(tape)
        self._count(register, tape, increase)
        self._looks = self._looks.noted(tape, self._span, increase)
        anew = tape.firsts() | restarts(tape, [(0, register)])
        self._unseen.note(register, tape, increase, anew, self._rhythm.seconds)
        self._find_gaps(tape, register)
        account.register, account.cursors = register, tape.advanced()
        account.newest = np.full(len(register.rows), np.nan)

    def _stand(self, register: Register, samples: Samples, before: Mapping[Series, float]) -> None:
        """Find what each series stood at when the run began; what was earlier is passed over."""
        cursors = self._account.cursors.extended(len(register.feedings))
        numbers = register.numbers(samples.feedings)
        early = np.flatnonzero(samples.time <= self._span.start)
        if numbers is not None and len(early):
            own = np.repeat(numbers, np.diff(samples.offsets))[early]
            for column, values in (
                (cursors.time, samples.time),
                (cursors.value, samples.value),
                (cursors.start, samples.start),
            ):
                column[own] = values[early]  # ascending in a series: the last stays
        for series, value in before.items():
            number = register.index.get(series)
            if number is not None:
                # Where there was nothing, all that comes is of the run.
                time = self._span.start - (value > 0)
                cursors.time[number], cursors.value[number] = time, value
        self._account.cursors = cursors

    def _count(self, register: Register, tape: Tape, increase: Floats) -> None:
        series, rows = len(register.feedings), len(register.rows)
        head, tail = edges(tape, self._span, self._rhythm.seconds)
        columns = [
            np.bincount(tape.owner, np.where(each, increase, 0.0), minlength=series)
            for each in (within(tape, self._span), head, tail)
        ]
        gained = np.array(columns, np.float64).T
        cells = cells_of(self._slo, register, gained, np.zeros(3, np.int64))
        pad = np.zeros((rows - len(self._total), 3))
        self._good = np.concatenate([self._good, pad]) + cells.good
        self._total = np.concatenate([self._total, pad]) + cells.total

    def _find_gaps(self, tape: Tape, register: Register) -> None:
        """Add up the times without any scrape in which some process was replaced.

        What a process went on counting is in its next sample, however late.
        """
        gaps = list(self._rhythm.gaps(tape))
        if not gaps:
            return
        times = tape.time[tape.firsts() | restarts(tape, [(0, register)])]  # these do not go on
        for gap in gaps:
            if ((times >= gap.end) & (times <= gap.end + self._rhythm.seconds)).any():
                self._gaps_seconds += gap.seconds

    def result(self) -> Tallied:
        """Give what was counted."""
        register, indicator = self._account.register, self._slo.indicator
        parts = {part for part in Part if len(self._seen(part))}
        ratio = indicator if isinstance(indicator, RatioIndicator) else None
        unbounded = {register.rows[row].group for row in self._rows_in_run([Part.UNBOUNDED])}
        counted = self._rows_in_run([Part.TOTAL])
        keys = [(row, register.rows[row]) for row in counted]
        scrape = self._rhythm.seconds
        unseen = self._unseen.seconds(register, self._looks, scrape, EDGE_SCRAPES * scrape)
        return Tallied(
            counts={
                key.group: self._counts(row, key, unseen)
                for row, key in keys
                if key.bound is Bound.VALUE
            },
            unbounded=unbounded,
            any_series=bool(parts),
            lacks_good=ratio is not None and ratio.good is not None and Part.GOOD not in parts,
            lacks_bad=ratio is not None and ratio.bad is not None and Part.BAD not in parts,
        )

    def _seen(self, part: Part) -> Integers:
        """Number the series of a part that had any sample."""
        series, _ = self._feeds([part])
        there: Integers = series[~np.isnan(self._looks.newest[series])]
        return there

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

    def _counts(self, row: int, key: RowKey, unseen: Mapping[Group, float]) -> RunCounts:
        looks, span, register = self._looks, self._span, self._account.register
        mine = self._series_of(row, _COUNTING)
        totals = self._series_of(row, [Part.TOTAL])
        begins = np.where(np.isnan(looks.before), span.start, looks.before)[mine]
        late = looks.first[mine][looks.is_late[mine]]
        if looks.is_late[totals].all():
            begins = looks.first[totals]
        pairs = zip(self._good[row].tolist(), self._total[row].tolist(), strict=True)
        events, head, tail = (Events(good, total) for good, total in pairs)
        low, high = (self._bound(key.group, bound) for bound in (Bound.LOW, Bound.HIGH))
        return RunCounts(
            start=float(begins.min()),
            end=float(looks.last[totals].max()),
            newest=float(looks.newest[totals].max()),
            events=events,
            head=head,
            tail=tail,
            unseen=self._unseen_events(row, unseen),
            scrape_seconds=self._rhythm.known_seconds,
            are_pushed=all(register.feedings[each].target is None for each in totals.tolist()),
            lacking_seconds=self._late_seconds(late) + self._gaps_seconds,
            ended=self._ended(totals),
            good_low=low,
            good_high=high,
        )

    def _unseen_events(self, row: int, seconds: Mapping[Group, float]) -> float:
        register = self._account.register
        feeds = register.feeds[Part.TOTAL]
        mine = feeds.row == row
        return self._unseen.events(register, feeds.series[mine], feeds.weight[mine], seconds)

    def _series_of(self, row: int, parts: Collection[Part]) -> Integers:
        """Number the series that feed a row and had a sample in the run."""
        series, rows = self._feeds(parts)
        mine = series[rows == row]
        there: Integers = mine[~np.isnan(self._looks.first[mine])]
        return there

    def _late_seconds(self, first: Floats) -> float:
        """Give the time before the last of some first looks, unless that is a scrape or so."""
        seconds = float(first.max(initial=self._span.start)) - self._span.start
        return seconds if seconds > EDGE_SCRAPES * self._rhythm.seconds else 0.0

    def _ended(self, series: Integers) -> tuple[Group, ...]:
        """Name the targets of some series that were not seen at the end of the others."""
        last: dict[Group, float] = {}
        times = self._looks.last[series].tolist()
        for number, time in zip(series.tolist(), times, strict=True):
            target = self._account.register.feedings[number].target
            if target is not None:
                last[target] = max(last.get(target, time), time)
        enough = max(times) - EDGE_SCRAPES * self._rhythm.seconds
        return tuple(sorted(target for target, time in last.items() if time < enough))

    def _bound(self, group: Group, bound: Bound) -> float | None:
        row = self._account.register.row_index.get(RowKey(group, bound))
        return None if row is None else float(self._good[row, 0])


def _layout(slo: Slo, register: Register) -> Layout:
    """Lay out a single account: it stands as it is."""
    return Layout(
        slos=[slo],
        registers=[register],
        first_row=np.array([0, len(register.rows)]),
        first_series=np.array([0, len(register.feedings)]),
        feeds=register.feeds,
        counts_bad=np.full(len(register.rows), counts_bad(slo)),
        follows=[0] if register.followers else [],
    )
