"""Keeps runs in memory, by the rules of a store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from app.slo.errors import PlanBusy
from app.slo.plan_run import PlanReason, PlanRun, PlanRunPlace, RunState


class Begun(NamedTuple):
    run: PlanRun
    is_new: bool


class KeptRuns:
    """Some runs; ``trouble`` is raised, in turn, at the next writes. ``kept`` is every change."""

    def __init__(self) -> None:
        self.runs: dict[str, PlanRun] = {}
        self.trouble: list[Exception] = []
        self.kept: list[PlanRun] = []

    async def begin(self, run: PlanRun, *, is_sole: bool) -> Begun:
        self._fail()
        if run.id in self.runs:
            return Begun(self.runs[run.id], is_new=False)
        busy = [one.id for one in self.under_way if one.plan == run.plan]
        if is_sole and busy:
            raise PlanBusy(run.plan, busy[0])
        self._keep(run)
        return Begun(run, is_new=True)

    async def change(self, run: PlanRun) -> bool:
        self._fail()
        if self.runs[run.id].has_ended:
            return False
        self._keep(run)
        return True

    async def interrupt(self, but: Collection[str], at: float) -> Sequence[PlanRun]:
        self._fail()
        ended = [
            run.stopped(RunState.INTERRUPTED, PlanReason.INTERRUPTED, "It was left.", at)
            for run in self.under_way
            if run.id not in but
        ]
        for run in ended:
            self._keep(run)
        return ended

    async def get(self, run_id: str) -> PlanRun | None:
        return self.runs.get(run_id)

    async def find(
        self, plan: str | None, before: PlanRunPlace | None, limit: int
    ) -> Sequence[PlanRun]:
        found = [
            run
            for run in self.runs.values()
            if plan in (None, run.plan)
            and (before is None or (run.created_at, run.id) < tuple(before))
        ]
        found.sort(key=lambda run: (run.created_at, run.id), reverse=True)
        return found[:limit]

    async def last(self) -> Mapping[str, PlanRun]:
        return {run.plan: run for run in reversed(await self.find(None, None, 1000))}

    @property
    def under_way(self) -> list[PlanRun]:
        return [run for run in self.runs.values() if not run.has_ended]

    def _keep(self, run: PlanRun) -> None:
        self.runs[run.id] = run
        self.kept.append(run)

    def _fail(self) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
