"""Which process exports a series, and since when it has been running.

A series and ``process_start_time_seconds`` belong to one target when they agree in every label
that both have. Where a target does not export that gauge, ``job`` and ``instance`` name it, and
when its process began is not known.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.slo.definition import Group
from app.sources.wire import MatrixSeries

PROCESS_START = "process_start_time_seconds"
_USUAL = ("instance", "job")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Starts:
    times: list[float]
    values: list[float]

    def at(self, times: Sequence[float]) -> Sequence[float]:
        """The process start in force at each of the times, NaN before the first is known."""
        if self.times == times:
            return self.values
        values = [math.nan, *self.values]
        return [values[bisect_right(self.times, time)] for time in times]


Remembered = dict[tuple[Names, str], Names]
"""By the names of a series' labels and its job: the labels that joined it to its process."""


class Targets:
    """The processes seen in one reading.

    ``remembered`` is kept from reading to reading, so that a target has one name even where a
    reading brings no sample of its process.
    """

    def __init__(self, found: Sequence[MatrixSeries], remembered: Remembered) -> None:
        self._found: dict[Names, list[MatrixSeries]] = {}
        for series in found:
            own = tuple(sorted(series.labels.keys() - {"__name__"}))
            self._found.setdefault(own, []).append(series)
        self._remembered = remembered
        self._joins: dict[Names, list[tuple[Names, dict[Names, _Starts | None]]]] = {}

    def of(
        self, labels: Mapping[str, str], times: Sequence[float]
    ) -> tuple[Group | None, Sequence[float]]:
        """A series' target (``None``: its labels do not say), and its start at each sample."""
        names = tuple(sorted(labels))
        if names not in self._joins:
            self._joins[names] = self._joined(names)
        memory = (names, labels.get("job", ""))
        for join, starts_by_values in self._joins[names]:
            starts = starts_by_values.get(tuple(labels[name] for name in join))
            if starts is not None:
                self._remembered[memory] = join
                return tuple((name, labels[name]) for name in join), starts.at(times)
        join = self._remembered.get(memory) or tuple(name for name in _USUAL if name in labels)
        target = tuple((name, labels[name]) for name in join)
        return target or None, [math.nan] * len(times)

    def _joined(self, names: Names) -> list[tuple[Names, dict[Names, _Starts | None]]]:
        """For each set of labels that processes have: those shared with a series, and by them."""
        shared = {own: tuple(sorted(set(own) & set(names))) for own in self._found}
        closest = sorted(shared, key=lambda own: (-len(shared[own]), own))
        return [(shared[own], self._by_values(own, shared[own])) for own in closest if shared[own]]

    def _by_values(self, own: Names, join: Names) -> dict[Names, _Starts | None]:
        by_values: dict[Names, _Starts | None] = {}
        for series in self._found[own]:
            values = tuple(series.labels[name] for name in join)
            # Two processes that cannot be told apart say nothing about either.
            ambiguous = values in by_values
            by_values[values] = None if ambiguous else _Starts(series.times, series.values)
        return by_values
