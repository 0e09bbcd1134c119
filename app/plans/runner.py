"""The runs that this process carries out: it does only while it leads.

A run belongs to the process that began it. If that ends, or leads no more, its runs are
interrupted: by itself, while it can still write, or else by whoever leads next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.gate.settling import Clock
from app.plans.carrying import Carrying, Stop
from app.plans.ports import PlanRuns, Tools
from app.slo.errors import NotLeader, StoreError
from app.slo.plan import Plan
from app.slo.plan_run import PlanReason, PlanRun, RunState
from app.slo.verdict import VerdictKind

LOOK_SECONDS = 1.0
"""So often a process looks whether it still leads."""

RETRY_AFTER_SECONDS = 5.0

CLOSING_SECONDS = 8.0
"""So long the end of what is under way may take when the service ends."""

_ENDING = Stop(PlanReason.INTERRUPTED, "The service ended while it ran.", RunState.INTERRUPTED)
_LEADS_NO_MORE = Stop(
    PlanReason.INTERRUPTED, "The replica that carried it out leads no more.", RunState.INTERRUPTED
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is told of runs: of each verdict, of how many are under way, of each thing stored."""

    ended: Callable[[VerdictKind], None] = lambda _verdict: None
    running: Callable[[int], None] = lambda _count: None
    stored: Callable[[], None] = lambda: None


class Runner:
    """Begins runs and looks after them; ``epoch`` is ``None`` while this process does not lead."""

    def __init__(
        self,
        tools: Tools,
        store: PlanRuns,
        clock: Clock,
        epoch: Callable[[], int | None],
        heard: Heard = Heard(),
    ) -> None:
        self._tools = tools
        self._store = store
        self._clock = clock
        self._epoch = epoch
        self._heard = heard
        self._carried: dict[str, Carrying] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked_for: set[asyncio.Task[PlanRun]] = set()
        self._beginning = asyncio.Lock()
        self._swept_in: int | None = None
        self._is_closed = False

    @property
    def carried(self) -> Mapping[str, Carrying]:
        """The runs under way here, by id."""
        return self._carried

    def refuse_to_follow(self) -> None:
        """Say that runs are begun elsewhere, if they are.

        Raises:
            NotLeader: another process leads.
        """
        if self._epoch() is None or self._is_closed:
            words = "another replica leads; only that one runs plans"
            raise NotLeader(words, RETRY_AFTER_SECONDS)

    async def begin(self, plan: Plan, run: PlanRun) -> PlanRun:
        """Store a new run and carry it out; give the one that has its id if there is one.

        Raises:
            PlanBusy: it would overlap another one.
            NotLeader: another process leads.
            StoreError: it was not stored.
        """
        # Whoever asks may go away; then it is begun, or it is not.
        task = asyncio.create_task(self._begin(plan, run))
        self._asked_for.add(task)
        task.add_done_callback(self._answered)
        return await asyncio.shield(task)

    async def end(self, run_id: str, stop: Stop) -> bool:
        """Stop a run and wait for its end; ``False`` if it is not under way here."""
        carrying, task = self._carried.get(run_id), self._tasks.get(run_id)
        if carrying is None or task is None:
            return False
        carrying.stop(stop)
        await asyncio.wait({task})
        return True

    async def look(self) -> None:
        """Take over, or stop, by whether this process leads now.

        Raises:
            StoreError: what was left behind is still said to be under way.
        """
        epoch = self._epoch()
        if epoch is None:
            self._swept_in = None
            for carrying in self._carried.values():
                carrying.stop(_LEADS_NO_MORE)
        elif epoch != self._swept_in:
            async with self._beginning:
                left = await self._store.interrupt([*self._carried], self._clock.now())
            self._swept_in = epoch
            for run in left:
                log.warning("the run %s of the plan %s was interrupted", run.id, run.plan)
                self._heard.ended(VerdictKind.INCONCLUSIVE)
                self._heard.stored()

    async def watch(self) -> None:
        """Look now and then, until this is cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.warning("what became of runs is not known yet: %s", error)
            except Exception:  # the job's boundary: it must go on looking
                log.exception("runs of plans are not looked after; it is tried again")
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Interrupt what is under way, and begin nothing more."""
        self._is_closed = True
        async with self._beginning:
            for carrying in self._carried.values():
                carrying.stop(_ENDING)
        tasks = {*self._tasks.values()}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _begin(self, plan: Plan, run: PlanRun) -> PlanRun:
        async with self._beginning:
            self.refuse_to_follow()
            try:
                begun = await self._store.begin(run, is_sole=not plan.overlap)
            except StoreError:
                self._swept_in = None  # it may have been stored after all
                raise
            if not begun.is_new:
                return begun.run
            self._heard.stored()
            carrying = Carrying(
                plan, begun.run, self._tools, self._store, self._clock, self._heard.stored
            )
            self._carried[run.id] = carrying
            task = self._tasks[run.id] = asyncio.create_task(carrying.carry_out())
            task.add_done_callback(lambda _: self._ended(run.id))
            self._heard.running(len(self._carried))
            return begun.run

    def _answered(self, task: asyncio.Task[PlanRun]) -> None:
        self._asked_for.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked has it; if nobody is left, there is nothing to tell

    def _ended(self, run_id: str) -> None:
        del self._tasks[run_id]
        carrying = self._carried.pop(run_id)
        self._heard.running(len(self._carried))
        if carrying.run.verdict is not None:
            self._heard.ended(carrying.run.verdict)
        else:
            self._swept_in = None  # it was given up, and is to be ended by whoever leads
