"""What the monitor needs from the outside: something to read events from, and a place to keep them.

``app/main.py`` names the classes that fill these places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from app.slo.account import Account, Delta
from app.slo.definition import Group, Slo
from app.slo.samples import Floats, Samples


@dataclass(frozen=True, slots=True)
class StoredCells:
    """Cells of one size of an account, as they were stored.

    ``ends`` (int64, k) ascending; ``good`` and ``total`` (float64, rows × k), in the order of the
    account's rows.
    """

    cell_seconds: int
    ends: np.ndarray[tuple[int], np.dtype[np.int64]]
    good: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as it was stored, with its cells by size."""

    account: Account
    cells: tuple[StoredCells, ...]


@dataclass(frozen=True, slots=True)
class CellUpdate:
    """What an account's cells hold after a delta: one cell of one size, all rows.

    A cell that was stored before under the same account, size and end is replaced. ``good`` and
    ``total`` are float64 arrays with one number per row.
    """

    cell_seconds: int
    end: int
    good: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class Entry:
    """One account's part of a transaction.

    ``keep_from`` maps a cell size to the end time before which cells are no longer needed.
    """

    account: Account
    delta: Delta
    cells: Sequence[CellUpdate]
    keep_from: Mapping[int, int]


class Store(Protocol):
    """Keeps accounts so that a crash at any moment loses nothing that was published."""

    async def load(self) -> Sequence[StoredAccount]:
        """Read every account.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Take all entries in one transaction, or none.

        An account that is new to the store is created; one under the same SLO name with another
        fingerprint is replaced.

        Raises:
            StoreError: nothing of the entries was stored.
        """
        ...

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of definitions that are no longer in the catalog."""
        ...

    async def close(self) -> None:
        """Release files and connections."""
        ...


@dataclass(frozen=True, slots=True)
class Distribution:
    """Events per latency bucket over one window: ascending upper bounds, the last one infinite.

    ``bounds`` and ``counts`` (float64, n); ``counts`` are per bucket, not cumulative.
    """

    bounds: Floats
    counts: Floats


class Source(Protocol):
    """Reads events. Every method raises a ``SourceError`` when Prometheus does not answer."""

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        """Group definitions that are read by the same queries; they succeed or fail together."""
        ...

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float
    ) -> Mapping[str, Samples]:
        """Read every sample in (after, until] of the series that these definitions count.

        Samples at or before ``after`` may be among them. The answer is keyed by SLO name and has
        an entry for each definition.
        """
        ...

    async def survey(self, slos: tuple[Slo, ...], after: float, until: float) -> Sequence[Stretch]:
        """Find where in (after, until] there are samples, so that the past is read in pieces."""
        ...

    async def distributions(
        self, slos: Sequence[Slo], at: float, window_seconds: int
    ) -> Mapping[tuple[str, Group], Distribution]:
        """Read the latency distribution of each group over the window that ends at ``at``."""
        ...

    async def bounds(self, slo: Slo, at: float) -> Sequence[float]:
        """List the bucket bounds that a latency definition's series have, ascending, +Inf left out."""
        ...

    def queries(self, slo: Slo) -> Sequence[str]:
        """Write the queries that read a definition's events, for people to repeat."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the past, (after, until] in Unix seconds, and how many series it holds."""

    after: float
    until: float
    series: int
