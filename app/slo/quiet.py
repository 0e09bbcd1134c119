"""The times that are left out of one definition's figures, group by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from app.slo.definition import Group
from app.slo.register import RowKey
from app.slo.samples import Flags, Floats, Integers
from app.slo.spans import NONE, Spans


@dataclass(frozen=True)
class QuietTimes:
    """By what a group's labels must be (empty: any), the spans that are left out of it."""

    parts: tuple[tuple[Group, Spans], ...] = ()

    @staticmethod
    def of(parts: Iterable[tuple[Group, Spans]]) -> QuietTimes:
        """Unite spans under the same condition; in a fixed order, empty ones left out."""
        united: dict[Group, Spans] = {}
        for condition, spans in parts:
            united[condition] = united.get(condition, NONE) | spans
        return QuietTimes(tuple(sorted((c, s) for c, s in united.items() if s)))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def of_group(self, group: Group) -> Spans:
        """Unite the spans that are left out of one group."""
        if not self.parts:
            return NONE
        if group not in self._by_group:
            spans = NONE
            for condition, own in self.parts:
                if set(condition) <= set(group):
                    spans |= own
            self._by_group[group] = spans
        return self._by_group[group]

    def joined(self, other: QuietTimes, where: Spans) -> QuietTimes:
        """Take the other's times within ``where``, and these everywhere else."""
        mine = self._each(lambda spans: spans - where)
        return QuietTimes.of([*mine, *other._each(lambda spans: spans & where)])

    def within(self, where: Spans) -> QuietTimes:
        """Take these times within ``where`` only."""
        return QuietTimes.of(self._each(lambda spans: spans & where))

    def masks(self, rows: tuple[RowKey, ...], ends: Integers) -> Flags:
        """Tell, row by row, which steps are left out; by the times of their ends."""
        masks = np.zeros((len(rows), len(ends)), np.bool_)
        for spans, numbers in self.by_spans(rows).items():
            masks[numbers] = spans.hold(ends)
        return masks

    def seconds(self, rows: tuple[RowKey, ...], start: Floats, end: Floats) -> Floats:
        """Give how much of each row's interval is left out of it."""
        found = np.zeros(len(rows))
        for spans, numbers in self.by_spans(rows).items():
            found[numbers] = spans.seconds(start[numbers], end[numbers])
        return found

    def by_spans(self, rows: tuple[RowKey, ...]) -> Mapping[Spans, Integers]:
        """Number the rows of which the same spans are left out; those with none are not there."""
        found: dict[Spans, list[int]] = {}
        for number, key in enumerate(rows):
            found.setdefault(self.of_group(key.group), []).append(number)
        return {spans: np.array(own, np.int64) for spans, own in found.items() if spans}

    def cut(self, begin: float, end: float) -> bool:
        """Whether some span begins or ends within a time."""
        if not self.parts:
            return False  # mostly: and a step asks every definition
        return any(begin < edge < end for _, spans in self.parts for edge in spans.edges)

    def as_json(self) -> list[Any]:
        """Write down for a store."""
        return [[[list(pair) for pair in group], list(spans.edges)] for group, spans in self.parts]

    @staticmethod
    def from_json(written: Iterable[Any]) -> QuietTimes:
        """Read back what ``as_json`` wrote."""
        return QuietTimes(
            tuple(
                (tuple((name, value) for name, value in group), Spans(tuple(edges)))
                for group, edges in written
            )
        )

    def _each(self, change: Callable[[Spans], Spans]) -> list[tuple[Group, Spans]]:
        return [(condition, change(spans)) for condition, spans in self.parts]

    @cached_property
    def _by_group(self) -> dict[Group, Spans]:
        return {}


NO_TIMES = QuietTimes()
