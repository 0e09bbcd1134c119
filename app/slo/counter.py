"""Counts events exactly: raw samples and cursors in, the events of each step out.

A counter's events between two samples are the difference of their values, so pieces telescope
whatever the interval of polling. A counter that fell, or whose process began anew, restarted
from zero. A series that was away is continued from its last value, however long ago. A new series
is counted from zero if it was born (``app/slo/births.py``).

Nothing here changes anything: the result is a ``Delta``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from app.slo.account import Account, Cells, Delta, Heads, Reach, Silence
from app.slo.births import SETTLING_SECONDS, silences
from app.slo.definition import Slo
from app.slo.layout import Layout, Layouts, counts_bad
from app.slo.period import retention_seconds
from app.slo.register import Feeds, Register
from app.slo.rows import register_of
from app.slo.samples import Flags, Floats, Integers, Part, Samples
from app.slo.tape import Counted, Tape, heads_after, increases, settled, usual_distances


def count(slo: Slo, account: Account, samples: Samples, until: int, step: int) -> Delta:
    """Count what one account gains; see ``count_together``."""
    return count_together([(slo, account, samples)], until, step)[0]


def count_together(
    read: Sequence[tuple[Slo, Account, Samples]],
    until: int,
    step: int,
    layouts: Layouts | None = None,
) -> list[Delta]:
    """Count what accounts that have been read equally far gain from samples up to ``until``.

    The steps are those of the grid in (account.reach.until, until]; ``until`` lies on it. A
    sample that is older than them and was not seen before is counted in the first of them; where
    there is no step, it waits for the next reading. ``layouts`` spare some work where mostly the
    same accounts are counted again.
    """
    if not read:
        return []
    after = read[0][1].reach.until
    if until <= after:
        return [nothing(slo, account, after) for slo, account, _ in read]
    counted = [Counted(a, register_of(slo, a, found), found) for slo, a, found in read]
    slos = [slo for slo, _, _ in read]
    layout = (layouts or Layouts()).of(slos, [one.register for one in counted])
    tape = Tape.of(counted, layout, until)
    sheet = _Sheet.of(counted, layout, tape, after, until, step)
    reaches = _reaches(slos, counted, tape, until)
    return list(sheet.deltas(slos, counted, tape, reaches))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the rows of all accounts gain; account ``a`` has ``first[a]:first[a + 1]`` of them."""

    first: Integers
    cells: Cells
    newest: Floats
    unbounded: Floats
    heads: Sequence[Heads | None]

    @staticmethod
    def of(
        counted: Sequence[Counted],
        layout: Layout,
        tape: Tape,
        after: int,
        until: int,
        step: int,
    ) -> _Sheet:
        """Add up what the samples bring, by row and step."""
        first, feeds = layout.first_row, layout.feeds
        increase = increases(tape, counted, layout.follows)
        per_step = _per_step(tape, increase, after, until, step)
        ends = (after // step + np.arange(1, per_step.shape[1] + 1)) * step
        seen = tape.last_times()
        return _Sheet(
            first=first,
            cells=_cells(ends, feeds, per_step, layout.counts_bad),
            newest=_latest([one.account.newest for one in counted], first, feeds[Part.TOTAL], seen),
            unbounded=_latest(
                [one.account.unbounded for one in counted], first, feeds[Part.UNBOUNDED], seen
            ),
            heads=heads_after(tape, increase, counted),
        )

    def deltas(
        self,
        slos: Sequence[Slo],
        counted: Sequence[Counted],
        tape: Tape,
        reaches: Sequence[Reach],
    ) -> Iterator[Delta]:
        """Cut the sheet into each account's part."""
        cursors, cells = tape.advanced(), self.cells
        rows, series = self.first.tolist(), tape.first.tolist()
        for number, (slo, one, reach) in enumerate(zip(slos, counted, reaches, strict=True)):
            mine = slice(rows[number], rows[number + 1])
            read = one.samples.feedings
            yield Delta(
                slo_name=slo.name,
                reach=reach,
                register=one.register,
                known_rows=len(one.account.rows),
                known_series=len(one.account.feedings),
                cursors=cursors.part(slice(series[number], series[number + 1])),
                newest=self.newest[mine],
                unbounded=self.unbounded[mine],
                cells=Cells(cells.ends, cells.good[mine], cells.total[mine]),
                heads=self.heads[number],
                cut_groups=one.register.cut_groups(read) if one.register.cuts else 0,
            )


def _per_step(tape: Tape, increase: Floats, after: int, until: int, step: int) -> Floats:
    """Events per series and step (float64, series × steps)."""
    steps = until // step - after // step
    series = len(tape.offsets) - 1
    which = np.ceil((tape.time - after // step * step) / step).astype(np.int64) - 1
    flat = tape.owner * steps + np.clip(which, 0, steps - 1)
    events = np.bincount(flat, increase, minlength=series * steps).astype(np.float64)
    return events.reshape(series, steps)


def cells_of(slo: Slo, register: Register, per_step: Floats, ends: Integers) -> Cells:
    """Add up by row what the series of one account bring (float64, series × steps)."""
    are_bad = np.full(len(register.rows), counts_bad(slo))
    return _cells(ends, register.feeds, per_step, are_bad)


def _cells(ends: Integers, feeds: Mapping[Part, Feeds], per_step: Floats, are_bad: Flags) -> Cells:
    total, good, bad = (
        _summed(feeds[part], per_step, len(are_bad)) for part in (Part.TOTAL, Part.GOOD, Part.BAD)
    )
    return Cells(ends, np.where(are_bad[:, None], total - bad, good), total)


def _summed(feeds: Feeds, per_step: Floats, rows: int) -> Floats:
    """Events per row and step."""
    into = np.zeros((rows, per_step.shape[1]))
    if len(feeds.series):
        events = per_step[feeds.series]
        if (feeds.weight != 1.0).any():
            events *= feeds.weight[:, None]
        begins = np.flatnonzero(np.diff(feeds.row, prepend=-1))
        into[feeds.row[begins]] = np.add.reduceat(events, begins, axis=0)
    return into


def _latest(before: Sequence[Floats], first: Integers, feeds: Feeds, seen: Floats) -> Floats:
    """Per row the time of the newest sample among its feeds, or what was known before."""
    latest = np.concatenate(before)
    if len(latest) < first[-1]:  # rows are new
        latest = np.full(first[-1], np.nan)
        for begin, own in zip(first.tolist(), before, strict=False):
            latest[begin : begin + len(own)] = own
    np.fmax.at(latest, feeds.row, seen[feeds.series])
    return latest


def _reaches(
    slos: Sequence[Slo], counted: Sequence[Counted], tape: Tape, until: int
) -> list[Reach]:
    bounds = pairwise(tape.offsets[tape.first].tolist())
    distances, are_settled = usual_distances(tape), settled(tape, SETTLING_SECONDS)
    kept_from = {period: until - retention_seconds(period) for period in {s.period for s in slos}}
    found = []
    for slo, one, own, distance, is_settled in zip(
        slos, counted, bounds, distances, are_settled, strict=True
    ):
        before = one.account.reach
        silence, earliest = before.silence, before.earliest
        if earliest is None or not is_settled:
            silence, earliest = _newly(one, tape.time[slice(*own)], is_settled=is_settled)
        begin = max(before.begin, kept_from[slo.period])
        reach = Reach(begin, until, earliest, distance or before.scrape_seconds, silence)
        found.append(reach)
    return found


def _newly(one: Counted, time: Floats, *, is_settled: bool) -> tuple[Silence | None, float | None]:
    """The last silence of an account, and its first sample, once it has samples at these times."""
    silence, earliest = one.account.reach.silence, one.account.reach.earliest
    if not is_settled:
        met = silences(one.account.cursors, time, silence)
        silence = met[-1] if met else None
    if earliest is None and len(time):
        earliest = float(time.min())
    return silence, earliest


def nothing(slo: Slo, account: Account, until: int) -> Delta:
    """The delta of a stretch up to ``until`` that is known to hold no sample."""
    rows = len(account.rows)
    begin = max(account.reach.begin, until - retention_seconds(slo.period))
    return Delta(
        slo_name=slo.name,
        reach=replace(account.reach, begin=begin, until=until),
        register=account.register,
        known_rows=rows,
        known_series=len(account.feedings),
        cursors=account.cursors,
        newest=account.newest,
        unbounded=account.unbounded,
        cells=Cells(np.empty(0, np.int64), np.zeros((rows, 0)), np.zeros((rows, 0))),
        heads=account.heads,
    )
