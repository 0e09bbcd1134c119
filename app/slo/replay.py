"""Walks through history with the code of the service, and tells who would have been called when.

Every step is judged, but only those are evaluated in which an alert may change; ``evaluate`` then
says what changed, as it does in a cycle. Why nothing is lost between two such steps:

- ``moved`` (``app/slo/board.py``) leaves a board as it is unless some condition is known to hold
  whose alert does not fire, or is known not to hold whose alert fires (for the first time, or for
  long enough to end it), or is known to hold again. ``scan`` finds, for every step, what is known
  to hold and what is known not to; a step at which none of this is so is passed over.
- An alert also ends when its SLO is one no longer: such steps are evaluated too.
- Whatever else a step takes over from the one before are the figures of SLOs without data, as they
  stood when the data stopped. So steps in which they stop are evaluated, and the first of a
  stretch; the ledger holds what is needed for a day (``retention_seconds``).

Excluded events are left out as the service leaves them out: the ledger has a twin of each account
that has excluded times. The sums that ``scan`` looks at are of what is left.

``tests/slo/test_replay.py`` holds this against a walk that evaluates every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from app.slo.account import Cells, Delta
from app.slo.alert import Key, OpenAlert
from app.slo.calling import Floor
from app.slo.definition import CalendarPeriod, Slo
from app.slo.evaluate import Background, Evaluated, evaluate
from app.slo.ledger import HOUR, Ledger
from app.slo.past import Past
from app.slo.period import boundaries, retention_seconds
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.samples import Flags, Floats, Integers
from app.slo.scan import Scan, scan
from app.slo.stretch import Stretch
from app.slo.terms import Terms
from app.slo.twin import excluded_part, twin_name

FIRST_LOOK_STEPS = 64
"""How far ahead the next change is looked for at first; further and further after that."""

Stretches = Mapping[str, Stretch]
"""What was read, by the definition's name: of every definition the same steps."""

Times = Mapping[str, QuietTimes]
"""What is left out, by the definition's name; of one that is not there, nothing."""

NOTHING_EXCLUDED: Times = MappingProxyType({})


class Replay:
    """A walk through history under one catalog, from an empty state at ``begin`` on.

    Nobody fires then. ``begin`` is in Unix seconds, on the grid of ``step`` seconds. ``times`` are
    left out of the figures, from the begin on to the end.
    """

    def __init__(
        self, slos: Iterable[Slo], step: int, begin: int, times: Times = NOTHING_EXCLUDED
    ) -> None:
        self._slos = list(slos)
        self._times = {slo.name: times.get(slo.name, NO_TIMES) for slo in self._slos}
        self._excluded: dict[str, Cells] = {}
        self._step = step
        self.ledger = Ledger(step, begin, self._cuts)
        self._pasts = {slo.name: Past(begin) for slo in self._slos}
        self._previous: Evaluated | None = None
        for slo in self._slos:
            self.ledger.open(slo.name, retention_seconds(slo.period))
            if self._times[slo.name]:
                self.ledger.open_beside(twin_name(slo.name), slo.name)

    @property
    def open_alerts(self) -> Sequence[OpenAlert]:
        """The alerts that fire after the last step."""
        return list(_firing(self._previous).values())

    def pass_over(self, stretches: Stretches) -> None:
        """Take over what happened in a stretch in which nobody is called."""
        self._remember(stretches)
        self._take(stretches, 0, len(_ends(stretches)))

    def walk(self, stretches: Stretches) -> Iterator[Evaluated]:
        """Walk through a stretch; give the steps in which an alert may have changed, and the last.

        A stretch is no longer than a day.
        """
        self._remember(stretches)
        ends = _ends(stretches)
        cuts = self._cuts(int(ends[0]) - self._farthest(), int(ends[-1]))
        tracks = [
            _Track(scan(s, stretches[s.name], self._pasts[s.name], self._step, cuts))
            for s in self._slos
        ]
        for track in tracks:
            track.follow(_firing(self._previous), 0)
        done = 0
        while done < len(ends):
            column = min([len(ends) - 1, *(track.next for track in tracks)])
            self._take(stretches, done, column + 1)
            done = column + 1
            evaluated = self._evaluated(stretches, column)
            yield evaluated
            fires = _firing(evaluated)
            for track in tracks:
                if track.next == column:
                    track.follow(fires, done)

    def _evaluated(self, stretches: Stretches, column: int) -> Evaluated:
        at = int(_ends(stretches)[column])
        readings = [
            stretches[slo.name].reading(slo, column, self._times[slo.name]) for slo in self._slos
        ]
        found = evaluate(self.ledger, readings, Background(), at, self._step, self._previous)
        self._previous = found
        return found

    def _take(self, stretches: Stretches, first: int, last: int) -> None:
        """Let the ledger go on by the steps from ``first`` up to ``last``, which is not one."""
        self.ledger.advance(int(_ends(stretches)[last - 1]))
        deltas = [stretches[slo.name].delta(slo, first, last) for slo in self._slos]
        twins = [
            _of_twin(delta, self._excluded[delta.slo_name].part(slice(first, last)))
            for delta in deltas
            if delta.slo_name in self._excluded
        ]
        self.ledger.apply_together([*deltas, *twins])

    def _remember(self, stretches: Stretches) -> None:
        """Sum a stretch up for ``scan``, and say which part of it is excluded."""
        self._excluded = {
            name: excluded_part(stretches[name].cells, stretches[name].register.rows, times)
            for name, times in self._times.items()
            if times
        }
        for slo in self._slos:
            stretch, past = stretches[slo.name], self._pasts[slo.name]
            begin = int(stretch.ends[0]) - self._step
            keep_from = begin - retention_seconds(slo.period) - HOUR
            longest = max(Terms.of([slo]).windows)
            past.thin(begin - longest - HOUR, keep_from, self._cuts(keep_from, begin))
            past.extend(_left(stretch.cells, self._excluded.get(slo.name)))

    def _farthest(self) -> int:
        return max(retention_seconds(slo.period) for slo in self._slos) + HOUR

    def _cuts(self, after: int, until: int) -> Sequence[int]:
        periods = {slo.period for slo in self._slos}
        calendars = [period for period in periods if isinstance(period, CalendarPeriod)]
        return sorted({cut for one in calendars for cut in boundaries(one, after, until)})


class _Track:
    """The alerts of one definition on their way through a stretch.

    ``next`` is the column of the next step in which they may change, or one beyond the last.
    """

    def __init__(self, found: Scan) -> None:
        self._found = found
        self.next = 0

    def follow(self, fires: Mapping[Key, OpenAlert], first: int) -> None:
        """Find the next change at or after the column ``first``, given the alerts that fire."""
        scanned, shape = self._found, self._found.holds.shape[:2]
        firing, ceased = np.zeros(shape, np.bool_), np.full(shape, np.nan)
        for spot in np.ndindex(shape):
            one = fires.get((scanned.ids[spot[1]], scanned.names[spot[0]]))
            if one is not None:
                firing[spot] = True
                ceased[spot] = np.nan if one.ceased_at is None else one.ceased_at
        self.next, look = first, FIRST_LOOK_STEPS
        while self.next < len(scanned.ends):
            ahead = slice(self.next, self.next + look)
            changes = np.flatnonzero(self._changes(firing[..., None], ceased[..., None], ahead))
            if len(changes):
                self.next += int(changes[0])
                return
            self.next, look = min(ahead.stop, len(scanned.ends)), 2 * look

    def _changes(self, firing: Flags, ceased: Floats, ahead: slice) -> Flags:
        """Tell of some steps whether a board might be another after them."""
        scanned = self._found
        holds, fails = scanned.holds[..., ahead], scanned.fails[..., ahead]
        with np.errstate(invalid="ignore"):
            long_ago = scanned.ends[ahead] - ceased >= scanned.slo.alerts.keep_firing_seconds
        of_firing = np.where(np.isnan(ceased), fails, holds | (fails & long_ago))
        changes = np.where(firing, of_firing | ~scanned.there[:, ahead], holds)
        found: Flags = np.any(changes, axis=(0, 1)) | scanned.turns[ahead]
        return found


def _of_twin(delta: Delta, excluded: Cells) -> Delta:
    """What the twin gains when its account gains a delta."""
    return replace(delta, slo_name=twin_name(delta.slo_name), cells=excluded)


def _left(cells: Cells, excluded: Cells | None) -> Cells:
    """Take excluded steps out: of these nothing is left, of the others everything."""
    if excluded is None:
        return cells
    return Cells(cells.ends, cells.good - excluded.good, cells.total - excluded.total)


def _firing(evaluated: Evaluated | None) -> Mapping[Key, OpenAlert]:
    if evaluated is None:
        return {}
    floor = Floor(evaluated.sheet, evaluated.roll)
    found = evaluated.calls.board.open_alerts(floor.spot_of)
    return {one.alert.subject.key: one for one in found}


def _ends(stretches: Stretches) -> Integers:
    return next(iter(stretches.values())).ends


def until_of(stretches: Stretches) -> int:
    """Say where a stretch ends; Unix seconds."""
    return int(_ends(stretches)[-1])
