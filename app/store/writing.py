"""Writes entries, and removes accounts, within a transaction that the caller holds.

Statements are few and each carries many records, so that the cost of a step lies in its data.
What every step writes, numbers and blobs, goes to the driver as it is (``run_plain``).
Refuses to know what a count means and when a cell is no longer needed: the entry says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase

from app.slo.account import Account, Entry
from app.store.records import (
    Record,
    blobs_of,
    cursors_blob,
    row_record,
    series_record,
    state_records,
)
from app.store.tables import ACCOUNTS, CELLS, ROWS, SERIES

Value = TypeVar("Value")

VALUES_AT_ONCE = 1000
"""How many values stand in one IN (…): every database takes as many."""

_IDENTITIES = select(ACCOUNTS.c.slo_name, ACCOUNTS.c.id, ACCOUNTS.c.fingerprint)
_UPDATE_ACCOUNT = update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account_id"))
_Upsert = sqlite.Insert | postgresql.Insert
INSERTS: Mapping[str, Callable[[Table], _Upsert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""How each database is told what to do with a row that is there already."""


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
    run_many(connection, insert(SERIES), list(_new_series(placed)))
    run_many(connection, insert(ROWS), list(_new_rows(placed)))
    _write_cells(connection, placed)
    _prune_cells(connection, placed)


def rewrite_series(connection: Connection, accounts: Sequence[Account]) -> None:
    """Replace the series of accounts, and their cursors with them."""
    identities = _identities(connection, [account.slo_name for account in accounts])
    ids = [identities[account.slo_name].account_id for account in accounts]
    for some in _portions(ids):
        connection.execute(delete(SERIES).where(SERIES.c.account_id.in_(some)))
    for account_id, account in zip(ids, accounts, strict=True):
        register = account.register
        series = [
            {"account_id": account_id} | series_record(register, ordinal)
            for ordinal in range(len(register.feedings))
        ]
        run_many(connection, insert(SERIES), series)
        owner = update(ACCOUNTS).where(ACCOUNTS.c.id == account_id)
        connection.execute(owner.values(cursors=cursors_blob(account.cursors)))


def remove(connection: Connection, slo_names: Sequence[str]) -> None:
    """Delete the accounts of these names; a name without one is passed over."""
    identities = _identities(connection, slo_names)
    _remove_accounts(connection, [each.account_id for each in identities.values()])


def _place(connection: Connection, entries: Sequence[Entry]) -> list[_Placed]:
    """Find the entries' accounts: create those that are new, replace those that start anew."""
    kept = _every_identity(connection)
    replaced = [e.account.slo_name for e in entries if _starts_anew(e, kept)]
    _remove_accounts(connection, [kept.pop(name).account_id for name in replaced])
    new = [entry for entry in entries if entry.account.slo_name not in kept]
    run_many(connection, insert(ACCOUNTS), _account_records(new))
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


def _every_identity(connection: Connection) -> dict[str, _Identity]:
    # Without names to look for; a step writes every account, and these are asked for one by one.
    found = connection.execute(_IDENTITIES).all()
    return {name: _Identity(account_id, fingerprint) for name, account_id, fingerprint in found}


def _identities(connection: Connection, slo_names: Sequence[str]) -> dict[str, _Identity]:
    return {
        name: _Identity(account_id, fingerprint)
        for some in _portions(slo_names)
        for name, account_id, fingerprint in connection.execute(
            _IDENTITIES.where(ACCOUNTS.c.slo_name.in_(some))
        )
    }


def _remove_accounts(connection: Connection, account_ids: Sequence[int]) -> None:
    for some in _portions(account_ids):
        for table in (CELLS, SERIES, ROWS):
            connection.execute(delete(table).where(table.c.account_id.in_(some)))
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id.in_(some)))


def _account_records(entries: Sequence[Entry]) -> list[Record]:
    states = state_records([entry.delta for entry in entries])
    return [
        {"slo_name": entry.account.slo_name, "fingerprint": entry.account.fingerprint} | state
        for entry, state in zip(entries, states, strict=True)
    ]


def _write_states(connection: Connection, placed: Sequence[_Placed]) -> None:
    states = state_records([each.entry.delta for each in placed])
    for state, each in zip(states, placed, strict=True):
        state["account_id"] = each.account_id
    run_plain(connection, _UPDATE_ACCOUNT, states)


def _write_times(connection: Connection, placed: Sequence[_Placed]) -> None:
    records = [
        {"account_id": each.account_id, "excluded_times": each.entry.times.as_json()}
        for each in placed
        if each.entry.times is not None
    ]
    run_many(connection, _UPDATE_ACCOUNT, records)


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
    cells = [(each.account_id, cell) for each in placed for cell in each.entry.cells]
    counts = blobs_of([(cell.good, cell.total) for _, cell in cells])
    records = [
        {
            "account_id": account_id,
            "cell_seconds": int(cell.cell_seconds),
            "cell_end": int(cell.end),
            "counts": blob,
        }
        for (account_id, cell), blob in zip(cells, counts, strict=True)
    ]
    run_plain(connection, _replace_cell(connection.dialect.name), records)


@cache
def _replace_cell(dialect: str) -> _Upsert:
    """Insert a cell, or replace the one that ends there."""
    statement = INSERTS[dialect](CELLS)
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


def run_many(connection: Connection, statement: UpdateBase, records: Sequence[Record]) -> None:
    """Execute a statement once for each record."""
    if records:
        connection.execute(statement, records)


def run_plain(connection: Connection, statement: UpdateBase, records: Sequence[Record]) -> None:
    """Run a statement once for each record; values are numbers, texts, bytes and None.

    All records have the same columns. SQLAlchemy would look at every value, to translate it; these
    need no translation. JSON is text.
    """
    if records:
        text, in_order = _plain(connection.dialect, statement, tuple(records[0]))
        connection.exec_driver_sql(text, list(map(in_order, records)))


@lru_cache(maxsize=64)
def _plain(
    dialect: Dialect, statement: UpdateBase, columns: tuple[str, ...]
) -> tuple[str, Callable[[Record], tuple[object, ...]]]:
    """Give a statement as the driver takes it, and what puts a record's values in its order."""
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    return str(compiled), itemgetter(*(compiled.positiontup or ()))


def _portions(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for first in range(0, len(values), VALUES_AT_ONCE):
        yield values[first : first + VALUES_AT_ONCE]
