"""The figures of every SLO at one evaluation time, as columns.

A step has to judge ten thousand SLOs, and is asked for a handful of statuses. So the figures are
columns, and the object that is a status is made when somebody asks for it (``judged.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.slo.choice import Member
from app.slo.definition import Group, Slo
from app.slo.figures import Figures, figures
from app.slo.quiet import QuietTimes
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers
from app.slo.snapshot import Latency
from app.slo.sums import Sums
from app.slo.terms import Terms

Latencies = Mapping[tuple[str, Group], Latency]


@dataclass(frozen=True)
class Sheet:
    """Every SLO's figures, in the order of ``members``, whose readings' numbers are ``reads``.

    ``places`` say which row of ``sums`` an SLO has, −1 for none, and ``bounds`` which two more
    its estimate has. ``missing`` and ``covered`` (0 to 1) are one for each row of ``sums``;
    ``counts`` says how many of these each of the ``readings`` has, ``terms`` what it promises.
    """

    at: int
    readings: Sequence[Reading]
    counts: Integers
    terms: Terms
    members: Sequence[Member]
    reads: Integers
    places: Integers
    bounds: Mapping[int, tuple[int, int]]
    sums: Sums
    missing: Flags
    covered: Floats
    latencies: Latencies

    @cached_property
    def figures(self) -> Figures:
        """What follows from the counts."""
        return figures(self.readings, self.counts, self.sums, self.missing, self.terms, self.at)

    @cached_property
    def burn_events(self) -> Floats:
        """Good and total × windows × rows, side by side for whoever asks for one row."""
        burns = self.sums.burns
        return np.array([[each.good for each in burns], [each.total for each in burns]])

    def slo(self, number: int) -> Slo:
        """The definition of one SLO."""
        return self.readings[self.members[number][0]].slo

    def times(self, number: int) -> QuietTimes:
        """The times that are left out of the figures of one SLO."""
        return self.readings[self.members[number][0]].times

    def missing_members(self) -> list[int]:
        """Number the SLOs with figures whose present is not known."""
        if not self.missing.any():
            return []
        absent: list[int] = np.flatnonzero((self.places >= 0) & self.missing[self.places]).tolist()
        return absent


def covered(
    readings: Sequence[Reading], counts: Sequence[int] | Integers, start: Floats, end: Floats
) -> Floats:
    """Give the share (0 to 1) of each period that has been read: ``counts`` of each reading."""
    until = np.repeat([float(reading.reach.until) for reading in readings], counts)
    begin = np.repeat([float(reading.reach.begin) for reading in readings], counts)
    read = np.minimum(until, end) - np.maximum(begin, start)
    length = np.where(end > start, end - start, 1.0)
    share: Floats = np.where(end > start, np.clip(read / length, 0.0, 1.0), 1.0)
    return share
