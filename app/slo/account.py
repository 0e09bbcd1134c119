"""What is known of one definition's events: its series with their cursors, its groups, its reach.

An account is the state that survives a restart. The counts themselves stand in the ledger, one
row per group (two more for the bounds of an estimate); see ``app/slo/ledger.py``. Which series
feed which rows is in its register (``app/slo/register.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.slo.quick import quick
from app.slo.quiet import QuietTimes
from app.slo.register import Register, RowKey
from app.slo.samples import Feeding, Floats

Silence = tuple[float, float]
"""The last sample before, and the first after, a time in which nothing was scraped."""


@quick
@dataclass(frozen=True, slots=True)
class Cursors:
    """Per series the last sample seen: its time, value and process start.

    Three float64 arrays of one length, in the order of the account's series; NaN is "none yet"
    (or, for ``start``, "not exported").
    """

    time: Floats
    value: Floats
    start: Floats

    @staticmethod
    def none(count: int = 0) -> Cursors:
        """Build cursors of series that were never seen."""
        return Cursors(*(np.full(count, np.nan) for _ in range(3)))

    def part(self, series: slice) -> Cursors:
        """Cut out some series."""
        return Cursors(self.time[series], self.value[series], self.start[series])

    def extended(self, count: int) -> Cursors:
        """Append series that were never seen, up to ``count`` in all."""
        more = count - len(self.time)
        if not more:
            return self
        pad = np.full(more, np.nan)
        return Cursors(*(np.concatenate([a, pad]) for a in (self.time, self.value, self.start)))


@dataclass(frozen=True, slots=True)
class Heads:
    """Per series the first sample in the account, for as long as earlier ones may yet be read.

    Four float64 arrays of one length, in the order of the account's series: its time, value and
    process start (NaN: not exported), and the events that it was ``counted`` for. What it should
    have been counted for is only known once the time before it has been read.
    """

    time: Floats
    value: Floats
    start: Floats
    counted: Floats

    @staticmethod
    def none(count: int = 0) -> Heads:
        """Build the heads of series of which there is no sample."""
        return Heads(*(np.full(count, np.nan) for _ in range(4)))

    def extended(self, count: int) -> Heads:
        """Append series of which there is no sample, up to ``count`` in all; always a copy."""
        pad = np.full(count - len(self.time), np.nan)
        columns = (self.time, self.value, self.start, self.counted)
        return Heads(*(np.concatenate([column, pad]) for column in columns))


@quick
@dataclass(frozen=True, slots=True)
class Reach:
    """How far an account has been read, in Unix seconds on the grid of steps.

    Everything after ``begin`` and up to ``until`` has been read; ``earliest`` is the time of the
    first sample in the account, ``scrape_seconds`` the usual distance of two samples, and
    ``silence`` the last time in which nothing of the account was scraped.
    """

    begin: int
    until: int
    earliest: float | None = None
    scrape_seconds: float | None = None
    silence: Silence | None = None


@quick
@dataclass(frozen=True, slots=True)
class Cells:
    """Counted events of an account's rows, per step.

    ``ends`` (int64, k) are the steps' end times, ascending; ``good`` and ``total`` (float64,
    rows × k) the events of each. ``good`` may be negative in a single cell, where a bad event was
    scraped before the total that it belongs to; sums over a window make up for it.
    """

    ends: np.ndarray[tuple[int], np.dtype[np.int64]]
    good: Floats
    total: Floats

    def part(self, steps: slice) -> Cells:
        """Cut out some steps."""
        return Cells(self.ends[steps], self.good[:, steps], self.total[:, steps])


@quick
@dataclass(frozen=True, slots=True)
class Delta:
    """What one reading adds to an account: the events of its steps and all that follows.

    Nothing has changed yet when a delta exists; the store takes it in one transaction, and then
    the ledger and the account do. ``register`` holds all the account's rows afterwards, old ones
    first, in the order of ``cells``, and likewise all its series, in the order of ``cursors``;
    the first ``known_rows`` and ``known_series`` of them are not new. ``newest`` is per row the
    time of the newest sample of its total, NaN if there never was one; ``unbounded`` likewise
    that of a histogram that lacks the threshold as a bound. ``heads`` are there while the past is
    not read to its end. ``cut_groups`` counts the label sets that were read and left out, beyond
    the definition's ``max_groups``. ``excluded`` is the part of ``cells`` that is left out of the
    figures, in the same shape; ``None`` where there are no such times.
    """

    slo_name: str
    reach: Reach
    register: Register
    known_rows: int
    known_series: int
    cursors: Cursors
    newest: Floats
    unbounded: Floats
    cells: Cells
    heads: Heads | None = None
    cut_groups: int = 0
    excluded: Cells | None = None

    @property
    def rows(self) -> tuple[RowKey, ...]:
        """All rows of the account, in the order of ``cells``."""
        return self.register.rows

    @property
    def feedings(self) -> tuple[Feeding, ...]:
        """All series of the account, in the order of ``cursors``."""
        return self.register.feedings


@dataclass
class Account:
    """The present state of a definition's account; changed by ``apply`` only.

    It has ``heads`` while its past has not been read to the end. ``number`` is the store's for
    it, if it was read from there.
    """

    slo_name: str
    fingerprint: str
    reach: Reach
    register: Register = field(default_factory=Register)
    cursors: Cursors = field(default_factory=Cursors.none)
    newest: Floats = field(default_factory=lambda: np.empty(0))
    unbounded: Floats = field(default_factory=lambda: np.empty(0))
    heads: Heads | None = None
    number: int | None = None

    @property
    def rows(self) -> tuple[RowKey, ...]:
        """Its rows, in the order of their opening."""
        return self.register.rows

    @property
    def feedings(self) -> tuple[Feeding, ...]:
        """Its series, in the order of their discovery."""
        return self.register.feedings

    def apply(self, delta: Delta) -> None:
        """Take over what a stored delta says."""
        self.reach = delta.reach
        self.register = delta.register
        self.cursors = delta.cursors
        self.newest = delta.newest
        self.unbounded = delta.unbounded
        self.heads = delta.heads


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
    """An account as it was stored, with its cells by size.

    ``times`` are there if it is the excluded part of another account (``app/slo/twin.py``).
    """

    account: Account
    cells: tuple[StoredCells, ...]
    times: QuietTimes | None = None


@quick
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


@quick
@dataclass(frozen=True, slots=True)
class Entry:
    """One account's part of a transaction.

    ``keep_from`` maps a cell size to the end time before which cells are no longer needed.
    ``times`` replace those that were stored with the excluded part of an account; ``None`` leaves
    them as they are.
    """

    account: Account
    delta: Delta
    cells: Sequence[CellUpdate]
    keep_from: Mapping[int, int]
    times: QuietTimes | None = None
