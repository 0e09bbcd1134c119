"""Keeps the runs of plans: whoever leads writes them, and each change together with its event."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, text, update

from app.slo.errors import PlanBusy
from app.slo.kept import EventKind
from app.slo.plan_run import PlanReason, PlanRun, PlanRunPlace, RunState
from app.store.alert_reading import read_values
from app.store.alert_tables import EVENTS
from app.store.records import Record
from app.store.tables import PLAN_RUNS
from app.store.transacting import Transactor
from app.store.writing import INSERTS

INTERRUPTED = "The service ended while it ran."

_RUN = TypeAdapter(PlanRun)
_UNDER_WAY = PLAN_RUNS.c.state == RunState.RUNNING.value


class Begun(NamedTuple):
    """A run as it is kept; ``is_new`` unless it had been begun before."""

    run: PlanRun
    is_new: bool


class SqlPlanRuns:
    """The runs of a database; they are kept for ``kept_seconds``.

    ``leading`` is for what only the process that leads may write, ``reading`` for what all read.
    """

    def __init__(self, leading: Transactor, reading: Transactor, kept_seconds: float) -> None:
        self._leading = leading
        self._reading = reading
        self._kept_seconds = kept_seconds

    async def begin(self, run: PlanRun, *, is_sole: bool) -> Begun:
        """Keep a new run, or give the one that has its id; forget old ones.

        Raises:
            PlanBusy: it is to be the only one of its plan under way, and is not.
            NotLeader: another process leads.
            StoreError: it was not stored.
        """
        return await self._leading.write(_begin, run, self._kept_seconds, is_sole=is_sole)

    async def change(self, run: PlanRun) -> bool:
        """Keep what happened to a run; ``False`` if it had ended already.

        Raises:
            NotLeader: another process leads.
            StoreError: it was not stored.
        """
        return await self._leading.write(_change, run)

    async def interrupt(self, but: Collection[str], at: float) -> Sequence[PlanRun]:
        """End all runs under way ``but`` these: whoever carried them out has ended.

        Raises:
            NotLeader: another process leads, and may carry them out.
            StoreError: they were not stored.
        """
        return await self._leading.write(_interrupt, but, at)

    async def get(self, run_id: str) -> PlanRun | None:
        """Read one.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._reading.read(_get, run_id)

    async def find(
        self, plan: str | None, before: PlanRunPlace | None, limit: int
    ) -> Sequence[PlanRun]:
        """Read the runs asked for last (``plan``: of one), at most ``limit``; last first.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._reading.read(_find, plan, before, limit)

    async def last(self) -> Mapping[str, PlanRun]:
        """Read the last run of each plan, by the plan's name.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._reading.read(_last)


def run_from(body: str) -> PlanRun:
    """Read a run back from its ``body`` as it stands in the database."""
    return _RUN.validate_json(body)


def _begin(connection: Connection, run: PlanRun, kept_seconds: float, *, is_sole: bool) -> Begun:
    oldest = run.created_at - kept_seconds
    connection.execute(delete(PLAN_RUNS).where(PLAN_RUNS.c.created_at < oldest, ~_UNDER_WAY))
    known = _get(connection, run.id)
    if known is not None:
        return Begun(known, is_new=False)
    # Also one that was begun when they were allowed to overlap is in the way.
    busy = _busy(connection, run.plan) if is_sole else None
    if busy is None:
        record = {**_record(run), "sole": run.plan if is_sole else None}
        # Not only looked for before: another one may be about to be stored. This waits for it.
        fresh = INSERTS[connection.dialect.name](PLAN_RUNS).on_conflict_do_nothing()
        if connection.execute(fresh, record).rowcount:
            _tell(connection, run, run.created_at)
            return Begun(run, is_new=True)
        known = _get(connection, run.id)
        if known is not None:
            return Begun(known, is_new=False)
    raise PlanBusy(run.plan, busy or _busy(connection, run.plan) or run.id)


def _busy(connection: Connection, plan: str) -> str | None:
    columns = PLAN_RUNS.c
    asked = select(columns.id).where(columns.plan == plan, _UNDER_WAY)
    return connection.execute(asked.order_by(columns.created_at).limit(1)).scalar()


def _change(connection: Connection, run: PlanRun) -> bool:
    changed = update(PLAN_RUNS).where(PLAN_RUNS.c.id == run.id, _UNDER_WAY).values(_record(run))
    if run.has_ended:
        changed = changed.values(sole=None)
    if not connection.execute(changed).rowcount:
        return False
    _tell(connection, run, _changed_at(run))
    return True


def _interrupt(connection: Connection, but: Collection[str], at: float) -> list[PlanRun]:
    asked = select(PLAN_RUNS).where(_UNDER_WAY, PLAN_RUNS.c.id.not_in(but))
    ended = [
        run.stopped(RunState.INTERRUPTED, PlanReason.INTERRUPTED, INTERRUPTED, at)
        for run in read_values(connection, asked, _run_of)
    ]
    return [run for run in ended if _change(connection, run)]


def _tell(connection: Connection, run: PlanRun, at: float) -> None:
    """Store the event of a change.

    Listeners go on after the newest id that they have read, so ids must be committed in order:
    where transactions go on beside each other, this one waits for those that have ids already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))
    kind, body = EventKind.PLAN_RUN_CHANGED.value, _RUN.dump_python(run, mode="json")
    connection.execute(insert(EVENTS), {"at": int(at), "kind": kind, "body": body})


def _changed_at(run: PlanRun) -> float:
    """When the last thing happened to it."""
    times = [run.created_at, run.started_at, run.ended_at]
    times += [time for step in run.steps for time in (step.started_at, step.ended_at)]
    return max(time for time in times if time is not None)


def _record(run: PlanRun) -> Record:
    return {
        "id": run.id,
        "plan": run.plan,
        "state": run.state.value,
        "created_at": run.created_at,
        "body": _RUN.dump_python(run, mode="json"),
    }


def _run_of(record: Mapping[str, Any]) -> PlanRun:
    return _RUN.validate_python(record["body"])


def _get(connection: Connection, run_id: str) -> PlanRun | None:
    asked = select(PLAN_RUNS).where(PLAN_RUNS.c.id == run_id)
    return next(read_values(connection, asked, _run_of), None)


def _find(
    connection: Connection, plan: str | None, before: PlanRunPlace | None, limit: int
) -> list[PlanRun]:
    columns, asked = PLAN_RUNS.c, select(PLAN_RUNS)
    if plan is not None:
        asked = asked.where(columns.plan == plan)
    if before is not None:
        created_at, run_id = before
        earlier = and_(columns.created_at == created_at, columns.id < run_id)
        asked = asked.where(or_(columns.created_at < created_at, earlier))
    asked = asked.order_by(columns.created_at.desc(), columns.id.desc()).limit(limit)
    return list(read_values(connection, asked, _run_of))


def _last(connection: Connection) -> dict[str, PlanRun]:
    columns = PLAN_RUNS.c
    newest = select(columns.plan, func.max(columns.created_at).label("at")).group_by(columns.plan)
    each = newest.subquery()
    same = and_(columns.plan == each.c.plan, columns.created_at == each.c.at)
    asked = select(PLAN_RUNS).join(each, same).order_by(columns.id)
    return {run.plan: run for run in read_values(connection, asked, _run_of)}
