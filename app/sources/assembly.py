"""From Prometheus' series to each definition's samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.slo.definition import Slo
from app.slo.samples import Bound, Floats, Integers, Samples
from app.sources.native import Under, events_at_or_under
from app.sources.roster import NativePart, Roster, enrol
from app.sources.routing import Router
from app.sources.table import NativeHistogram, Table, joined
from app.sources.targets import Remembered, Targets, starts_at

_Sameness = tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[tuple[int, bool], ...]]


class Assembly:
    """Hands the series of readings to the definitions that count them.

    It remembers who counts what for as long as the same series come. Use it for one reading at
    a time.
    """

    def __init__(self, slos: Sequence[Slo]) -> None:
        self._slos = slos
        self._router = Router(slos)
        self._roster: Roster | None = None
        self._made_for: _Sameness | None = None

    def samples(
        self, answers: Sequence[Table], starts: Table, remembered: Remembered
    ) -> Mapping[str, Samples]:
        """Assemble one reading: the series that were found, and the starts of their processes.

        Keyed by SLO name.
        """
        table = joined(answers)
        if self._made_for is not None:
            table, starts = (
                table.in_order_of(self._made_for[0]),
                starts.in_order_of(self._made_for[1]),
            )
        roster = self._roster_for(table, starts, remembered)
        return _handed_out(roster, table, starts)

    def _roster_for(self, table: Table, starts: Table, remembered: Remembered) -> Roster:
        native = tuple(
            (i, bool(table.offsets[i + 1] > table.offsets[i])) for i in sorted(table.histograms)
        )
        sameness = (table.keys, starts.keys, native)
        if self._roster is None or self._made_for != sameness:
            targets = Targets(starts, remembered)
            self._roster = enrol(self._slos, table, self._router, targets, self._roster)
            self._made_for = sameness
        return self._roster


def _handed_out(roster: Roster, table: Table, starts: Table) -> dict[str, Samples]:
    begins, counts, times, values = _with_parts(joined([table, starts]), roster.parts)
    own = counts[roster.source]
    offsets = np.concatenate([[0], np.cumsum(own)])
    places = np.repeat(begins[roster.source] - offsets[:-1], own) + np.arange(offsets[-1])
    time, value = times[places], values[places]
    start = starts_at(starts, np.repeat(roster.process, own), time)
    firsts = roster.first.tolist()
    handed = {}
    for d, name in enumerate(roster.slo_names):
        seats = offsets[firsts[d] : firsts[d + 1] + 1]
        mine = slice(int(seats[0]), int(seats[-1]))
        feedings = roster.feedings[d]
        handed[name] = Samples(feedings, seats - seats[0], time[mine], value[mine], start[mine])
    return handed


def _with_parts(
    table: Table, parts: Sequence[NativePart]
) -> tuple[Integers, Integers, Floats, Floats]:
    """Where each series' samples begin, and how many there are: the table's, then the parts'."""
    begins, counts = table.offsets[:-1], np.diff(table.offsets)
    if not parts:
        return begins, counts, table.times, table.values
    times = [[time for time, _ in table.histograms[part.number]] for part in parts]
    values = [[_count(h, part) for _, h in table.histograms[part.number]] for part in parts]
    more = np.array([len(each) for each in times], np.int64)
    return (
        np.concatenate([begins, len(table.times) + np.cumsum(more) - more]),
        np.concatenate([counts, more]),
        np.concatenate([table.times, *times]),
        np.concatenate([table.values, *values]),
    )


def _count(histogram: NativeHistogram, part: NativePart) -> float:
    if part.threshold is None:
        return histogram.count
    under: Under = events_at_or_under(histogram, part.threshold)
    return {Bound.LOW: under.low, Bound.VALUE: under.value, Bound.HIGH: under.high}[part.bound]
