"""An answer's series side by side: their labels as the server wrote them, their samples in columns.

Thousands of series are read in every step, and mostly the same ones: their labels stay bytes,
which tell one series from another, until somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import msgspec
import numpy as np

from app.slo.samples import Floats, Integers


@dataclass(frozen=True, slots=True)
class NativeHistogram:
    """A native histogram at one moment; counts may be fractional.

    ``buckets`` are (low, high, count), ascending and not cumulative; ``sum`` may be NaN.
    """

    count: float
    sum: float
    buckets: tuple[tuple[float, float, float], ...]


Timed = tuple[float, NativeHistogram]
"""A native histogram with its time, in Unix seconds."""


class TimedSeries(NamedTuple):
    """One series, by time (Unix seconds); each histogram brings its own time."""

    labels: dict[str, str]
    times: list[float]
    values: list[float]
    histograms: Sequence[Timed]


@dataclass(frozen=True, slots=True)
class Table:
    """Series with their samples, each series with at least one.

    ``keys`` are the labels as JSON, in the server's own writing. Series ``i`` owns the samples
    ``offsets[i]:offsets[i + 1]`` of ``times`` (float64, Unix seconds) and ``values`` (float64),
    in order of time; all of them are finite. ``histograms`` holds, by the number of the series,
    what is no plain number.
    """

    keys: tuple[bytes, ...]
    offsets: Integers
    times: Floats
    values: Floats
    histograms: Mapping[int, Sequence[Timed]]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[TimedSeries]:
        for number in range(len(self)):
            own = slice(self.offsets[number], self.offsets[number + 1])
            yield TimedSeries(
                self.labels(number),
                self.times[own].tolist(),
                self.values[own].tolist(),
                self.histograms.get(number, ()),
            )

    @property
    def samples(self) -> int:
        """Count the samples of all series."""
        return len(self.times) + sum(map(len, self.histograms.values()))

    def labels(self, number: int) -> dict[str, str]:
        """Read the labels of one series."""
        return labels_of(self.keys[number])

    def in_order_of(self, keys: tuple[bytes, ...]) -> Table:
        """Give the series in another order, if these are just their keys; otherwise as they are.

        VictoriaMetrics answers the same question in another order each time.
        """
        if self.keys == keys or len(self) != len(keys):
            return self
        numbers = {key: number for number, key in enumerate(self.keys)}
        order = [numbers.get(key, -1) for key in keys]
        return self if -1 in order else self._taken(np.array(order, np.int64), keys)

    def _taken(self, order: Integers, keys: tuple[bytes, ...]) -> Table:
        counts = np.diff(self.offsets)[order]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        places = np.repeat(self.offsets[order] - offsets[:-1], counts) + np.arange(offsets[-1])
        histograms = {k: self.histograms[n] for k, n in enumerate(order) if n in self.histograms}
        return Table(keys, offsets, self.times[places], self.values[places], histograms)


def labels_of(key: bytes) -> dict[str, str]:
    """Read the labels of a series from its key."""
    return _LABELS.decode(key)


def joined(tables: Sequence[Table]) -> Table:
    """Put the series of several tables behind one another."""
    if len(tables) == 1:
        return tables[0]
    firsts = np.cumsum([0, *map(len, tables)]).tolist()
    return Table(
        keys=tuple(chain.from_iterable(table.keys for table in tables)),
        offsets=np.cumsum(np.concatenate([[0], *(np.diff(table.offsets) for table in tables)])),
        times=np.concatenate([np.empty(0), *(table.times for table in tables)]),
        values=np.concatenate([np.empty(0), *(table.values for table in tables)]),
        histograms={
            first + number: timed
            for first, table in zip(firsts, tables, strict=False)
            for number, timed in table.histograms.items()
        },
    )


_LABELS = msgspec.json.Decoder(dict[str, str])
