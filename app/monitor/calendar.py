"""Which times are to be left out of which definitions, by the exclusions that are in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.slo.definition import Slo
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.period import DAY, retention_seconds
from app.slo.quiet import QuietTimes
from app.slo.spans import FOR_EVER, Spans, between

Occurrences = Callable[[Exclusion, float, float], Sequence[tuple[float, float]]]
"""Writes an exclusion out: its intervals that touch a range of time, all in Unix seconds."""

AHEAD_DAYS = 3
"""So far ahead of the present times are known; every day it is looked anew."""

LONGEST_DAYS = 400
"""No definition keeps counts for longer than this."""


@dataclass(frozen=True)
class Calendar:
    """The exclusions of the files and those that were asked for, written out around one day."""

    of_files: tuple[Exclusion, ...]
    asked_for: tuple[Exclusion, ...]
    day: int
    step: int
    occurrences: Occurrences
    spans: Mapping[Exclusion, Spans]

    @staticmethod
    def of(
        of_files: Sequence[Exclusion],
        asked_for: Sequence[Exclusion],
        at: int,
        step: int,
        occurrences: Occurrences,
    ) -> Calendar:
        """Write exclusions out around ``at``."""
        nothing = Calendar((), (), at // DAY, step, occurrences, {})
        return nothing._with(of_files, asked_for)

    def changed(self, change: ExclusionChange) -> Calendar:
        """Give the calendar after a change of what was asked for."""
        kept = [each for each in self.asked_for if each.id != change.removed]
        added = [change.added] if change.added is not None else []
        return self._with(self.of_files, [*kept, *added])

    def with_files(self, of_files: Sequence[Exclusion]) -> Calendar:
        """Give the calendar with those of other files."""
        return self._with(of_files, self.asked_for)

    def with_asked_for(self, asked_for: Sequence[Exclusion]) -> Calendar:
        """Give the calendar with others that were asked for."""
        return self._with(self.of_files, asked_for)

    def at(self, at: int) -> Calendar:
        """Give the calendar of another day."""
        if at // DAY == self.day:
            return self
        return Calendar.of(self.of_files, self.asked_for, at, self.step, self.occurrences)

    def wanted(self, slo: Slo) -> QuietTimes:
        """Give the times that are to be left out of a definition."""
        kept = between((self.day - 1) * DAY - retention_seconds(slo.period), FOR_EVER)
        parts = ((e.condition_on(slo), spans) for e, spans in self.spans.items())
        return QuietTimes.of((c, spans & kept) for c, spans in parts if c is not None)

    def _with(self, of_files: Sequence[Exclusion], asked_for: Sequence[Exclusion]) -> Calendar:
        begin, until = (self.day - LONGEST_DAYS) * DAY, (self.day + AHEAD_DAYS) * DAY
        spans = {
            each: self.spans[each]
            if each in self.spans
            else Spans.of(self.occurrences(each, begin, until), self.step)
            for each in (*of_files, *asked_for)
        }
        return replace(self, of_files=tuple(of_files), asked_for=tuple(asked_for), spans=spans)


def once(exclusion: Exclusion, begin: float, until: float) -> Sequence[tuple[float, float]]:
    """Write out an exclusion that does not recur."""
    start, end = exclusion.start, exclusion.end
    return [] if end is None or end <= begin or start >= until else [(start, end)]
