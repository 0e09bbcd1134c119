"""Counts events exactly: raw samples and cursors in, the events of each step out.

A counter's events between two samples are the difference of their values, so pieces telescope
whatever the interval of polling. A counter that fell, or whose process began anew, restarted
from zero. A series that was away is continued from its last value, however long ago. A new series
is counted from zero if it was born (``app/slo/births.py``).

Nothing here changes anything: the result is a ``Delta``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.slo.account import Account, Cells, Cursors, Delta, Reach, Silence
from app.slo.births import RESTART_SECONDS, Sightings, silences
from app.slo.definition import RatioIndicator, Slo
from app.slo.period import retention_seconds
from app.slo.rows import Feeds, cut_groups, feeds_of, latest, opened
from app.slo.samples import Feeding, Flags, Floats, Integers, Part, Samples


@dataclass(frozen=True, slots=True)
class _Tape:
    """The samples that are new to the account, by series and time.

    ``owner`` numbers the account's series (old ones first); one entry per sample throughout.
    ``offsets`` has one entry more than there are series.
    """

    owner: Integers
    offsets: Integers
    time: Floats
    value: Floats
    start: Floats


def count(slo: Slo, account: Account, samples: Samples, until: int, step: int) -> Delta:
    """Count what an account gains from ``samples``, read up to ``until``.

    The steps are those of the grid in (account.reach.until, until]; ``until`` lies on it. A
    sample that is older than them and was not seen before is counted in the first of them; where
    there is no step, it waits for the next reading.
    """
    after = account.reach.until
    if until <= after:
        return nothing(slo, account, after)
    feedings, numbers = _numbered(account, samples)
    cursors = account.cursors.extended(len(feedings))
    tape = _tape(samples, numbers, cursors, until)
    increase, intervals = _increases(tape, cursors, feedings, account.reach)
    rows = opened(slo, account, samples)
    feeds = feeds_of(rows, samples, numbers)
    seen_at = _last_times(tape)
    per_step = _per_step(tape, increase, after, until, step)
    return Delta(
        slo_name=slo.name,
        reach=_reach(account, tape, intervals, until, retention_seconds(slo.period)),
        rows=rows,
        known_rows=len(account.rows),
        feedings=feedings,
        known_series=len(account.feedings),
        cursors=_advanced(cursors, tape),
        newest=latest(account.newest, len(rows), feeds.of(Part.TOTAL), seen_at),
        unbounded=latest(account.unbounded, len(rows), feeds.of(Part.UNBOUNDED), seen_at),
        cells=_cells(slo, len(rows), feeds, per_step, after, step),
        cut_groups=cut_groups(rows, samples),
    )


def _numbered(account: Account, samples: Samples) -> tuple[tuple[Feeding, ...], Integers]:
    """All series afterwards, and for each series of the samples its number among them."""
    index = account.index
    feedings = list(account.feedings)
    numbers = np.empty(len(samples.feedings), np.int64)
    for i, feeding in enumerate(samples.feedings):
        number = index.get(feeding.series)
        if number is None:
            number = len(feedings)
            feedings.append(feeding)
        else:
            feedings[number] = feeding  # what its labels say of its target may have become known
        numbers[i] = number
    return tuple(feedings), numbers


def _tape(samples: Samples, numbers: Integers, cursors: Cursors, until: int) -> _Tape:
    owner = np.repeat(numbers, np.diff(samples.offsets))
    seen = samples.time <= cursors.time[owner]  # False where there is no cursor: NaN
    fresh = ~seen & (samples.time <= until)
    order = np.flatnonzero(fresh)
    order = order[np.argsort(owner[order], kind="stable")]
    owner = owner[order]
    value = samples.value[order]
    fell = value < _preceding(value, owner, cursors.value)
    return _Tape(
        owner=owner,
        offsets=np.searchsorted(owner, np.arange(len(cursors.time) + 1)),
        time=samples.time[order],
        value=value,
        start=_filled(samples.start[order], owner, cursors.start, fell),
    )


def _preceding(values: Floats, owner: Integers, before: Floats) -> Floats:
    """Give what each entry's series held one sample earlier; ``before`` (per series) at first."""
    shifted = np.concatenate([values[:1], values[:-1]])
    first = np.concatenate([np.ones(len(owner[:1]), bool), owner[1:] != owner[:-1]])
    return np.where(first, before[owner], shifted)


def _filled(start: Floats, owner: Integers, before: Floats, fell: Flags) -> Floats:
    """Carry a known process start forward over samples that came without one.

    A value that fell without one belongs to a process whose start is yet to be learned: naming
    the old one would take the learning for a second restart.
    """
    if not len(start):
        return start
    known = np.where(np.isnan(start) & ~fell, -1, np.arange(len(start)))
    last = np.maximum.accumulate(known)
    same = (last >= 0) & (owner[np.maximum(last, 0)] == owner)
    return np.where(same, start[np.maximum(last, 0)], before[owner])


def _increases(
    tape: _Tape, cursors: Cursors, feedings: Sequence[Feeding], reach: Reach
) -> tuple[Floats, Floats]:
    """Events that each sample brings, and the distances between samples of a series."""
    last_value = _preceding(tape.value, tape.owner, cursors.value)
    last_start = _preceding(tape.start, tape.owner, cursors.start)
    last_time = _preceding(tape.time, tape.owner, cursors.time)
    new = np.isnan(last_time)
    restarted = (tape.value < last_value) | (np.abs(tape.start - last_start) > RESTART_SECONDS)
    _follow_leaders(restarted, tape, feedings)
    increase = np.where(restarted, tape.value, np.maximum(tape.value - last_value, 0.0))
    increase[new] = np.where(
        _born(tape, cursors, feedings, new, reach.silence), tape.value[new], 0.0
    )
    increase[tape.time <= reach.begin] = 0.0
    return increase, (tape.time - last_time)[~new]


def _follow_leaders(restarted: Flags, tape: _Tape, feedings: Sequence[Feeding]) -> None:
    """Let the parts of a native histogram restart when its count does, and only then."""
    followers = [i for i, feeding in enumerate(feedings) if feeding.leader is not None]
    index = {feeding.series: i for i, feeding in enumerate(feedings)} if followers else {}
    for follower in followers:
        leader = index[feedings[follower].leader]  # type: ignore[index]  # chosen above
        own = slice(tape.offsets[follower], tape.offsets[follower + 1])
        restarted[own] = restarted[tape.offsets[leader] : tape.offsets[leader + 1]]


def _born(
    tape: _Tape,
    cursors: Cursors,
    feedings: Sequence[Feeding],
    new: Flags,
    silence: Silence | None,
) -> Flags:
    if not new.any():
        return np.empty(0, bool)
    sightings = Sightings(
        [feeding.series.metric for feeding in feedings],
        [feeding.target for feeding in feedings],
        cursors,
        tape.offsets,
        tape.time,
        tape.start,
        silence,
    )
    return sightings.born(tape.owner[new], tape.time[new], tape.start[new])


def _per_step(tape: _Tape, increase: Floats, after: int, until: int, step: int) -> Floats:
    """Events per series and step (float64, series × steps)."""
    steps = until // step - after // step
    series = len(tape.offsets) - 1
    which = np.ceil((tape.time - after // step * step) / step).astype(np.int64) - 1
    flat = tape.owner * steps + np.clip(which, 0, steps - 1)
    events = np.bincount(flat, increase, minlength=series * steps).astype(np.float64)
    return events.reshape(series, steps)


def _cells(slo: Slo, rows: int, feeds: Feeds, per_step: Floats, after: int, step: int) -> Cells:
    steps = per_step.shape[1]
    total, good = np.zeros((rows, steps)), np.zeros((rows, steps))
    _add(total, feeds.of(Part.TOTAL), per_step)
    if isinstance(slo.indicator, RatioIndicator) and slo.indicator.bad is not None:
        _add(good, feeds.of(Part.BAD), per_step)
        good = total - good
    else:
        _add(good, feeds.of(Part.GOOD), per_step)
    return Cells((after // step + np.arange(1, steps + 1)) * step, good, total)


def _add(into: Floats, feeds: Feeds, per_step: Floats) -> None:
    np.add.at(into, feeds.row, feeds.weight[:, None] * per_step[feeds.series])


def _last_times(tape: _Tape) -> Floats:
    """Per series the time of its last new sample, NaN if it has none."""
    times = np.full(len(tape.offsets) - 1, np.nan)
    times[tape.owner] = tape.time  # ascending within a series, so the last one stays
    return times


def _advanced(cursors: Cursors, tape: _Tape) -> Cursors:
    time, value, start = cursors.time.copy(), cursors.value.copy(), cursors.start.copy()
    time[tape.owner], value[tape.owner], start[tape.owner] = tape.time, tape.value, tape.start
    return Cursors(time, value, start)


def _reach(account: Account, tape: _Tape, intervals: Floats, until: int, keep: int) -> Reach:
    before = account.reach
    met = silences(account.cursors, tape.time, before.silence)
    silence = met[-1] if met else None
    earliest = before.earliest
    if earliest is None and len(tape.time):
        earliest = float(tape.time.min())
    scrape = float(np.median(intervals)) if len(intervals) else before.scrape_seconds
    return Reach(max(before.begin, until - keep), until, earliest, scrape, silence)


def nothing(slo: Slo, account: Account, until: int) -> Delta:
    """The delta of a stretch up to ``until`` that is known to hold no sample."""
    rows = len(account.rows)
    begin = max(account.reach.begin, until - retention_seconds(slo.period))
    return Delta(
        slo_name=slo.name,
        reach=replace(account.reach, begin=begin, until=until),
        rows=tuple(account.rows),
        known_rows=rows,
        feedings=tuple(account.feedings),
        known_series=len(account.feedings),
        cursors=account.cursors,
        newest=account.newest,
        unbounded=account.unbounded,
        cells=Cells(np.empty(0, np.int64), np.zeros((rows, 0)), np.zeros((rows, 0))),
    )
