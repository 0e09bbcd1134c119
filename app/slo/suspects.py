"""Whose alerts may fire at a step of which nothing but the counts is known: for looking closer.

An alert that fires at ``at`` began earlier, and its condition has held since, but for stretches
shorter than ``keep_firing_seconds`` (k). So the condition held at some step s in [at − k, at], or
it could not be told in that time. Of any such s, and of a window of w seconds, it is known that

- its bad events are at most those of (at − k − w, at], which contains it;
- its total is at least that of (at − w, at − k], which it contains.

Whoever is below a factor even with the most bad events in the least total has no alert that fires.
Where `good` is a counter of its own, its samples may come up to a scrape before those of `total`
and lift no bad events yet: of such definitions half the factor is asked. Excluded events are in
none of these sums, as they are in none of those that the conditions are judged by.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.slo.definition import RatioIndicator, Slo
from app.slo.evaluate import Evaluated
from app.slo.ledger import DAYS_3, HOUR, MINUTES_5, Ledger
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats
from app.slo.sheet import Sheet
from app.slo.sums import Asked, Net
from app.slo.terms import Terms
from app.slo.tier import Tier

AHEAD = 0.5
"""The part of the factor that is asked of definitions whose `good` is a counter of its own."""

_ROUNDING = 1e-9


def suspects(evaluated: Evaluated, ledger: Ledger) -> list[Slo]:
    """List the definitions one of whose alerts may fire; the ledger's head is that step.

    Those of which a sample was missed lately are among them: what is not known ends no alert.
    """
    sheet, at = evaluated.sheet, int(evaluated.evaluated_at)
    every = sheet.terms.repeated(sheet.counts)
    found = sheet.missing | _was_silent(sheet, at)
    if len(found):
        asked = [Asked(replace(one.reading, delta=None), one.summed) for one in evaluated.choices]
        counts = Net.of(ledger, asked)
        for k, tier in enumerate(sheet.terms.tiers):
            found |= _may_hold(counts, every, tier, every.factors[k] * _part(sheet), at)
    owner = np.repeat(np.arange(len(sheet.readings)), sheet.counts)
    return [sheet.readings[number].slo for number in np.unique(owner[found]).tolist()]


def _may_hold(counts: Net, every: Terms, tier: Tier, factor: Floats, at: int) -> Flags:
    may: Flags = np.isfinite(factor)
    allowed = np.where(may, factor, 0.0) * every.error_budget_ratio * (1 - _ROUNDING)
    keep = int(every.keep_firing_seconds.max())
    for window in (tier.long_window_seconds, tier.short_window_seconds):
        bad, total = _extremes(counts, window, keep, at)
        if window == tier.long_window_seconds:
            total = np.maximum(total, every.min_events)
        may &= (bad > 0) & (bad >= allowed * total)
    return may


def _extremes(counts: Net, window: int, keep: int, at: int) -> tuple[Floats, Floats]:
    """Give the most bad events and the least total that the window had at one of the steps."""
    # Edges lie in cells: what is to be contained is asked for with a cell more, and vice versa.
    cell = MINUTES_5 if window <= DAYS_3 else HOUR
    most = counts.windows(float(at - keep - window - cell), float(at))
    start, end = at - window + cell, at - keep - cell
    fewest = counts.windows(float(start), float(end)).total if start < end else 0 * most.total
    return most.total - most.good, fewest


def _was_silent(sheet: Sheet, at: int) -> Flags:
    """Tell the rows of accounts of which nothing was scraped for a while, until lately."""
    keep = float(sheet.terms.keep_firing_seconds.max(initial=0.0))
    ends = [_silent_until(reading) for reading in sheet.readings]
    silent: Flags = np.repeat(np.array(ends) >= at - keep - MINUTES_5, sheet.counts)
    return silent


def _silent_until(reading: Reading) -> float:
    return -np.inf if reading.reach.silence is None else reading.reach.silence[1]


def _part(sheet: Sheet) -> Floats:
    """How much of the factor is asked of each row."""
    return np.repeat([_part_of(reading.slo) for reading in sheet.readings], sheet.counts)


def _part_of(slo: Slo) -> float:
    indicator = slo.indicator
    counts_good = isinstance(indicator, RatioIndicator) and indicator.good is not None
    return AHEAD if counts_good else 1.0
