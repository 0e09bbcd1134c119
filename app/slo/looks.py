"""When the series of a run were looked at: before it, in it, after it; what nobody saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.slo.run import Span
from app.slo.samples import Flags, Floats
from app.slo.tape import Tape, preceding, usual_distances

GAP_SECONDS = 60.0
GAP_SCRAPES = 4
"""Scrapes are missing where two follow one another by more than both of this."""

USUAL_SCRAPE_SECONDS = 60.0
"""What two scrapes are taken to be apart where no two were seen."""


@dataclass(frozen=True, slots=True)
class Looks:
    """When each series was looked at: last ``before`` the run, ``first`` and ``last`` in it.

    ``newest`` is the last time of all, which may lie after the run. NaN: it was not. ``is_late``
    says that nothing is known of what it counted before the first look.
    """

    before: Floats
    first: Floats
    last: Floats
    newest: Floats
    is_late: Flags

    @staticmethod
    def none() -> Looks:
        """Build the looks at no series."""
        none = np.empty(0)
        return Looks(none, none, none, none, np.empty(0, np.bool_))

    def noted(self, tape: Tape, span: Span, increase: Floats) -> Looks:
        """Add those of a reading of which each sample brought so many events."""
        series = len(tape.offsets) - 1
        before, first, last, newest = (
            np.concatenate([each, np.full(series - len(each), np.nan)])
            for each in (self.before, self.first, self.last, self.newest)
        )
        is_late = np.concatenate([self.is_late, np.zeros(series - len(self.is_late), np.bool_)])
        during, stood = within(tape, span), tape.cursors.time <= span.start
        before[stood] = newest[stood] = tape.cursors.time[stood]
        newest[tape.owner] = tape.time
        np.fmin.at(first, tape.owner[during], tape.time[during])
        last[tape.owner[during]] = tape.time[during]
        late = during & tape.firsts() & (increase == 0.0) & (tape.value > 0)
        is_late[tape.owner[late]] = True
        return Looks(before, first, last, newest, is_late)


class Rhythm:
    """How far scrapes are apart, and the times without any, piece by piece."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self.known_seconds: float | None = None

    @property
    def seconds(self) -> float:
        """Give the usual distance of two scrapes."""
        return self.known_seconds or USUAL_SCRAPE_SECONDS

    def listen(self, tape: Tape) -> None:
        """Learn the distance from a reading."""
        self.known_seconds = usual_distances(tape)[0] or self.known_seconds

    def gaps(self, tape: Tape) -> Iterator[Span]:
        """Find the times in the run in which nothing was scraped."""
        looked_at = np.fmax.reduce(tape.cursors.time, initial=np.nan)
        before = [] if np.isnan(looked_at) else [looked_at]
        times = np.unique(np.concatenate([before, tape.time[tape.time <= self._span.end]]))
        longest = max(GAP_SECONDS, GAP_SCRAPES * self.seconds)
        for place in np.flatnonzero(np.diff(times) > longest):
            yield Span(max(float(times[place]), self._span.start), float(times[place + 1]))


def within(tape: Tape, span: Span) -> Flags:
    """Tell of each sample whether it was taken in the run."""
    during: Flags = (tape.time > span.start) & (tape.time <= span.end)
    return during


def edges(tape: Tape, span: Span, scrape_seconds: float) -> tuple[Flags, Flags]:
    """Tell of each sample whether what it brings may have happened on either side of an edge.

    First of the start, then of the end. What a sample brings happened since the one before it, or
    since its process began; since about a scrape, where it is the first of its series.
    """
    previous = preceding(tape.time, tape.owner, tape.cursors.time)
    since = np.where(np.isnan(previous), tape.time - scrape_seconds, previous)
    since = np.fmax(since, tape.start)
    head: Flags = within(tape, span) & (since < span.start)
    tail: Flags = (tape.time > span.end) & (since < span.end)
    return head, tail
