"""What was read: raw samples of counters, and which side of which SLO each series feeds.

This is the form in which a source hands its answer to the counter. Times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.slo.definition import Group
from app.slo.quick import quick

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Part(IntEnum):
    """The side of an indicator that a series counts."""

    TOTAL = 0
    GOOD = 1
    BAD = 2
    UNBOUNDED = 3
    """A histogram that lacks the threshold as a bound: it cannot be counted, only reported."""


class Bound(IntEnum):
    """Which of an estimated SLO's three accounts a series feeds; exact series feed all of them."""

    EXACT = 0
    VALUE = 1
    LOW = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Feed:
    """One series counts ``weight`` times towards one part of one SLO's group."""

    group: Group
    part: Part
    bound: Bound = Bound.EXACT
    weight: float = 1.0


SUMMED = "#sum"
"""Ends the metric of a series that stands for the sum of many; no real one is named like that."""


@dataclass(frozen=True)
class Series:
    """A counter's identity: the metric's name and its labels, sorted by name."""

    metric: str
    labels: tuple[tuple[str, str], ...]

    @property
    def is_sum(self) -> bool:
        """Whether it stands for the sum of many series, taken by the source."""
        return self.metric.endswith(SUMMED)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Series are looked up in every cycle, by the ten thousand.
        return hash((self.metric, self.labels))


@dataclass(frozen=True, slots=True)
class Feeding:
    """A series as one definition uses it.

    ``target`` names the process that exports it (``None`` where its labels do not say), and
    ``leader`` is the series whose restarts are also this one's, sampled at the same times: a
    native histogram's parts restart together. By default a series leads itself.
    """

    series: Series
    target: Group | None
    feeds: tuple[Feed, ...]
    leader: Series | None = None


@quick
@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of one definition's series, read over one stretch of time.

    Series ``i`` owns the samples ``offsets[i]:offsets[i + 1]`` of ``time``, ``value`` and
    ``start`` (float64, Unix seconds, event counts, Unix seconds), in order of time. ``start`` is
    when the exporting process began, NaN where that is not known. A follower has as many samples
    as its leader, at the same times.
    """

    feedings: tuple[Feeding, ...]
    offsets: Integers
    time: Floats
    value: Floats
    start: Floats

    @staticmethod
    def none() -> Samples:
        """Build the answer of a source that found no series."""
        empty = np.empty(0)
        return Samples((), np.zeros(1, np.int64), empty, empty, empty)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a group of definitions reads: how many series, and how many sums of them.

    ``sums`` are the numbers that would come instead if the source summed over instances, ``None``
    where it cannot.
    """

    series: int
    sums: int | None


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely sums over instances are read: stretches of ``step_seconds`` each.

    Up to ``coarse_until`` (Unix seconds) they may be longer, as a ledger's cells are.
    """

    step_seconds: int
    coarse_until: float
