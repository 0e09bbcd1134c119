"""Which conditions hold at every step of a stretch: found for all of its steps at once.

They are judged by what an evaluation judges them by (``app/slo/conditions.py``), with a column
for each row and step instead of one for each row. Only where counts are looked up is another way
than the ledger's: ``app/slo/past.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.budget import Spending, budgets
from app.slo.burn import burn_rates
from app.slo.conditions import Evident, conditions
from app.slo.definition import CalendarPeriod, Group, Slo
from app.slo.health import stale_after
from app.slo.past import Past, window_begins
from app.slo.period import boundaries, starts_at
from app.slo.samples import Flags, Floats, Integers
from app.slo.selection import Windows
from app.slo.stretch import Stretch
from app.slo.sums import Sums, sane
from app.slo.terms import Terms
from app.slo.tier import CONDITIONS

Told = tuple[Flags, Flags]


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found out of one definition: conditions × SLOs × steps.

    ``holds`` says of each condition whether it is known to hold, ``fails`` whether it is known
    not to. ``there`` (SLOs × steps) says whether an SLO is one at that step. ``ids`` name them.
    ``turns`` says at which steps the present of some SLO begins to be missing; at the first it may.
    """

    slo: Slo
    names: Sequence[str]
    ids: Sequence[str]
    ends: Integers
    holds: Flags
    fails: Flags
    there: Flags
    turns: Flags


@dataclass(frozen=True, slots=True)
class _Asked:
    slo: Slo
    stretch: Stretch
    terms: Terms
    rows: Integers
    step: int
    cuts: Sequence[int]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.stretch.ends)

    def at(self) -> Integers:
        """The step of each column."""
        return np.tile(self.stretch.ends, len(self.rows))


def scan(slo: Slo, stretch: Stretch, past: Past, step: int, cuts: Sequence[int]) -> Scan:
    """Judge every SLO of a definition at every step; ``past`` holds the stretch already.

    ``cuts`` are the begins of calendar periods at which the ledger's cells are cut.
    """
    terms = Terms.of([slo])
    asked = _Asked(slo, stretch, terms, stretch.register.values, step, cuts)
    newest = stretch.newest[asked.rows]
    holds, known = _judged(asked, past, newest)
    unseen = np.isnan(newest)
    holds[:, unseen], known[:, unseen] = _of_unseen(asked, np.nonzero(unseen)[1])
    there = _there(asked, newest)
    ids = [slo.id_of(group) for group in _groups(asked)]
    if slo.group_by or not ids:  # without any row a definition stands for itself
        own_holds, own_known = _of_unseen(asked, np.arange(len(stretch.ends)))
        holds = np.concatenate([holds, own_holds[:, None]], axis=1)
        known = np.concatenate([known, own_known[:, None]], axis=1)
        there = np.concatenate([there, ~there.any(axis=0, keepdims=True)])
        ids.append(slo.id_of(()))
    return Scan(
        slo=slo,
        names=(*(tier.name for tier in terms.tiers), *CONDITIONS),
        ids=ids,
        ends=stretch.ends,
        holds=holds & known & there,
        fails=~holds & known & there,
        there=there,
        turns=_turns(asked, newest),
    )


def _groups(asked: _Asked) -> Sequence[Group]:
    return [asked.stretch.register.rows[row].group for row in asked.rows.tolist()]


def _judged(asked: _Asked, past: Past, newest: Floats) -> tuple[Flags, Flags]:
    """Judge rows as if each had had a sample; conditions × rows × steps."""
    at, count = asked.at(), asked.shape[0] * asked.shape[1]
    every = asked.terms.repeated(np.array([count], np.int64))
    missing = ~_present(asked, newest).reshape(-1)
    sums = _sums(asked, past, np.where(missing, newest.reshape(-1), at))
    is_read = _is_read(asked)
    read = np.array([is_read | (w.start >= asked.stretch.read_from) for w in sums.burns])
    known_rates = read & ~missing
    rates = np.array([burn_rates(w.good, w.total, every.error_budget_ratio) for w in sums.burns])
    rates[~known_rates] = np.nan
    seen = Evident(
        sums=sums,
        rates=rates,
        rates_known=known_rates,
        is_read=is_read,
        missing=missing,
    )
    found = budgets(every, _spent(sums), 0.0)
    holds, known = conditions(every, seen, found, np.zeros(count, np.bool_), at)
    shape = (len(holds), *asked.shape)
    return holds.reshape(shape), known.reshape(shape)


def _is_read(asked: _Asked) -> Flags:
    """Tell of each column whether its whole period has been read."""
    read: Flags = np.tile(_starts(asked) >= asked.stretch.read_from, len(asked.rows))
    return read


def _present(asked: _Asked, newest: Floats) -> Flags:
    allowed = stale_after(asked.stretch.reach)
    unbounded = asked.stretch.unbounded[asked.rows]
    ends = asked.stretch.ends
    present: Flags = (ends - newest <= allowed) & ~(ends - unbounded <= allowed)
    return present


def _turns(asked: _Asked, newest: Floats) -> Flags:
    """Tell of each step whether some row's samples have just become too old."""
    missing = ~_present(asked, newest)
    turns = np.ones(len(asked.stretch.ends), np.bool_)
    turns[1:] = (missing[:, 1:] & ~missing[:, :-1]).any(axis=0)
    return turns


def _sums(asked: _Asked, past: Past, until: Floats) -> Sums:
    ends, period = asked.stretch.ends, asked.slo.period
    cuts = asked.cuts
    if isinstance(period, CalendarPeriod):
        starts = _calendar_starts(period, ends)
        before = _summed(asked, past, _calendar_starts(period, starts), starts)
    else:
        starts = window_begins(ends, ends - period.seconds, asked.step, cuts)
        before = _summed(asked, past, starts, starts)
    nothing = np.zeros(len(until))
    return Sums(
        until=until,
        period=_summed(asked, past, starts, ends),
        excluded=Windows(nothing, nothing, nothing, nothing),
        quiet_seconds=nothing,
        before=before,
        burns=[
            _summed(asked, past, window_begins(ends, ends - window, asked.step, cuts), ends)
            for window in asked.terms.windows
        ],
    )


def _summed(asked: _Asked, past: Past, start: Integers, end: Integers) -> Windows:
    good, total = past.between(start, end)[:, asked.rows].reshape(2, -1)
    rows = len(asked.rows)
    return sane(Windows(np.tile(start, rows), np.tile(end, rows), good, total))


def _spent(sums: Sums) -> Spending:
    """What budgets say of the present; how long they last is asked of an evaluation only."""
    nothing = np.zeros(len(sums.until))
    return Spending(
        good=sums.period.good,
        total=sums.period.total,
        before_total=sums.before.total,
        recent_good=nothing,
        recent_total=nothing,
        recent_seconds=nothing,
        grows_seconds=nothing,
    )


def _of_unseen(asked: _Asked, columns: Integers) -> Told:
    """Of an SLO that never had a sample it is known for how long there was none."""
    conditions_count = len(asked.terms.tiers) + len(CONDITIONS)
    holds = np.zeros((conditions_count, len(columns)), np.bool_)
    known = np.zeros((conditions_count, len(columns)), np.bool_)
    allowed = asked.slo.alerts.no_data_seconds
    if allowed is not None:
        at = asked.stretch.ends[columns]
        is_read = _starts(asked)[columns] >= asked.stretch.read_from
        holds[-1] = is_read & (at - asked.stretch.begins(asked.slo, at) >= allowed)
        known[-1] = is_read
    return holds, known


def _there(asked: _Asked, newest: Floats) -> Flags:
    """Of a definition with groups, those are SLOs that had a sample in the period."""
    if not asked.slo.group_by:
        return np.ones(asked.shape, np.bool_)
    recent: Flags = np.fmax(newest, asked.stretch.unbounded[asked.rows]) >= _starts(asked)
    return recent


def _starts(asked: _Asked) -> Integers:
    """The nominal begin of the period, at each step."""
    period, ends = asked.slo.period, asked.stretch.ends
    if isinstance(period, CalendarPeriod):
        return _calendar_starts(period, ends)
    return ends - period.seconds


def _calendar_starts(period: CalendarPeriod, at: Integers) -> Integers:
    """The begin of the period that ends at each of some times, ascending."""
    first, last = int(at[0]), int(at[-1])
    begins = np.array([int(starts_at(period, first)), *boundaries(period, first - 1, last)])
    found: Integers = begins[begins.searchsorted(at) - 1]
    return found
