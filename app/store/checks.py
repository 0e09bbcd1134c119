"""Keeps the verdicts on runs. Every replica may: a check needs nobody who leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, Table, and_, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from app.slo.run import Baseline, CheckPlace, OpenCheck, RunVerdict
from app.slo.snapshot import Events
from app.slo.verdict import VerdictKind
from app.store.alert_reading import read_values
from app.store.records import Record
from app.store.tables import CHECKS, PASSES
from app.store.transacting import Transactor

_VERDICT = TypeAdapter(RunVerdict)
_Insert = sqlite.Insert | postgresql.Insert
_INSERTS: Mapping[str, Callable[[Table], _Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class SqlChecks:
    """The checks of a database; they are kept for ``kept_seconds``."""

    def __init__(self, transactor: Transactor, kept_seconds: int) -> None:
        self._transactor = transactor
        self._kept_seconds = kept_seconds

    async def claim(self, check: OpenCheck, now: float) -> OpenCheck | None:
        """Begin a check, unless one is kept under its id: then that is given.

        One that is overdue, or that ended in an ERROR, makes room for the same question.

        Raises:
            StoreError: it was not stored.
        """
        return await self._transactor.write(_claim, check, now)

    async def finish(self, check: OpenCheck) -> None:
        """Keep a verdict, whether or not the check was claimed before; forget old ones.

        Raises:
            StoreError: it was not stored.
        """
        await self._transactor.write(_finish, check, self._kept_seconds)

    async def drop(self, check_id: str) -> None:
        """Forget a check that came to nothing.

        Raises:
            StoreError: it stays.
        """
        await self._transactor.write(_drop, check_id)

    async def get(self, check_id: str) -> OpenCheck | None:
        """Read one.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transactor.read(_get, check_id)

    async def find(self, before: CheckPlace | None, limit: int) -> Sequence[RunVerdict]:
        """Read the verdicts given last, at most ``limit``, without their results; last first.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_find, before, limit)

    async def last_passes(
        self, wanted: Sequence[tuple[str, str]], until: float
    ) -> Mapping[tuple[str, str], Baseline]:
        """Find for SLOs, by id and fingerprint, the last pass of a run that ended by a time.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_last_passes, wanted, until)


def _claim(connection: Connection, check: OpenCheck, now: float) -> OpenCheck | None:
    columns = CHECKS.c
    failed = columns.verdict == VerdictKind.ERROR.value
    overdue = and_(columns.verdict.is_(None), columns.due_at < now)
    gone = and_(columns.check_id == check.id, columns.digest == check.digest, or_(failed, overdue))
    connection.execute(delete(CHECKS).where(gone))
    fresh = _INSERTS[connection.dialect.name](CHECKS).values(_open_record(check))
    done = connection.execute(fresh.on_conflict_do_nothing(index_elements=[columns.check_id]))
    return None if done.rowcount else _get(connection, check.id)


def _finish(connection: Connection, check: OpenCheck, kept_seconds: int) -> None:
    oldest = check.created_at - kept_seconds
    connection.execute(delete(CHECKS).where(CHECKS.c.created_at < oldest))
    connection.execute(delete(PASSES).where(PASSES.c.end < oldest))
    connection.execute(delete(CHECKS).where(CHECKS.c.check_id == check.id))
    connection.execute(delete(PASSES).where(PASSES.c.check_id == check.id))
    verdict = check.verdict
    assert verdict is not None  # noqa: S101  # it is finished
    connection.execute(insert(CHECKS), _record(check, verdict))
    passes = list(_passes(verdict))
    if passes:
        connection.execute(insert(PASSES), passes)


def _drop(connection: Connection, check_id: str) -> None:
    is_open = and_(CHECKS.c.check_id == check_id, CHECKS.c.verdict.is_(None))
    connection.execute(delete(CHECKS).where(is_open))


def _open_record(check: OpenCheck) -> Record:
    return {
        "check_id": check.id,
        "digest": check.digest,
        "created_at": check.created_at,
        "due_at": check.due_at,
    }


def _record(check: OpenCheck, verdict: RunVerdict) -> Record:
    written: Record = _VERDICT.dump_python(verdict, mode="json")
    return {**written, **_open_record(check)}


def _passes(verdict: RunVerdict) -> Iterator[Record]:
    for result in verdict.results:
        if result.verdict is VerdictKind.PASS and result.events and result.events.total > 0:
            yield {
                "check_id": verdict.check_id,
                "slo_id": result.slo,
                "fingerprint": result.fingerprint,
                "start": result.start,
                "end": result.end,
                "good": result.events.good,
                "total": result.events.total,
            }


def _get(connection: Connection, check_id: str) -> OpenCheck | None:
    asked = select(CHECKS).where(CHECKS.c.check_id == check_id)
    return next(read_values(connection, asked, _check_of), None)


def _check_of(record: Mapping[str, Any]) -> OpenCheck:
    return OpenCheck(
        id=record["check_id"],
        digest=record["digest"],
        created_at=record["created_at"],
        due_at=record["due_at"],
        verdict=None if record["verdict"] is None else _verdict_of(record),
    )


def _verdict_of(record: Mapping[str, Any]) -> RunVerdict:
    return _VERDICT.validate_python(dict(record))


def _find(connection: Connection, before: CheckPlace | None, limit: int) -> list[RunVerdict]:
    columns = CHECKS.c
    asked: Select[Any] = select(*(each for each in columns if each is not columns.results))
    asked = asked.where(columns.verdict.is_not(None))
    if before is not None:
        created_at, check_id = before
        earlier = and_(columns.created_at == created_at, columns.check_id < check_id)
        asked = asked.where(or_(columns.created_at < created_at, earlier))
    asked = asked.order_by(columns.created_at.desc(), columns.check_id.desc()).limit(limit)
    return list(read_values(connection, asked, _verdict_of))


def _last_passes(
    connection: Connection, wanted: Sequence[tuple[str, str]], until: float
) -> dict[tuple[str, str], Baseline]:
    columns = PASSES.c
    found: dict[tuple[str, str], Baseline] = {}
    for slo_id, fingerprint in wanted:
        asked = (
            select(PASSES)
            .where(columns.slo_id == slo_id, columns.fingerprint == fingerprint)
            .where(columns.end <= until)
            .order_by(columns.end.desc(), columns.check_id.desc())
            .limit(1)
        )
        for baseline in read_values(connection, asked, _baseline_of):
            found[slo_id, fingerprint] = baseline
    return found


def _baseline_of(record: Mapping[str, Any]) -> Baseline:
    events = Events(record["good"], record["total"])
    return Baseline(record["start"], record["end"], events, record["check_id"])
