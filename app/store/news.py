"""Reads what was stored since and a follower lacks, all of it as of one moment.

Refuses to know what becomes of it: ``app/monitor/follower.py`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.slo.account import Account, StoredAccount
from app.slo.alert import OpenAlert
from app.slo.exclusion import Exclusion
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.spans import between
from app.slo.step import Held, News
from app.slo.twin import is_of, twin_name
from app.store import exclusions, reading, steps
from app.store.alert_reading import read_open_alerts
from app.store.reading import AccountRecord
from app.store.tables import STEPS

BEHIND_SECONDS = 900
"""An account that went on by more is read whole: its cells may have been written coarsely."""

LOOKED_BACK_SECONDS = 60
"""So far before its begin a reading beside the steps may have changed cells."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """News as rows: fetched by the event loop, put together elsewhere."""

    steps: Sequence[Mapping[Any, Any]]
    whole: Sequence[StoredAccount]
    ahead: reading.Ahead
    gone: Sequence[str]
    times: Mapping[str, QuietTimes]
    open_alerts: Sequence[OpenAlert]
    exclusions: Sequence[Exclusion]

    def put_together(self, place: str) -> News:
        """Make news of them.

        Raises:
            StoreError: what stands in ``place`` does not fit together.
        """
        with reading.damage_told(place):
            return News(
                steps=[steps.step_of(row) for row in self.steps],
                whole=self.whole,
                ahead=self.ahead.put_together(),
                gone=self.gone,
                times=self.times,
                open_alerts=self.open_alerts,
                exclusions=self.exclusions,
            )


def fetch(
    connection: Connection,
    place: str,
    known: Mapping[str, Held],
    after: int | None,
    step_seconds: int,
) -> Fetched:
    """Fetch what was stored since the step ``after``, of the definitions that are ``known``.

    Raises:
        StoreError: what stands in ``place`` does not fit together.
    """
    since = select(STEPS).where(STEPS.c.evaluated_at > (after or 0))
    told = connection.execute(since.order_by(STEPS.c.evaluated_at)).mappings().all()
    records = {record["slo_name"]: record for record in reading.states(connection)}
    with reading.damage_told(place):
        pairs = {name: pair for name, held in known.items() for pair in _pairs(records, name, held)}
        going_on = {name: pair for name, pair in pairs.items() if pair.goes_on}
        whole = [r for name, p in pairs.items() if name not in going_on for r in p.records]
        moved = [one for pair in going_on.values() for one in pair.moved]
        first = _first_cell(moved, [step["cells_from"] for step in told], after)
        registers = [(record, account.register) for record, account in moved]
        return Fetched(
            steps=told,
            whole=reading.whole(connection, whole, beside=len(records) - len(whole)),
            ahead=reading.ahead(connection, registers, step_seconds, first),
            gone=[name for name in known if name not in pairs],
            times={n: p.times for n, p in going_on.items() if p.times is not p.held.times},
            open_alerts=read_open_alerts(connection),
            exclusions=exclusions.read(connection, place),
        )


class _Pair(NamedTuple):
    """What is stored of a definition and what is held of it.

    ``twin`` is the row of the excluded part, ``times`` are those that it stands for.
    """

    record: AccountRecord
    twin: AccountRecord | None
    times: QuietTimes
    held: Held

    @property
    def records(self) -> list[AccountRecord]:
        """Give the rows of both."""
        return [self.record] if self.twin is None else [self.record, self.twin]

    @property
    def goes_on(self) -> bool:
        """Whether what is stored is what is held, but for a few steps more."""
        account, twin = self.held.account, self.held.twin
        if self.twin is None or twin is None:
            return self.twin is None and twin is None and _goes_on(self.record, account)
        both_go_on = _goes_on(self.record, account) and _goes_on(self.twin, twin)
        return both_go_on and not self._has_another_past

    @property
    def moved(self) -> list[_Moved]:
        """Give of both what has been read further."""
        accounts = [self.held.account, self.held.twin]
        both = [(r, a) for r, a in zip(self.records, accounts, strict=False) if a is not None]
        return [(r, a) for r, a in both if r["reach_until"] != a.reach.until]

    @property
    def _has_another_past(self) -> bool:
        """Whether exclusions changed of what is held; of what comes, deltas tell."""
        if self.times is self.held.times:
            return False
        until = self.held.account.reach.until
        held = between(min(self.held.since, until), until)
        return self.times.within(held) != self.held.times.within(held)


_Moved = tuple[AccountRecord, Account]


def _pairs(records: Mapping[str, AccountRecord], name: str, held: Held) -> Iterator[_Pair]:
    """Find what is stored of a definition, if it is the very account that is held."""
    record, twin = records.get(name), records.get(twin_name(name))
    if record is None or record["fingerprint"] != held.account.fingerprint:
        return
    if twin is None or not twin["excluded_times"] or not _are_twins(record, twin):
        yield _Pair(record, None, NO_TIMES, held)
        return
    is_known = held.times.as_json() == twin["excluded_times"]
    times = held.times if is_known else QuietTimes.from_json(twin["excluded_times"])
    yield _Pair(record, twin, times, held)


def _are_twins(record: AccountRecord, twin: AccountRecord) -> bool:
    """Say of rows what ``fits`` says of accounts."""
    edges = ("reach_begin", "reach_until")
    read_equally = all(record[edge] == twin[edge] for edge in edges)
    return read_equally and is_of(twin["fingerprint"], record["fingerprint"])


def _goes_on(record: AccountRecord, account: Account) -> bool:
    return (
        record["id"] == account.number
        and record["fingerprint"] == account.fingerprint
        and record["reach_begin"] == account.reach.begin
        and (record["heads"] is None) == (account.heads is None)
        and 0 <= record["reach_until"] - account.reach.until <= BEHIND_SECONDS
    )


def _first_cell(moved: Sequence[_Moved], told: Sequence[int], after: int | None) -> int:
    """Give the end of the earliest cell that may have changed since, as steps have ``told``."""
    # What lagged behind the steps may have been read beside them, of which they do not tell.
    lagged = [
        account.reach.until - LOOKED_BACK_SECONDS
        for _, account in moved
        if account.reach.until != after
    ]
    return min([*told, *lagged], default=0)
