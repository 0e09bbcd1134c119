"""What follows from the counts of every SLO: burn rates, tiers, budgets, states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.budget import (
    OUTLOOK_HORIZON_SECONDS,
    Budgets,
    Spending,
    budgets,
)
from app.slo.burn import OUTLOOK_WINDOW_SECONDS, WINDOWS, are_firing, burn_rates
from app.slo.definition import CalendarPeriod
from app.slo.period import ends_at
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.selection import Windows
from app.slo.snapshot import State
from app.slo.sums import Sums
from app.slo.terms import Terms

STATES = (State.HEALTHY, State.AT_RISK, State.EXHAUSTED, State.UNKNOWN)
_HEALTHY, _AT_RISK, _EXHAUSTED, _UNKNOWN = range(len(STATES))


@dataclass(frozen=True, slots=True)
class Figures:
    """One column for each row of the sums that they follow from.

    ``is_read`` says whether the period has been read whole, ``burns_known`` (WINDOWS × rows) of
    which windows there is a number, ``rates`` are their burn rates (NaN: nothing happened, or
    not known), ``firing`` (TIERS × rows) which conditions hold. ``states`` index ``STATES``.
    """

    is_read: Flags
    burns_known: Flags
    rates: Floats
    firing: Flags
    budgets: Budgets
    states: Integers


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
    firing = are_firing(list(rates), [w.total for w in sums.burns], every.factors, every.min_events)
    outlook = WINDOWS.index(OUTLOOK_WINDOW_SECONDS)
    found = budgets(every, _spending(readings, counts, sums, known[outlook]), float(at))
    read = is_read(sums.period)
    at_risk = firing.any(axis=0) | _gone_soon(readings, counts, found, at)
    states = np.where(at_risk, _AT_RISK, _HEALTHY)
    states = np.where(found.remaining <= 0, _EXHAUSTED, states)
    states = np.where(missing | ~read, _UNKNOWN, states)
    return Figures(read, known, rates, firing, found, states)


def _spending(readings: Sequence[Reading], counts: Integers, sums: Sums, known: Flags) -> Spending:
    earliest = np.repeat(
        [np.nan if r.reach.earliest is None else r.reach.earliest for r in readings], counts
    )
    recent = sums.burns[WINDOWS.index(OUTLOOK_WINDOW_SECONDS)]
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
