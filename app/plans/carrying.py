"""Carries one run out from its begin to its end, and stores each thing that happens to it.

What is not stored is not told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.gate.settling import Clock
from app.plans.ports import PlanRuns, Tools
from app.plans.steps import Steps
from app.slo.errors import NotLeader, StoreError
from app.slo.plan import HttpStep, Plan, Step, When
from app.slo.plan_run import PlanReason, PlanRun, RunState, Said
from app.slo.verdict import VerdictKind
from app.slo.wording import duration_text

STORING_SECONDS = 30.0
"""So long a store that fails is tried again, before a run is given up."""

STORING_PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run ends before its last step, and in which state.

    It is FINISHED where its time was up: then what its steps said counts as well.
    """

    reason: PlanReason
    sentence: str
    state: RunState = RunState.FINISHED


class Carrying:
    """One run under way; ``run`` is how it was stored last.

    ``changed`` is set, and replaced, whenever that is another one. ``is_over`` once nothing more
    comes from here; if the run has not ended then, somebody else ends it.
    """

    def __init__(
        self,
        plan: Plan,
        run: PlanRun,
        tools: Tools,
        store: PlanRuns,
        clock: Clock,
        on_stored: Callable[[], None] = lambda: None,
    ) -> None:
        self.run = run
        self.changed = asyncio.Event()
        self.is_over = False
        self._plan = plan
        self._tools = tools
        self._store = store
        self._clock = clock
        self._on_stored = on_stored
        self._stop: Stop | None = None
        self._work: asyncio.Task[None] | None = None

    async def carry_out(self) -> None:
        """Carry the run out to its end, whatever that is; raises nothing."""
        self._work = asyncio.create_task(self._steps())
        if self._stop is not None:
            self._work.cancel()
        try:
            await asyncio.wait({self._work}, timeout=self._plan.timeout_seconds)
            if not self._work.done():
                limit = duration_text(self._plan.timeout_seconds or 0.0)
                self.stop(Stop(PlanReason.TIMED_OUT, f"It had not ended after {limit}."))
                await asyncio.wait({self._work})
            await self._concluded(self._work)
        except NotLeader:
            log.warning("the run %s is given up: this process leads no more", self.run.id)
        except StoreError as error:
            log.error("the run %s is given up: %s", self.run.id, error)  # noqa: TRY400  # it says all
        except Exception:  # the job's boundary: a run must not end without a word
            log.exception("the run %s is given up", self.run.id)
        finally:
            self._work.cancel()
            self.is_over = True
            self._tell()

    def stop(self, stop: Stop) -> None:
        """End the run before its last step; the first reason counts."""
        if self._stop is None and not self.is_over:
            self._stop = stop
            if self._work is not None:
                self._work.cancel()

    async def _steps(self) -> None:
        steps = Steps(self._plan, self.run, self._tools, self._clock, self._clock.now())
        for number, step in enumerate(self._plan.steps, 1):
            why = self._why_skipped(step)
            if why is not None:
                await self._keep(self.run.step_skipped(number, why, self._clock.now()))
                continue
            begun_at = self._clock.now()
            await self._keep(self.run.step_begun(number, begun_at))
            outcome = await steps.outcome_of(number, step, begun_at)
            await self._keep(self.run.step_ended(number, outcome, self._clock.now()))

    def _why_skipped(self, step: Step) -> str | None:
        if isinstance(step, HttpStep):
            if step.when is When.ALWAYS or self.run.may_pass:
                return None
            return "Not called: the run cannot pass any more."
        failed = any(each.verdict is VerdictKind.ERROR for each in self.run.steps)
        return "Not begun: an earlier step failed." if failed else None

    async def _concluded(self, work: asyncio.Task[None]) -> None:
        """End the run as its steps went, or as it was stopped."""
        stop, now = self._stop, self._clock.now()
        if not work.cancelled():
            work.result()
            ended = self.run.finished(now)
        elif stop is None or stop.state is RunState.FINISHED:
            reason = PlanReason.TIMED_OUT if stop is None else stop.reason
            sentence = "" if stop is None else stop.sentence
            ended = self.run.finished(now, Said(VerdictKind.INCONCLUSIVE, reason, sentence))
        else:
            ended = self.run.stopped(stop.state, stop.reason, stop.sentence, now)
        await self._keep(ended)

    async def _keep(self, run: PlanRun) -> None:
        """Store what happened, and tell it, to the end even if this is cancelled meanwhile.

        Otherwise ``run`` might lack what is stored already.
        """
        keeping = asyncio.create_task(self._kept(run))
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await asyncio.gather(keeping, return_exceptions=True)
            raise

    async def _kept(self, run: PlanRun) -> None:
        """Store what happened, and tell it; of a run that was ended by others, how it ended."""
        is_kept = await self._stored(run)
        self.run = run if is_kept else await self._store.get(run.id) or run
        self._on_stored()
        self._tell()

    async def _stored(self, run: PlanRun) -> bool:
        give_up_at = self._clock.now() + STORING_SECONDS
        while True:
            try:
                return await self._store.change(run)
            except NotLeader:
                raise
            except StoreError as error:
                if self._stop is not None or self._clock.now() >= give_up_at:
                    raise
                log.warning("the run %s is stored later: %s", run.id, error)
            await self._clock.sleep(STORING_PAUSE_SECONDS)

    def _tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()
