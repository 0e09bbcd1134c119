"""Puts together what carries plans out, and what answers about them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from app.api.app import backend_of
from app.gate.gate import Gate
from app.gate.settling import Clock
from app.plans.calling import HttpCaller
from app.plans.desk import PlanDesk
from app.plans.k6 import K6
from app.plans.ports import Tools
from app.plans.runner import Heard, Runner
from app.slo.plan import HttpStep, LoadStep, Plan, Step
from app.store.plan_runs import SqlPlanRuns
from app.store.sql import SqlStore
from app.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Means:
    """What this installation lets plans do."""

    k6: K6
    http: HttpCaller

    def unrunnable(self, step: Step) -> str | None:
        """Say why a step cannot be carried out here, as far as that is certain.

        Where a kind of step is off, plans may have it: another installation runs them.
        """
        if isinstance(step, LoadStep):
            return self.k6.unknown(step.script)
        if isinstance(step, HttpStep):
            return self.http.unlisted(step)
        return None


@asynccontextmanager
async def planning(
    app: FastAPI,
    means: Means,
    telemetry: Telemetry,
    plans: Callable[[], Sequence[Plan]],
    store: SqlStore,
    kept_seconds: int,
    epoch: Callable[[], int | None],
    gate: Gate,
    on_stored: Callable[[], None],
) -> AsyncIterator[PlanDesk]:
    """Let an application run plans while this process leads; at the end runs are interrupted."""
    clock = Clock(time.time, asyncio.sleep)
    tools = Tools(means.k6, means.http, gate, backend_of(app).service)
    runs = SqlPlanRuns(store.leading, store.transactor, kept_seconds)
    heard = Heard(telemetry.record_plan_run, telemetry.set_running_plan_runs, on_stored)
    runner = Runner(tools, runs, clock, epoch, heard)
    desk = PlanDesk(plans, runs, runner, tools, clock)
    backend_of(app).run_plans(desk)
    watching = asyncio.create_task(runner.watch())
    try:
        yield desk
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await runner.close()
