"""Sets of time: unions of intervals on the grid of steps, with what can be asked of them.

An interval (begin, end] holds the steps that end in it. Refuses to know what a set stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.slo.samples import Flags, Floats, Integers


@dataclass(frozen=True)
class Spans:
    """Disjoint intervals in order of time.

    ``edges`` are strictly ascending Unix seconds, an even number of them: the first interval's
    begin and end, then the next one's.
    """

    edges: tuple[int, ...] = ()

    @staticmethod
    def of(intervals: Iterable[tuple[float, float]], step: int) -> Spans:
        """Unite intervals, each widened outwards to the grid; empty ones are left out."""
        ordered = sorted(
            (int(begin // step) * step, int(-(-end // step)) * step)
            for begin, end in intervals
            if begin < end
        )
        edges: list[int] = []
        for begin, end in ordered:
            if edges and begin <= edges[-1]:
                edges[-1] = max(edges[-1], end)
            else:
                edges += [begin, end]
        return Spans(tuple(edges))

    def __bool__(self) -> bool:
        return bool(self.edges)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self.edges[::2], self.edges[1::2], strict=True))

    def __xor__(self, other: Spans) -> Spans:
        """What is in one of the two only: edges that both have cancel each other."""
        return Spans(tuple(sorted(set(self.edges) ^ set(other.edges))))

    def __and__(self, other: Spans) -> Spans:
        """What is in both."""
        edges, level = list[int](), 0
        for time, change in sorted([*_changes(self), *_changes(other)]):  # ends come first
            if _BOTH in (level, level + change):
                edges.append(time)
            level += change
        return Spans(tuple(edges))

    def __or__(self, other: Spans) -> Spans:
        """What is in either."""
        return self ^ other ^ (self & other)

    def __sub__(self, other: Spans) -> Spans:
        """What is in this one and not in the other."""
        return self ^ (self & other)

    def hold(self, ends: Integers) -> Flags:
        """Tell of each step whether it is in the set, by the time of its end."""
        inside: Flags = self._array.searchsorted(ends) % 2 == 1
        return inside

    def cover(self, begins: Integers, ends: Integers) -> tuple[Flags, Flags]:
        """Tell of intervals on the grid whether they lie wholly inside, and whether they are cut.

        Those that are neither lie wholly outside.
        """
        first = self._array.searchsorted(begins, side="right")
        is_cut: Flags = self._array.searchsorted(ends) > first
        return (first % 2 == 1) & ~is_cut, is_cut

    def seconds(self, start: Floats, end: Floats) -> Floats:
        """Give how much of each of these intervals is in the set."""
        return self._seconds_until(end) - self._seconds_until(start)

    def _seconds_until(self, times: Floats) -> Floats:
        if not self.edges:
            return np.zeros(len(times))
        begins, lengths, before = self._lengths
        begun = begins.searchsorted(times)
        last = np.maximum(begun - 1, 0)
        in_last = np.minimum(times - begins[last], lengths[last])
        found: Floats = np.where(begun > 0, before[last] + in_last, 0.0)
        return found

    @cached_property
    def _lengths(self) -> tuple[Floats, Floats, Floats]:
        """The begin and the length of each interval, and the lengths of all before it."""
        begins, ends = self._array.reshape(-1, 2).T.astype(float)
        lengths = ends - begins
        return begins, lengths, np.cumsum(lengths) - lengths

    @cached_property
    def _array(self) -> Integers:
        return np.array(self.edges, np.int64)


NONE = Spans()

FOR_EVER = 1 << 60
"""A time that does not come."""


def between(begin: int, end: int) -> Spans:
    """One interval; none if it does not end after it begins."""
    return Spans((begin, end)) if begin < end else NONE


def _changes(spans: Spans) -> Iterator[tuple[int, int]]:
    for begin, end in spans:
        yield begin, 1
        yield end, -1


_BOTH = 2
