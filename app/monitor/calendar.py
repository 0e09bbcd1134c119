"""Which times are to be left out of which definitions, by the exclusions that are in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        return _times_of(slo, self.spans).within(kept)

    def _with(self, of_files: Sequence[Exclusion], asked_for: Sequence[Exclusion]) -> Calendar:
        begin, until = (self.day - LONGEST_DAYS) * DAY, (self.day + AHEAD_DAYS) * DAY
        every = (*of_files, *asked_for)
        known = {each: self.spans[each] for each in every if each in self.spans}
        new = (each for each in every if each not in known)
        spans = known | _written_out(new, begin, until, self.step, self.occurrences)
        return replace(self, of_files=tuple(of_files), asked_for=tuple(asked_for), spans=spans)


def quiet_times(
    slos: Iterable[Slo],
    exclusions: Sequence[Exclusion],
    begin: int,
    until: int,
    step: int,
    occurrences: Occurrences,
) -> Mapping[str, QuietTimes]:
    """Give what is left out of definitions between two times (Unix seconds), by their names."""
    spans = _written_out(exclusions, begin, until, step, occurrences)
    return {slo.name: _times_of(slo, spans) for slo in slos}


def _written_out(
    exclusions: Iterable[Exclusion], begin: int, until: int, step: int, occurrences: Occurrences
) -> dict[Exclusion, Spans]:
    return {each: Spans.of(occurrences(each, begin, until), step) for each in exclusions}


def _times_of(slo: Slo, spans: Mapping[Exclusion, Spans]) -> QuietTimes:
    parts = ((exclusion.condition_on(slo), own) for exclusion, own in spans.items())
    return QuietTimes.of((condition, own) for condition, own in parts if condition is not None)


def once(exclusion: Exclusion, begin: float, until: float) -> Sequence[tuple[float, float]]:
    """Write out an exclusion that does not recur."""
    start, end = exclusion.start, exclusion.end
    return [] if end is None or end <= begin or start >= until else [(start, end)]
