"""Which process exports a series, and since when it has been running.

A series and ``process_start_time_seconds`` belong to one target when they agree in every label
that both have. Where a target does not export that gauge, ``job`` and ``instance`` name it, and
when its process began is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.slo.definition import Group
from app.slo.samples import Floats, Integers, Series
from app.sources.table import Table

PROCESS_START = "process_start_time_seconds"
NOT_KNOWN = -1
"""Stands for the number of a process whose start nobody exports."""

_USUAL = ("instance", "job")
_MILLISECONDS = 1000

Names = tuple[str, ...]
Remembered = dict[tuple[Names, str], Names]
"""By the names of a series' labels and its job: the labels that joined it to its process."""

_Join = tuple[Names, dict[Names, int]]
"""Labels that two kinds of series share, and by their values the number of a process."""


class Targets:
    """The processes seen in one reading, numbered as in its table.

    ``remembered`` is kept from reading to reading, so that a target has one name even where a
    reading brings no sample of its process.
    """

    def __init__(self, found: Table, remembered: Remembered) -> None:
        self._table = found
        self._found: dict[Names, list[tuple[int, dict[str, str]]]] = {}
        for number in range(len(found)):
            labels = found.labels(number)
            own = tuple(sorted(labels.keys() - {"__name__"}))
            self._found.setdefault(own, []).append((number, labels))
        self._remembered = remembered
        self._joins: dict[Names, list[_Join]] = {}

    @property
    def count(self) -> int:
        """How many processes there are."""
        return len(self._table)

    def series(self, number: int) -> Series:
        """Name the series of one process."""
        labels = self._table.labels(number)
        metric = labels.pop("__name__", PROCESS_START)
        return Series(metric, tuple(sorted(labels.items())))

    def of(self, names: Names, labels: Mapping[str, str]) -> tuple[Group | None, int]:
        """Give a series' target (``None``: its labels do not say), and its process' number.

        ``names`` are those of its labels, in order.
        """
        if names not in self._joins:
            self._joins[names] = self._joined(names)
        memory = (names, labels.get("job", ""))
        for join, by_values in self._joins[names]:
            number = by_values.get(tuple([labels[name] for name in join]), NOT_KNOWN)
            if number != NOT_KNOWN:
                self._remembered[memory] = join
                return tuple([(name, labels[name]) for name in join]), number
        join = self._remembered.get(memory) or tuple(name for name in _USUAL if name in labels)
        return tuple((name, labels[name]) for name in join) or None, NOT_KNOWN

    def _joined(self, names: Names) -> list[_Join]:
        """For each set of labels that processes have: those shared with a series, and by them."""
        shared = {own: tuple(sorted(set(own) & set(names))) for own in self._found}
        closest = sorted(shared, key=lambda own: (-len(shared[own]), own))
        return [(shared[own], self._by_values(own, shared[own])) for own in closest if shared[own]]

    def _by_values(self, own: Names, join: Names) -> dict[Names, int]:
        by_values: dict[Names, int] = {}
        for number, labels in self._found[own]:
            values = tuple(labels[name] for name in join)
            # Two processes that cannot be told apart say nothing about either.
            by_values[values] = NOT_KNOWN if values in by_values else number
        return by_values


def starts_at(found: Table, processes: Integers, times: Floats) -> Floats:
    """Give the process start in force at each of some times, NaN before the first is known.

    ``processes`` are numbers of series of ``found``, one for each time.
    """
    if not len(found.times) or not len(times):
        return np.full(len(times), np.nan)
    begin = min(found.times.min(), times.min())
    longest = int((max(found.times.max(), times.max()) - begin) * _MILLISECONDS) + 2

    def places(owners: Integers, at: Floats) -> Integers:
        """Order by process, then by time, in whole milliseconds."""
        place: Integers = owners * longest + np.rint((at - begin) * _MILLISECONDS).astype(np.int64)
        return place

    owners = np.repeat(np.arange(len(found)), np.diff(found.offsets))
    last = places(owners, found.times).searchsorted(places(processes, times), side="right") - 1
    known = (last >= 0) & (processes != NOT_KNOWN)
    known &= owners[np.maximum(last, 0)] == processes
    return np.where(known, found.values[np.maximum(last, 0)], np.nan)
