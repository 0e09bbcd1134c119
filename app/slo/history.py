"""How an SLO got where it stands: its events bin by bin, and what was left of the budget.

Bins are cut at multiples of the step on the clock, and at the ends of what was asked for; their
true edges are ends of the ledger's cells. All bins of an answer are summed from cells of one
size, so that they add up to the window that they make together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.slo.curve import Curve
from app.slo.errors import InvalidQuestion
from app.slo.samples import Floats, Integers
from app.slo.snapshot import Events, Status

MOST_POINTS = 11_000
"""As many as Prometheus gives for one series."""

FEW_POINTS = 300
"""About so many are given to who does not say how many: a chart has no more pixels to spare."""

_ROUND_STEPS_SECONDS = tuple(
    minutes * 60
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200)
)


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept of one SLO: its newest status, and its curves, finest first.

    There are none if there never was a sample. ``read_from`` (Unix seconds) is how far back
    Prometheus has been asked, ``None`` when that is as far as it has to be.
    """

    status: Status
    curves: Sequence[Curve]
    read_from: float | None = None

    @property
    def known_until(self) -> float:
        """How far anything is known of it; Unix seconds."""
        status = self.status
        if not status.data.is_missing:
            return status.evaluated_at
        return -np.inf if status.data_until is None else status.data_until


class Span(NamedTuple):
    """What is asked for: from ``start`` to ``end`` (Unix seconds), in steps of so many seconds.

    Without a start as much as the period is meant, without an end the newest evaluation, without
    a step one that gives about ``FEW_POINTS``.
    """

    start: float | None = None
    end: float | None = None
    step_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One bin: its true edges (Unix seconds), its events, and what follows from them.

    ``burn_rate`` is ``None`` where nothing happened. ``remaining_ratio`` is what was left of the
    present period's budget at the end of the bin; ``None`` before that period, or if its budget
    is not known.
    """

    start: float
    end: float
    events: Events
    burn_rate: float | None
    remaining_ratio: float | None


@dataclass(frozen=True, slots=True)
class History:
    """The points of what was asked for, as far as it is known.

    ``start`` and ``end`` are what was asked for, ``points`` what is known of it, without a gap.
    ``cell_seconds`` is the finest step that can be had so far back, ``step_seconds`` the one that
    was taken; both are ``None`` if there are no points.
    """

    status: Status
    start: float
    end: float
    points: Sequence[Point]
    cell_seconds: int | None = None
    step_seconds: int | None = None
    is_widened: bool = False


def history(past: Past, span: Span) -> History:
    """Cut what is kept of an SLO into bins.

    Raises:
        InvalidQuestion: the start does not lie before the end, or there would be too many points.
    """
    status = past.status
    end = status.evaluated_at if span.end is None else span.end
    start = span.start
    if start is None:
        start = end - (status.evaluated_at - status.start)
    if start >= end:
        raise InvalidQuestion("start", "must lie before the end")
    known = _known(past, start, end)
    if known is None:
        return History(status, start, end, ())
    curve, begin, until = known
    step = _step(curve, until - begin, span.step_seconds)
    columns = _columns(curve, begin, until, step)
    return History(
        status=status,
        start=start,
        end=end,
        points=_points(curve, columns, status),
        cell_seconds=curve.cell_seconds,
        step_seconds=step,
        is_widened=span.step_seconds is not None and step > span.step_seconds,
    )


def _known(past: Past, start: float, end: float) -> tuple[Curve, float, float] | None:
    """What is known of a range, and the finest curve that reaches back to its start."""
    if not past.curves:
        return None
    read_from = -np.inf if past.read_from is None else past.read_from
    begin, until = max(start, past.curves[-1].begin, read_from), min(end, past.known_until)
    curve = next(curve for curve in past.curves if curve.begin <= begin)
    if begin == read_from:  # a cell that was read in part would pose as whole
        begin = float(curve.ends[curve.columns_at_or_after(np.array([begin]))[0]])
    if begin >= until:
        return None
    return curve.until(past.status.evaluated_at), begin, until


def _step(curve: Curve, length: float, asked: int | None) -> int:
    """Choose the step: a multiple of the cells' size, and no more points than there may be."""
    cell = curve.cell_seconds
    if asked is None:
        least = max(length / FEW_POINTS, cell)
        asked = next((s for s in _ROUND_STEPS_SECONDS if s >= least), _ROUND_STEPS_SECONDS[-1])
    step = -(-asked // cell) * cell
    if length / step > MOST_POINTS:
        least = -(-int(length / MOST_POINTS) // cell) * cell + cell
        raise InvalidQuestion(
            "step", f"{step} s would give more than {MOST_POINTS} points: ask for {least} s"
        )
    return step


def _columns(curve: Curve, begin: float, until: float, step: int) -> Integers:
    """Find the cells at whose ends the bins are cut; a bin that would be empty is left out."""
    inner = np.arange((begin // step + 1) * step, until, step)
    first = curve.column_at_or_before(begin)
    cut = curve.columns_at_or_after(np.append(inner, until))
    edges, columns = np.unique(curve.ends[cut], return_index=True)
    later: Integers = cut[columns[edges > curve.ends[first]]]
    return np.concatenate([[first], later])


def _points(curve: Curve, columns: Integers, status: Status) -> Sequence[Point]:
    ends, good, total = (held[columns] for held in (curve.ends, curve.good, curve.total))
    # Where a bad event was seen before its total, the total makes up for it later.
    totals = np.maximum(np.diff(total), 0.0)
    goods = np.clip(np.diff(good), 0.0, totals)
    left = _remaining(curve, columns, status)
    budget_ratio = status.slo.error_budget_ratio
    rows = zip(
        ends[:-1].tolist(),
        ends[1:].tolist(),
        goods.tolist(),
        totals.tolist(),
        left[1:].tolist(),
        strict=True,
    )
    return tuple(
        Point(
            start=float(start),
            end=float(end),
            events=Events(well, every),
            burn_rate=(every - well) / every / budget_ratio if every > 0 else None,
            remaining_ratio=None if np.isnan(remaining) else remaining,
        )
        for start, end, well, every, remaining in rows
    )


def _remaining(curve: Curve, columns: Integers, status: Status) -> Floats:
    """What was left of the budget at the end of some cells, NaN where that is not known.

    Followed backwards from what is spent by now, so that the last figure is the status' own.
    """
    ends, unknown = curve.ends[columns], np.full(len(columns), np.nan)
    budget, events = status.budget, status.events
    if budget is None or budget.remaining_ratio is None or events is None:
        return unknown
    bad = curve.total - curve.good
    spent = events.bad - (bad[-1] - bad[columns])
    found: Floats = np.where(ends > status.start, 1 - spent / budget.events, unknown)
    return found
