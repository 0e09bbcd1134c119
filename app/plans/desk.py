"""What any face may ask of plans and their runs, and do with them."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.gate.settling import Clock
from app.plans.carrying import Stop
from app.plans.ports import PlanRuns, Tools
from app.plans.runner import RETRY_AFTER_SECONDS, Runner
from app.slo.errors import (
    InvalidQuestion,
    NotLeader,
    PlanUnavailable,
    UnknownPlan,
    UnknownPlanRun,
)
from app.slo.plan import Plan
from app.slo.plan_run import PlanReason, PlanRun, PlanRunPlace, RunState

PROGRESS_SECONDS = 1.0
"""So often a run that goes on is told anew, because time goes on."""

AGAIN_SECONDS = 15.0

_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan, and its last run that is kept."""

    plan: Plan
    last_run: PlanRun | None


class PlanDesk:
    """Answers about plans, and has them carried out; ``catalog`` gives those in force."""

    def __init__(
        self,
        catalog: Callable[[], Sequence[Plan]],
        store: PlanRuns,
        runner: Runner,
        tools: Tools,
        clock: Clock,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._runner = runner
        self._tools = tools
        self._clock = clock

    async def plans(self) -> Sequence[Listed]:
        """List the plans in force, by name.

        Raises:
            StoreError: their last runs cannot be read.
        """
        last = await self._store.last()
        return [Listed(plan, self._seen(last.get(plan.name))) for plan in self._catalog()]

    async def plan(self, name: str) -> Listed:
        """Give one plan.

        Raises:
            UnknownPlan: none has that name.
            StoreError: its last run cannot be read.
        """
        plan = self._plan(name)
        found = await self._store.find(name, None, 1)
        return Listed(plan, self._seen(found[0]) if found else None)

    async def start(self, name: str, by: str, repeat_key: str | None = None) -> PlanRun:
        """Begin a run; who begins one twice under one key has begun it once.

        Raises:
            UnknownPlan: no plan has that name.
            PlanUnavailable: a step of it cannot be carried out here.
            PlanBusy: a run of it is under way, and they must not overlap.
            InvalidQuestion: a run of another plan was begun under this key.
            NotLeader: another replica leads.
            StoreError: it was not begun.
        """
        plan = self._plan(name)
        self._runner.refuse_to_follow()  # what can be carried out here says nothing of the leader
        for number, step in enumerate(plan.steps, 1):
            if (why := self._tools.unavailable(step)) is not None:
                raise PlanUnavailable(name, number, why)
        now = round(self._clock.now(), 3)
        run = await self._runner.begin(plan, PlanRun.of(plan, _id_of(by, repeat_key), now, by))
        if run.plan != name:
            text = f"a run of the plan {run.plan!r} was begun under this key"
            raise InvalidQuestion("Idempotency-Key", text)
        return run.as_of(self._clock.now())

    async def run(self, run_id: str) -> PlanRun:
        """Give one run as it stands.

        Raises:
            UnknownPlanRun: none that is kept has that id.
            StoreError: it cannot be read.
        """
        carrying = self._runner.carried.get(run_id)
        if carrying is not None:
            return carrying.run.as_of(self._clock.now())
        found = await self._store.get(run_id) if _ID.fullmatch(run_id) else None
        if found is None:
            raise UnknownPlanRun(run_id)
        return found.as_of(self._clock.now())

    async def runs(
        self, plan: str | None, before: PlanRunPlace | None, limit: int
    ) -> Sequence[PlanRun]:
        """List runs, the one that was begun last first; ``plan``: of this plan only.

        Raises:
            StoreError: they cannot be read.
        """
        found = await self._store.find(plan, before, limit)
        return [run.as_of(self._clock.now()) for run in found]

    async def cancel(self, run_id: str, by: str = "") -> PlanRun:
        """Stop a run and give it as it ended; one that has ended stays as it is.

        Raises:
            UnknownPlanRun: none that is kept has that id.
            NotLeader: another replica carries it out.
            StoreError: it cannot be read.
        """
        sentence = f"Cancelled by {by}." if by else "Cancelled."
        await self._runner.end(run_id, Stop(PlanReason.CANCELLED, sentence, RunState.CANCELLED))
        run = await self.run(run_id)
        if not run.has_ended:
            raise NotLeader("another replica carries the run out", RETRY_AFTER_SECONDS)
        return run

    async def changes(
        self, run_id: str, closed: asyncio.Event | None = None
    ) -> AsyncGenerator[PlanRun]:
        """Follow a run: as it stands, and then as it changes, until it has ended.

        Once ``closed`` is set nothing more is told, within ``PROGRESS_SECONDS``.

        Of changes faster than they are taken only the last is told. One that stays as it is is
        told again now and then, so that nobody takes the silence for an end.

        Raises:
            UnknownPlanRun: none that is kept has that id.
            StoreError: it cannot be read.
        """
        told: PlanRun | None = None
        told_at = 0.0
        while told is None or not (told.has_ended or (closed is not None and closed.is_set())):
            carrying = self._runner.carried.get(run_id)
            changed = asyncio.Event() if carrying is None else carrying.changed
            run = await self.run(run_id)
            if run != told or time.monotonic() - told_at >= AGAIN_SECONDS:
                told, told_at = run, time.monotonic()
                yield run
            if not run.has_ended and not changed.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(PROGRESS_SECONDS):
                        await changed.wait()

    def _plan(self, name: str) -> Plan:
        found = next((plan for plan in self._catalog() if plan.name == name), None)
        if found is None:
            raise UnknownPlan(name)
        return found

    def _seen(self, run: PlanRun | None) -> PlanRun | None:
        return None if run is None else run.as_of(self._clock.now())


def _id_of(by: str, repeat_key: str | None) -> str:
    if repeat_key is None:
        return secrets.token_hex(16)
    return hashlib.sha256(f"{by}\n{repeat_key}".encode()).hexdigest()[:32]
