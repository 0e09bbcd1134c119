"""Reads every account whole, within a transaction that the caller holds.

Refuses to repair: what does not fit together is a ``StoreError`` that says where.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, Table, select

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

RECORDS_AT_ONCE = 10_000
"""How many cells are fetched in one go; it bounds the memory that loading needs besides."""

_Damage = (LookupError, TypeError, ValueError)
_Record = Mapping[str, Any]
_Parts = Mapping[int, list[_Record]]


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
    try:
        accounts = _read_accounts(connection)
        piles = _read_piles(connection, accounts)
        times = _times(connection)
        return [
            StoredAccount(account, _cells(account, piles[i]), times.get(i))
            for i, account in accounts
        ]
    except _Damage as error:
        raise StoreError(f"{place} is damaged: {error}") from error


def _read_accounts(connection: Connection) -> list[tuple[int, Account]]:
    feedings = _parts(connection, SERIES)
    rows = _parts(connection, ROWS)
    accounts = []
    for record in _records(connection, select(ACCOUNTS).order_by(ACCOUNTS.c.id)):
        account_id = record["id"]
        try:
            account = _account(record, rows[account_id], feedings[account_id])
        except _Damage as error:
            raise ValueError(f"the account of {record['slo_name']} does not add up") from error
        accounts.append((account_id, account))
    return accounts


def _times(connection: Connection) -> Mapping[int, QuietTimes]:
    """Read, by account, the times that excluded parts stand for."""
    columns = select(ACCOUNTS.c.id, ACCOUNTS.c.excluded_times)
    return {
        account_id: QuietTimes.from_json(written)
        for account_id, written in connection.execute(columns)
        if written is not None
    }


def _parts(connection: Connection, table: Table) -> _Parts:
    """Read the records of series or rows by account, each account's in order."""
    parts = defaultdict(list)
    for record in _records(connection, select(table).order_by(table.c.account_id, table.c.ordinal)):
        parts[record["account_id"]].append(record)
    return parts


def _records(connection: Connection, statement: Select[Any]) -> Iterator[_Record]:
    for row in connection.execute(statement):
        yield row._asdict()


def _account(record: _Record, rows: list[_Record], feedings: list[_Record]) -> Account:
    for parts in (rows, feedings):
        if [part["ordinal"] for part in parts] != list(range(len(parts))):
            raise ValueError("an ordinal is missing")
    return Account(
        slo_name=record["slo_name"],
        fingerprint=record["fingerprint"],
        reach=reach_of(record),
        register=Register(
            feedings=feedings_of(feedings),
            rows=tuple(row_of(row) for row in rows),
        ),
        cursors=cursors_of(record, len(feedings)),
        newest=columns_of(record["newest"], 1, len(rows))[0],
        unbounded=columns_of(record["unbounded"], 1, len(rows))[0],
        heads=heads_of(record, len(feedings)),
    )


def _read_piles(
    connection: Connection, accounts: Iterable[tuple[int, Account]]
) -> Mapping[int, dict[int, _Pile]]:
    piles: dict[int, dict[int, _Pile]] = defaultdict(lambda: defaultdict(_Pile))
    # What a blob does not have, because the row is younger than the cell, is NaN.
    missing = {account_id: _missing(len(account.rows)) for account_id, account in accounts}
    for cell_seconds, cell_end, account_id, counts in _stored_cells(connection):
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


def _stored_cells(connection: Connection) -> Iterator[tuple[int, int, int, bytes]]:
    ordered = select(CELLS).order_by(CELLS.c.cell_seconds, CELLS.c.cell_end, CELLS.c.account_id)
    streamed = ordered.execution_options(yield_per=RECORDS_AT_ONCE)
    yield from connection.execute(streamed)


def _missing(rows: int) -> bytes:
    return np.full(2 * rows, np.nan, DOUBLE).tobytes()


def _cells(account: Account, piles: Mapping[int, _Pile]) -> tuple[StoredCells, ...]:
    return tuple(_stored(seconds, pile, len(account.rows)) for seconds, pile in piles.items())


def _stored(cell_seconds: int, pile: _Pile, rows: int) -> StoredCells:
    ends = np.array(pile.ends, np.int64)
    table = np.frombuffer(pile.counts, DOUBLE).reshape(len(ends), rows, 2)
    good, total = (np.ascontiguousarray(table[:, :, i].T, np.float64) for i in (0, 1))
    return StoredCells(cell_seconds, ends, good, total)
