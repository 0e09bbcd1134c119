"""Reads accounts, whole or what came since, within a transaction that the caller holds.

Refuses to repair: what does not fit together is a ``StoreError`` that says where.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, Table, select

from app.slo.account import Account, StoredAccount, StoredCells
from app.slo.errors import StoreError
from app.slo.quiet import QuietTimes
from app.slo.register import Register
from app.store.records import (
    DOUBLE,
    columns_of,
    cursors_of,
    feedings_of,
    heads_of,
    reach_of,
    row_of,
)
from app.store.tables import ACCOUNTS, CELLS, ROWS, SERIES

VALUES_AT_ONCE = 1000
"""How many values stand in one IN (…)."""

RECORDS_AT_ONCE = 10_000
"""How many cells are fetched in one go; it bounds the memory that loading needs besides."""

AccountRecord = Mapping[str, Any]
"""A row of the accounts' table."""

_Damage = (LookupError, TypeError, ValueError)
_Record = Mapping[str, Any]
_Cell = tuple[int, int, int, bytes]


@dataclass
class _Parts:
    """The records of an account's series and rows."""

    series: list[_Record] = field(default_factory=list)
    rows: list[_Record] = field(default_factory=list)


@dataclass
class _Pile:
    """The cells of one size of an account while they are read, in order of time."""

    ends: array[int] = field(default_factory=lambda: array("q"))
    counts: bytearray = field(default_factory=bytearray)


def read(connection: Connection, place: str) -> list[StoredAccount]:
    """Read all accounts in the order of their creation.

    Raises:
        StoreError: what stands in ``place`` is no account.
    """
    with damage_told(place):
        return whole(connection, states(connection))


@contextmanager
def damage_told(place: str) -> Iterator[None]:
    """Raise ``StoreError`` where something in ``place`` does not fit together."""
    try:
        yield
    except _Damage as error:
        raise StoreError(f"{place} is damaged: {error}") from error


def states(connection: Connection) -> list[AccountRecord]:
    """Read the accounts' own rows, in the order of their creation."""
    return list(_records(connection, select(ACCOUNTS).order_by(ACCOUNTS.c.id)))


def whole(
    connection: Connection, records: Sequence[AccountRecord], beside: int = 0
) -> list[StoredAccount]:
    """Read all that belongs to accounts; there are so many others ``beside`` them."""
    if not records:
        return []
    theirs = {record["id"] for record in records}
    numbers = sorted(theirs) if len(records) < beside else None
    registers = _registers(connection, numbers)
    accounts = [(r["id"], _told_by_name(r, registers[r["id"]])) for r in records]
    stored = _stored_cells(connection, numbers)
    piles = _read_piles(accounts, (c for c in stored if c[2] in theirs) if beside else stored)
    times = [_times(record) for record in records]
    return [
        StoredAccount(account, _cells(account, piles[i]), own)
        for (i, account), own in zip(accounts, times, strict=True)
    ]


def _times(record: AccountRecord) -> QuietTimes | None:
    """Read the times that an excluded part stands for."""
    written = record["excluded_times"]
    return None if written is None else QuietTimes.from_json(written)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Rows of accounts that went on: fetched by the event loop, put together elsewhere."""

    accounts: Sequence[tuple[AccountRecord, Register | _Parts]]
    cells: Sequence[_Cell]

    def put_together(self) -> list[StoredAccount]:
        """Make accounts of them; ``LookupError`` or ``ValueError`` where they do not fit."""
        accounts = [(record["id"], _told_by_name(record, own)) for record, own in self.accounts]
        theirs = {number for number, _ in accounts}
        piles = _read_piles(accounts, (cell for cell in self.cells if cell[2] in theirs))
        return [StoredAccount(account, _cells(account, piles[i])) for i, account in accounts]


def ahead(
    connection: Connection,
    known: Sequence[tuple[AccountRecord, Register]],
    cell_seconds: int,
    cells_from: int,
) -> Ahead:
    """Fetch how accounts went on whose registers are known; of their cells only those of one size.

    These begin with the one that ends at ``cells_from``.
    """
    if not known:
        return Ahead([], [])
    grown = [record["id"] for record, register in known if _has_grown(record, register)]
    registers = _registers(connection, grown) if grown else {}
    recent = _in_order(CELLS.c.cell_seconds == cell_seconds, CELLS.c.cell_end >= cells_from)
    accounts = [(record, registers.get(record["id"], own)) for record, own in known]
    return Ahead(accounts, [tuple(cell) for cell in connection.execute(recent)])


def _has_grown(record: AccountRecord, register: Register) -> bool:
    rows, series = (len(record[blob]) // DOUBLE.itemsize for blob in ("newest", "cursors"))
    return (rows, series) != (len(register.rows), 3 * len(register.feedings))


def _told_by_name(record: AccountRecord, register: Register | _Parts) -> Account:
    try:
        return _account(record, register if isinstance(register, Register) else _register(register))
    except _Damage as error:
        raise ValueError(f"the account of {record['slo_name']} does not add up") from error


def _registers(connection: Connection, numbers: Sequence[int] | None) -> defaultdict[int, _Parts]:
    """Read the records of series and rows by account, each account's in order."""
    parts: defaultdict[int, _Parts] = defaultdict(_Parts)
    for table, kind in ((SERIES, "series"), (ROWS, "rows")):
        ordered = select(table).order_by(table.c.account_id, table.c.ordinal)
        for statement in _only(ordered, table, numbers):
            for record in _records(connection, statement):
                getattr(parts[record["account_id"]], kind).append(record)
    return parts


def _only(
    statement: Select[Any], table: Table, numbers: Sequence[int] | None
) -> Iterator[Select[Any]]:
    """Restrict a statement to some accounts, in as many as it takes; ``None`` are all."""
    if numbers is None:
        yield statement
        return
    for first in range(0, len(numbers), VALUES_AT_ONCE):
        some = numbers[first : first + VALUES_AT_ONCE]
        yield statement.where(table.c.account_id.in_(some))


def _records(connection: Connection, statement: Select[Any]) -> Iterator[_Record]:
    for row in connection.execute(statement):
        yield row._asdict()


def _register(parts: _Parts) -> Register:
    for records in (parts.series, parts.rows):
        if [record["ordinal"] for record in records] != list(range(len(records))):
            raise ValueError("an ordinal is missing")
    return Register(
        feedings=feedings_of(parts.series), rows=tuple(row_of(row) for row in parts.rows)
    )


def _account(record: AccountRecord, register: Register) -> Account:
    rows, series = len(register.rows), len(register.feedings)
    return Account(
        slo_name=record["slo_name"],
        fingerprint=record["fingerprint"],
        reach=reach_of(record),
        register=register,
        cursors=cursors_of(record, series),
        newest=columns_of(record["newest"], 1, rows)[0],
        unbounded=columns_of(record["unbounded"], 1, rows)[0],
        heads=heads_of(record, series),
        number=record["id"],
    )


def _read_piles(
    accounts: Iterable[tuple[int, Account]], cells: Iterable[_Cell]
) -> Mapping[int, dict[int, _Pile]]:
    piles: dict[int, dict[int, _Pile]] = defaultdict(lambda: defaultdict(_Pile))
    # What a blob does not have, because the row is younger than the cell, is NaN.
    missing = {account_id: _missing(len(account.rows)) for account_id, account in accounts}
    for cell_seconds, cell_end, account_id, counts in cells:
        absent = missing.get(account_id)
        if absent is None or len(counts) > len(absent) or len(counts) % (2 * DOUBLE.itemsize):
            raise ValueError(
                f"the cell of {cell_seconds} s that ends at {cell_end} does not fit"
                f" its account, number {account_id}"
            )
        pile = piles[account_id][cell_seconds]
        pile.ends.append(cell_end)
        pile.counts += counts
        pile.counts += absent[len(counts) :]
    return piles


def _stored_cells(connection: Connection, numbers: Sequence[int] | None) -> Iterator[_Cell]:
    for statement in _only(_in_order(), CELLS, numbers):
        yield from connection.execute(statement.execution_options(yield_per=RECORDS_AT_ONCE))


def _in_order(*conditions: ColumnElement[bool]) -> Select[Any]:
    ordered = select(CELLS).order_by(CELLS.c.cell_seconds, CELLS.c.cell_end, CELLS.c.account_id)
    return ordered.where(*conditions)


def _missing(rows: int) -> bytes:
    return np.full(2 * rows, np.nan, DOUBLE).tobytes()


def _cells(account: Account, piles: Mapping[int, _Pile]) -> tuple[StoredCells, ...]:
    return tuple(_stored(seconds, pile, len(account.rows)) for seconds, pile in piles.items())


def _stored(cell_seconds: int, pile: _Pile, rows: int) -> StoredCells:
    ends = np.array(pile.ends, np.int64)
    table = np.frombuffer(pile.counts, DOUBLE).reshape(len(ends), rows, 2)
    good, total = (np.ascontiguousarray(table[:, :, i].T, np.float64) for i in (0, 1))
    return StoredCells(cell_seconds, ends, good, total)
