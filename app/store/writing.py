"""Writes entries, and removes accounts, within a transaction that the caller holds.

Statements are few and each carries many records, so that the cost of a step lies in its data.
Refuses to know what a count means and when a cell is no longer needed: the entry says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase

from app.slo.account import Entry
from app.store.records import Record, blob_of, row_record, series_record, state_record
from app.store.tables import ACCOUNTS, CELLS, ROWS, SERIES

Value = TypeVar("Value")

VALUES_AT_ONCE = 1000
"""How many values stand in one IN (…): every database takes as many."""

_UPDATE_ACCOUNT = update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account_id"))
_Upsert = sqlite.Insert | postgresql.Insert
_INSERTS: Mapping[str, Callable[[Table], _Upsert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class _Identity(NamedTuple):
    account_id: int
    fingerprint: str


class _Placed(NamedTuple):
    """An entry with its account's id; of a new account nothing stands in the tables yet."""

    account_id: int
    entry: Entry
    new: bool


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Store the entries; there is at most one for each account."""
    placed = _place(connection, entries)
    _write_states(connection, [each for each in placed if not each.new])
    _write_times(connection, placed)
    _run_many(connection, insert(SERIES), list(_new_series(placed)))
    _run_many(connection, insert(ROWS), list(_new_rows(placed)))
    _write_cells(connection, placed)
    _prune_cells(connection, placed)


def remove(connection: Connection, slo_names: Sequence[str]) -> None:
    """Delete the accounts of these names; a name without one is passed over."""
    identities = _identities(connection, slo_names)
    _remove_accounts(connection, [each.account_id for each in identities.values()])


def _place(connection: Connection, entries: Sequence[Entry]) -> list[_Placed]:
    """Find the entries' accounts: create those that are new, replace those that start anew."""
    kept = _identities(connection, [entry.account.slo_name for entry in entries])
    replaced = [e.account.slo_name for e in entries if _starts_anew(e, kept)]
    _remove_accounts(connection, [kept.pop(name).account_id for name in replaced])
    new = [entry for entry in entries if entry.account.slo_name not in kept]
    _run_many(connection, insert(ACCOUNTS), [_account_record(entry) for entry in new])
    created = _identities(connection, [entry.account.slo_name for entry in new])
    return [_placed(entry, kept, created) for entry in entries]


def _starts_anew(entry: Entry, kept: Mapping[str, _Identity]) -> bool:
    """Whether what is kept under the entry's name is not what the entry goes on with.

    Besides another fingerprint that is an account of which nothing has been read yet: a longer
    period starts one under the same fingerprint.
    """
    account, identity = entry.account, kept.get(entry.account.slo_name)
    if identity is None:
        return False
    unread = account.reach.until == account.reach.begin
    return unread or identity.fingerprint != account.fingerprint


def _placed(
    entry: Entry, kept: Mapping[str, _Identity], created: Mapping[str, _Identity]
) -> _Placed:
    name = entry.account.slo_name
    identity = created.get(name) or kept[name]
    return _Placed(identity.account_id, entry, name in created)


def _identities(connection: Connection, slo_names: Sequence[str]) -> dict[str, _Identity]:
    columns = select(ACCOUNTS.c.slo_name, ACCOUNTS.c.id, ACCOUNTS.c.fingerprint)
    return {
        name: _Identity(account_id, fingerprint)
        for some in _portions(slo_names)
        for name, account_id, fingerprint in connection.execute(
            columns.where(ACCOUNTS.c.slo_name.in_(some))
        )
    }


def _remove_accounts(connection: Connection, account_ids: Sequence[int]) -> None:
    for some in _portions(account_ids):
        for table in (CELLS, SERIES, ROWS):
            connection.execute(delete(table).where(table.c.account_id.in_(some)))
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id.in_(some)))


def _account_record(entry: Entry) -> Record:
    account = entry.account
    identity = {"slo_name": account.slo_name, "fingerprint": account.fingerprint}
    return identity | state_record(entry.delta)


def _write_states(connection: Connection, placed: Sequence[_Placed]) -> None:
    records = [{"account_id": each.account_id} | state_record(each.entry.delta) for each in placed]
    _run_many(connection, _UPDATE_ACCOUNT, records)


def _write_times(connection: Connection, placed: Sequence[_Placed]) -> None:
    records = [
        {"account_id": each.account_id, "excluded_times": each.entry.times.as_json()}
        for each in placed
        if each.entry.times is not None
    ]
    _run_many(connection, _UPDATE_ACCOUNT, records)


def _new_series(placed: Sequence[_Placed]) -> Iterator[Record]:
    for account_id, entry, new in placed:
        known, register = 0 if new else entry.delta.known_series, entry.delta.register
        for ordinal in range(known, len(register.feedings)):
            yield {"account_id": account_id} | series_record(register, ordinal)


def _new_rows(placed: Sequence[_Placed]) -> Iterator[Record]:
    for account_id, entry, new in placed:
        known, rows = 0 if new else entry.delta.known_rows, entry.delta.rows
        for ordinal in range(known, len(rows)):
            yield {"account_id": account_id, "ordinal": ordinal} | row_record(rows[ordinal])


def _write_cells(connection: Connection, placed: Sequence[_Placed]) -> None:
    records = [
        {
            "account_id": each.account_id,
            "cell_seconds": int(cell.cell_seconds),
            "cell_end": int(cell.end),
            "counts": blob_of(cell.good, cell.total),
        }
        for each in placed
        for cell in each.entry.cells
    ]
    _run_many(connection, _replace_cell(connection.dialect.name), records)


@cache
def _replace_cell(dialect: str) -> _Upsert:
    """Insert a cell, or replace the one that ends there."""
    statement = _INSERTS[dialect](CELLS)
    return statement.on_conflict_do_update(
        index_elements=list(CELLS.primary_key), set_={"counts": statement.excluded.counts}
    )


def _prune_cells(connection: Connection, placed: Sequence[_Placed]) -> None:
    # Accounts mostly share their limits, so this is a statement per cell size, not per account.
    account_ids = defaultdict(list)
    for each in placed:
        for limit in each.entry.keep_from.items():
            account_ids[limit].append(each.account_id)
    for (cell_seconds, keep_from), sharing in account_ids.items():
        old = delete(CELLS).where(
            CELLS.c.cell_seconds == int(cell_seconds), CELLS.c.cell_end < int(keep_from)
        )
        for some in _portions(sharing):
            connection.execute(old.where(CELLS.c.account_id.in_(some)))


def _run_many(connection: Connection, statement: UpdateBase, records: Sequence[Record]) -> None:
    if records:
        connection.execute(statement, records)


def _portions(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for first in range(0, len(values), VALUES_AT_ONCE):
        yield values[first : first + VALUES_AT_ONCE]
