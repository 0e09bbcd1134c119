"""Joins a piece of the past to the account of what came after it.

The past is read newest first, so that the windows on which people are called are known first. A
piece is counted on its own; what it cannot know is what the first sample of each series brought,
since the sample before lies in an older piece. So an account remembers these first samples, its
heads, and what they were counted for, and corrects that once the piece before is there. In the
end every event is counted as if everything had been read from the oldest sample on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.slo.account import Account, Cells, Cursors, Delta, Heads, Reach, Silence
from app.slo.births import SETTLING_SECONDS, Sightings
from app.slo.counter import cells_of
from app.slo.definition import Slo
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Flags, Floats, Integers
from app.slo.tape import Tape, filled, restarts


def join(slo: Slo, older: Delta, newer: Account, step: int, *, is_oldest: bool) -> Delta:
    """Give what an account gains from the piece of time before its begin.

    ``older`` is that piece, counted on an account of its own up to ``newer.reach.begin``.
    ``is_oldest`` says that nothing before it will be read.
    """
    seam = _Seam.of(slo, older, newer)
    numbers, right = seam.increases()
    heads = seam.heads(numbers, right)
    ends, corrections = _by_step(seam, numbers, right, step)
    corrected = cells_of(slo, seam.register, corrections, ends)
    return Delta(
        slo_name=slo.name,
        reach=_reach(seam),
        register=seam.register,
        known_rows=len(newer.rows),
        known_series=len(newer.feedings),
        cursors=seam.cursors_after(),
        newest=seam.newest(older.newest, newer.newest),
        unbounded=seam.newest(older.unbounded, newer.unbounded),
        cells=_appended(seam.rows_of(older.cells), corrected),
        heads=None if is_oldest else heads,
    )


@dataclass(frozen=True, slots=True)
class _Seam:
    """Both sides in the numbers of the joined register.

    ``series`` says which numbers the series of the older piece have; ``cursors`` are those at the
    end of that piece, ``head`` the first samples after it, per series of the joined register.
    """

    older: Delta
    newer: Account
    register: Register
    series: Integers
    cursors: Cursors
    head: Heads

    @staticmethod
    def of(slo: Slo, older: Delta, newer: Account) -> _Seam:
        register = _joined(slo, older.register, newer)
        series = np.arange(len(older.feedings))
        if register is not older.register:
            series = np.array([register.index[f.series] for f in older.feedings], np.int64)
        cursors = Cursors.none(len(register.feedings))
        cursors.time[series] = older.cursors.time
        cursors.value[series] = older.cursors.value
        cursors.start[series] = older.cursors.start
        head = (newer.heads or Heads.none()).extended(len(register.feedings))
        return _Seam(older, newer, register, series, cursors, head)

    def increases(self) -> tuple[Integers, Floats]:
        """Give the series whose heads lie after what was read of them, and the heads' events."""
        tape = self._tape()
        restarted = restarts(tape, [(0, self.register)])
        went_on = np.maximum(tape.value - self.cursors.value[tape.owner], 0.0)
        increase = np.where(restarted, tape.value, went_on)
        new = tape.firsts()
        increase[new] = self._first_increases(tape, np.flatnonzero(new))
        return tape.owner, increase

    def heads(self, numbers: Integers, right: Floats) -> Heads:
        """Give the first samples of all series, those of the older piece where it has some."""
        heads = self.head.extended(len(self.register.feedings))
        heads.counted[numbers] = right
        before = self.older.heads or Heads.none(len(self.series))
        seen = ~np.isnan(before.time)
        heads.time[self.series[seen]] = before.time[seen]
        heads.value[self.series[seen]] = before.value[seen]
        heads.start[self.series[seen]] = before.start[seen]
        heads.counted[self.series[seen]] = before.counted[seen]
        return heads

    def cursors_after(self) -> Cursors:
        """Give the last samples: those of the account, or of the older piece where it has none."""
        now = self.newer.cursors.extended(len(self.register.feedings))
        unseen = np.isnan(now.time)
        return Cursors(
            np.where(unseen, self.cursors.time, now.time),
            np.where(unseen, self.cursors.value, now.value),
            np.where(unseen | np.isnan(now.start), self.cursors.start, now.start),
        )

    def newest(self, older: Floats, newer: Floats) -> Floats:
        """Give per row the later of two times."""
        times = np.full(len(self.register.rows), np.nan)
        times[: len(newer)] = newer
        rows, sources = self._rows()
        times[rows] = np.fmax(times[rows], older[sources])
        return times

    def rows_of(self, cells: Cells) -> Cells:
        """Put the older piece's cells into the joined rows."""
        rows, sources = self._rows()
        good, total = (np.zeros((len(self.register.rows), len(cells.ends))) for _ in range(2))
        good[rows], total[rows] = cells.good[sources], cells.total[sources]
        return Cells(cells.ends, good, total)

    def _rows(self) -> tuple[Integers, Integers]:
        """Pair joined rows with those of the older piece that they continue.

        Before its first interpolated event, the bounds of an estimate were its value.
        """
        if self.register is self.older.register:
            every = np.arange(len(self.register.rows))
            return every, every
        known = self.older.register.row_index
        pairs = [
            (row, source)
            for row, key in enumerate(self.register.rows)
            if (source := known.get(key, known.get(RowKey(key.group, Bound.VALUE)))) is not None
        ]
        rows, sources = np.array(pairs, np.int64).reshape(-1, 2).T
        return rows, sources

    def _tape(self) -> Tape:
        head, cursors = self.head, self.cursors
        later = ~np.isnan(head.time) & ~(head.time <= cursors.time)
        owner = np.flatnonzero(later)
        value = head.value[owner]
        fell = value < cursors.value[owner]
        return Tape(
            first=np.array([0, len(self.register.feedings)]),
            cursors=cursors,
            owner=owner,
            offsets=np.searchsorted(owner, np.arange(len(self.register.feedings) + 1)),
            time=head.time[owner],
            value=value,
            start=filled(head.start[owner], owner, cursors.start, fell),
        )

    def _first_increases(self, tape: Tape, new: Integers) -> Floats:
        """Decide again on series that the older piece does not have, where it knows more.

        What was seen of a target in the account before its new series decided on them.
        """
        counted = self.head.counted[tape.owner[new]]
        if not len(new):
            return counted
        undecided = new[self._are_undecided(tape, new)]
        deep = tape.time[undecided] > np.nanmin(self.head.time) + SETTLING_SECONDS
        was_young = self.head.counted[tape.owner[undecided]] > 0
        sightings = Sightings(
            self.register.feedings,
            tape.cursors,
            tape.offsets,
            tape.time,
            tape.start,
            self.older.reach.silence,
        )
        owner, time, start = tape.owner[undecided], tape.time[undecided], tape.start[undecided]
        young = np.where(deep, was_young, sightings.are_young(time, start))
        born = sightings.born(owner, time, start, young)
        again = np.where(born, tape.value[undecided], 0.0)
        again[time <= self.older.reach.begin] = 0.0
        counted[np.searchsorted(new, undecided)] = again
        return counted

    def _are_undecided(self, tape: Tape, new: Integers) -> Flags:
        """Whether a series' target had not been seen before it, so that more can be known now."""
        targets = self.register.targets
        first_of_target = np.full(targets.max(initial=-1) + 2, np.inf)
        np.fmin.at(first_of_target, targets, self.head.time)  # the last one: "no target"
        owner, time = tape.owner[new], tape.time[new]
        beginning = np.nanmin(self.head.time) + SETTLING_SECONDS
        undecided: Flags = np.where(
            targets[owner] < 0, time <= beginning, time <= first_of_target[targets[owner]]
        )
        return undecided


def _joined(slo: Slo, older: Register, newer: Account) -> Register:
    """The account's series and rows, and after them those that only the older piece has.

    Groups are at most ``max_groups`` in all: those that are there now come first.
    """
    if older.continues(newer.register):
        return older
    rows = dict.fromkeys(newer.rows)
    groups = {key.group for key in newer.rows}
    for key in older.rows:
        if key.group in groups or len(groups) < slo.max_groups:
            groups.add(key.group)
            rows[key] = None
    missing = [f for f in older.feedings if f.series not in newer.register.index]
    return Register((*newer.feedings, *missing), tuple(rows))


def _by_step(seam: _Seam, numbers: Integers, right: Floats, step: int) -> tuple[Integers, Floats]:
    """What heads were counted for too little or too much: per series and step, ends of steps."""
    wrong = right - seam.head.counted[numbers]
    some = np.flatnonzero(wrong)
    end = np.ceil(seam.head.time[numbers[some]] / step).astype(np.int64) * step
    # What was seen of that time only later belongs to the step in which it was.
    ends, which = np.unique(np.maximum(end, seam.older.reach.until + step), return_inverse=True)
    corrections = np.zeros((len(seam.register.feedings), len(ends)))
    corrections[numbers[some], which] = wrong[some]
    return ends, corrections


def _appended(older: Cells, newer: Cells) -> Cells:
    return Cells(
        np.concatenate([older.ends, newer.ends]),
        np.concatenate([older.good, newer.good], axis=1),
        np.concatenate([older.total, newer.total], axis=1),
    )


def _reach(seam: _Seam) -> Reach:
    before, now = seam.older.reach, seam.newer.reach
    between = _silence_between(seam.cursors.time, seam.head.time)
    return Reach(
        begin=before.begin,
        until=now.until,
        earliest=now.earliest if before.earliest is None else before.earliest,
        scrape_seconds=now.scrape_seconds or before.scrape_seconds,
        silence=now.silence or between or before.silence,
    )


def _silence_between(last: Floats, first: Floats) -> Silence | None:
    """The time between the last sample of one side and the first of the other, if it is long."""
    begin, end = np.fmax.reduce(last, initial=-np.inf), np.fmin.reduce(first, initial=np.inf)
    met = np.isfinite(begin) and np.isfinite(end) and end - begin > SETTLING_SECONDS
    return (float(begin), float(end)) if met else None
