"""What follows from the counts of every SLO: burn rates, conditions, budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.board import Conditions
from app.slo.budget import (
    OUTLOOK_HORIZON_SECONDS,
    Budgets,
    Spending,
    budgets,
)
from app.slo.burn import OUTLOOK_WINDOW_SECONDS, burn_rates
from app.slo.conditions import Evident, backfilling, conditions
from app.slo.definition import CalendarPeriod
from app.slo.period import ends_at
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.selection import Windows
from app.slo.sums import Sums
from app.slo.terms import Terms


@dataclass(frozen=True, slots=True)
class Figures:
    """One column for each row of the sums that they follow from.

    ``is_read`` says whether the period has been read whole, ``burns_known`` (windows × rows) of
    which windows there is a number, ``rates`` are their burn rates (NaN: nothing happened, or
    not known). ``conditions`` are those of the tiers and then of ``CONDITIONS``. ``gone_soon``
    says whose budget will be gone within 72 h, or before its calendar period ends.
    """

    is_read: Flags
    burns_known: Flags
    rates: Floats
    conditions: Conditions
    budgets: Budgets
    gone_soon: Flags


def figures(
    readings: Sequence[Reading], counts: Integers, sums: Sums, missing: Flags, terms: Terms, at: int
) -> Figures:
    """Work out the figures of all rows at ``at``; ``counts`` says how many each reading has."""
    unread = np.repeat([reading.unread is not None for reading in readings], counts)
    begin = np.repeat([float(reading.reach.begin) for reading in readings], counts)

    def is_read(windows: Windows) -> Flags:
        """Whether windows were read from their begin on: a partial number must not pose."""
        read: Flags = ~unread.astype(np.bool_) | (begin <= windows.start)
        return read

    every = terms.repeated(counts)
    known = np.array([is_read(windows) & ~missing for windows in sums.burns])
    rates = np.array([burn_rates(w.good, w.total, every.error_budget_ratio) for w in sums.burns])
    rates[~known] = np.nan
    outlook = terms.windows.index(OUTLOOK_WINDOW_SECONDS)
    spending = _spending(readings, counts, sums, known[outlook], outlook)
    found = budgets(every, spending, float(at))
    read = is_read(sums.period)
    seen = Evident(sums, rates, known, read, missing)
    return Figures(
        is_read=read,
        burns_known=known,
        rates=rates,
        conditions=conditions(every, seen, found, backfilling(readings, counts), at),
        budgets=found,
        gone_soon=_gone_soon(readings, counts, found, at),
    )


def _spending(
    readings: Sequence[Reading], counts: Integers, sums: Sums, known: Flags, outlook: int
) -> Spending:
    earliest = np.repeat(
        [np.nan if r.reach.earliest is None else r.reach.earliest for r in readings], counts
    )
    recent = sums.burns[outlook]
    return Spending(
        good=sums.period.good,
        total=sums.period.total,
        before_total=sums.before.total,
        recent_good=np.where(known, recent.good, 0.0),
        recent_total=np.where(known, recent.total, 0.0),
        recent_seconds=recent.end - np.fmax(recent.start, earliest) - sums.quiet_seconds,
        grows_seconds=np.fmax(earliest - sums.period.start, 0.0),
    )


def _gone_soon(readings: Sequence[Reading], counts: Integers, found: Budgets, at: int) -> Flags:
    """Whether budgets are gone within 72 h, or before their calendar period ends."""
    horizon = np.repeat([_horizon(reading, at) for reading in readings], counts)
    soon: Flags = found.exhausts_at <= horizon
    return soon


def _horizon(reading: Reading, at: int) -> float:
    period = reading.slo.period
    if isinstance(period, CalendarPeriod):
        return float(np.nextafter(ends_at(period, at), 0.0))  # before it ends
    return float(at + OUTLOOK_HORIZON_SECONDS)
