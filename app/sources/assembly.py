"""From Prometheus' series to each definition's samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from app.slo.definition import Slo
from app.slo.samples import Bound, Floats, Integers, Samples
from app.sources.native import Under, events_at_or_under
from app.sources.roster import NativePart, Roster, enrol
from app.sources.routing import Router
from app.sources.table import NativeHistogram, Table, joined
from app.sources.targets import Remembered, Targets, starts_at

_Sameness = tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[tuple[int, bool], ...]]


class _Made(NamedTuple):
    """A roster, and the series that it is for."""

    sameness: _Sameness
    roster: Roster


class Assembly:
    """Hands the series of readings to the definitions that count them.

    It remembers who counts what for as long as the same series come. A cycle and a backfill may
    use it at the same time: what is remembered is replaced as a whole, never changed.
    """

    def __init__(self, slos: Sequence[Slo]) -> None:
        self._slos = slos
        self._router = Router(slos)
        self._made: _Made | None = None

    def samples(
        self, answers: Sequence[Table], starts: Table, remembered: Remembered
    ) -> Mapping[str, Samples]:
        """Assemble one reading: the series that were found, and the starts of their processes.

        Keyed by SLO name.
        """
        table, made = joined(answers), self._made
        if made is not None:
            keys, start_keys, _ = made.sameness
            table, starts = table.in_order_of(keys), starts.in_order_of(start_keys)
        sameness = (table.keys, starts.keys, _native(table))
        if made is None or made.sameness != sameness:
            before = None if made is None else made.roster
            targets = Targets(starts, remembered)
            roster = enrol(self._slos, table, self._router, targets, before)
            self._made = made = _Made(sameness, roster)
        return _handed_out(made.roster, table, starts)


def _native(table: Table) -> tuple[tuple[int, bool], ...]:
    """Number the series with native histograms, and tell which of them are plain numbers too."""
    counts = np.diff(table.offsets)
    return tuple((number, bool(counts[number])) for number in sorted(table.histograms))


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
