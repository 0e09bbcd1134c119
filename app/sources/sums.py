"""Numbers that Prometheus summed over instances: by label set and time, and what it left open.

Refuses to know queries and definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isinf

import msgspec
import numpy as np

from app.slo.definition import Matcher, MatchOperator
from app.sources import promql
from app.sources.table import Table

LE = "le"

LabelSet = tuple[tuple[str, str], ...]
"""The labels of a sum, sorted by name; a bucket's bound is spelled in one way."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What was gained in stretches of time, by label set and by the end of the stretch.

    ``open`` holds by that time the label sets of which some series could not be judged.
    """

    gained: dict[LabelSet, dict[float, float]] = field(default_factory=dict)
    open: dict[float, set[LabelSet]] = field(default_factory=dict)

    def add(self, answer: Table) -> None:
        """Take over an answer, in which what could not be judged has its metric's name."""
        for number in range(len(answer)):
            labels = answer.labels(number)
            own = slice(answer.offsets[number], answer.offsets[number + 1])
            times, values = answer.times[own].tolist(), answer.values[own].tolist()
            is_open = labels.pop("__name__", None) is not None
            label_set = label_set_of(labels)
            gained = self.gained.setdefault(label_set, {})
            for time, value in zip(times, values, strict=True):
                # What cannot be judged is there, though nothing is known of it.
                gained[time] = gained.get(time, 0.0) + (0.0 if is_open else value)
                if is_open:
                    self.open.setdefault(time, set()).add(label_set)

    def replace(self, after: float, until: float, label_sets: Iterable[LabelSet], by: Sums) -> None:
        """Put what another query found of some label sets in place of what stands here.

        That is done for stretches that end in (after, until].
        """
        for label_set in label_sets:
            found = by.gained.get(label_set, {})
            gained = self.gained.setdefault(label_set, {})
            for time in [time for time in gained if after < time <= until]:
                del gained[time]
            gained.update({time: n for time, n in found.items() if after < time <= until})

    def take(self, other: Sums) -> None:
        """Take over what was found of other stretches."""
        for label_set, gained in other.gained.items():
            self.gained.setdefault(label_set, {}).update(gained)

    def without(self, label_sets: Iterable[LabelSet]) -> Sums:
        """Leave some label sets out."""
        left_out = set(label_sets)
        kept = {key: gained for key, gained in self.gained.items() if key not in left_out}
        return Sums(kept, self.open)

    def table(self, metric: str) -> Table:
        """Write the sums as series of a metric, in a fixed order."""
        found = [(key, sorted(own.items())) for key, own in sorted(self.gained.items()) if own]
        return Table(
            keys=tuple(msgspec.json.encode({"__name__": metric, **dict(key)}) for key, _ in found),
            offsets=np.cumsum([0, *(len(own) for _, own in found)]),
            times=np.array([time for _, own in found for time, _ in own], np.float64),
            values=np.array([value for _, own in found for _, value in own], np.float64),
            histograms={},
        )


def label_set_of(labels: Mapping[str, str]) -> LabelSet:
    """Sort the labels of a sum, and spell a bucket's bound as any other of the same value."""
    if LE in labels:
        bound = float(labels[LE])
        labels = {**labels, LE: "+Inf" if isinf(bound) else repr(bound)}
    return tuple(sorted(labels.items()))


def matchers_of(label_sets: Iterable[LabelSet], names: Iterable[str]) -> tuple[Matcher, ...]:
    """Write matchers that the series of these label sets meet, and as few others as possible."""
    return tuple(_matchers([dict(label_set) for label_set in label_sets], names))


def _matchers(found: list[dict[str, str]], names: Iterable[str]) -> Iterator[Matcher]:
    for name in names:
        values = {labels.get(name, "") for labels in found}
        yield Matcher(name, MatchOperator.REGEX, promql.alternation(values))
