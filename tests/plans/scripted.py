"""A desk over tools that do what a test says, and a clock that moves when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.gate.gate import Pending
from app.gate.question import RunQuestion
from app.gate.settling import Clock
from app.plans.desk import PlanDesk
from app.plans.ports import CallFailed, LoadEnd, PlanRuns, Tools
from app.plans.runner import Heard, Runner
from app.slo.plan import CheckScope, CheckStep, HttpStep, LoadStep, Plan, SettleStep, Step
from app.slo.plan_run import PlanRun
from app.slo.run import RunVerdict
from app.slo.verdict import Mode, Verdict, VerdictKind, VerdictReason
from tests.plans.kept_runs import KeptRuns

T0 = 1_700_000_000.0
WITHIN_SECONDS = 5.0

LOAD = LoadStep("load.js", 10, 60.0)
SETTLE = SettleStep(30.0)
CHECK = CheckStep(CheckScope.RUN, ("checkout-latency",))
BUDGETS = CheckStep(CheckScope.BUDGET)
HOOK = HttpStep("https://hooks.example/deploy?token=s3cret")


def plan(*steps: Step, name: str = "release-gate", **more: object) -> Plan:
    return Plan(name, steps or (LOAD, SETTLE, CHECK), **more)  # type: ignore[arg-type]  # its fields


@dataclass
class Time:
    """Moves when somebody sleeps; who sleeps lets the others go on once."""

    at: float = T0

    async def sleep(self, seconds: float) -> None:
        self.at += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.at, self.sleep)


@dataclass
class ScriptedLoader:
    """Ends as it is told, after as long as its load lasts; ``holds``: once the test lets it."""

    time: Time
    ends: Sequence[LoadEnd] = (LoadEnd(0, ""),)
    trouble: Exception | None = None
    off: str | None = None
    holds: asyncio.Event | None = None
    ran: list[LoadStep] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: int = 0

    def unavailable(self, step: LoadStep) -> str | None:
        del step
        return self.off

    async def run(self, step: LoadStep) -> LoadEnd:
        self.ran.append(step)
        self.begun.set()
        if self.trouble is not None:
            raise self.trouble
        try:
            if self.holds is not None:
                await self.holds.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        await self.time.sleep(step.duration_seconds)
        return self.ends[min(len(self.ran), len(self.ends)) - 1]


@dataclass
class ScriptedCaller:
    """Answers with a status, or not at all."""

    status: int = 200
    trouble: CallFailed | None = None
    off: str | None = None
    called: list[HttpStep] = field(default_factory=list)

    def unavailable(self, step: HttpStep) -> str | None:
        del step
        return self.off

    async def call(self, step: HttpStep) -> int:
        self.called.append(step)
        if self.trouble is not None:
            raise self.trouble
        return self.status


@dataclass
class ScriptedGate:
    """Answers questions about runs with the kinds in turn; budgets are as ``budget``."""

    time: Time
    kinds: Sequence[VerdictKind] = (VerdictKind.PASS,)
    budget: VerdictKind = VerdictKind.PASS
    trouble: list[Exception] = field(default_factory=list)
    pending: int = 0
    settles: bool = True
    asked: list[RunQuestion] = field(default_factory=list)
    settled: list[tuple[Sequence[str], float, float]] = field(default_factory=list)

    async def settle(
        self, names: Sequence[str], match: Mapping[str, str], end: float, at_most_seconds: float
    ) -> float | None:
        del match
        self.settled.append((names, end, at_most_seconds))
        await self.time.sleep(5.0 if self.settles else at_most_seconds)
        return self.time.at if self.settles else None

    async def check(self, question: RunQuestion) -> RunVerdict | Pending:
        if self.trouble:
            raise self.trouble.pop(0)
        self.asked.append(question)
        return Pending("c", 2.0) if self.pending else self._answer(question)

    async def verdict(self, check_id: str) -> RunVerdict | Pending:
        self.pending -= 1
        return Pending(check_id, 2.0) if self.pending else self._answer(self.asked[-1])

    def _answer(self, question: RunQuestion) -> RunVerdict:
        kind = self.kinds[min(len(self.asked), len(self.kinds)) - 1]
        check_id = f"{len(self.asked):032x}"
        reason = VerdictReason.BELOW_TARGET if kind is VerdictKind.FAIL else _REASON
        start, end = question.start or 0.0, question.end or 0.0
        return RunVerdict(check_id, kind, reason, f"The run is {kind.value}.", start, end)


_REASON = VerdictReason.ABOVE_TARGET


@dataclass
class ScriptedBudgets:
    """Judges budgets as the gate is told."""

    gate: ScriptedGate
    asked: list[Sequence[str]] = field(default_factory=list)

    def check(self, names: Sequence[str] = ()) -> Verdict:
        self.asked.append(names)
        kind, reason = self.gate.budget, VerdictReason.BUDGET_LEFT
        summary = f"The budgets are {kind.value}."
        return Verdict("b", Mode.BUDGET, kind, reason, summary, None, T0, T0, T0, 1.0, ())


@dataclass
class Bench:
    """A desk and all that it stands on; ``epoch`` is ``None`` while its process follows."""

    plans: list[Plan]
    store: PlanRuns
    time: Time = field(default_factory=Time)
    epoch: int | None = 0
    ended: list[VerdictKind] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    on_stored: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.loader, self.caller = ScriptedLoader(self.time), ScriptedCaller()
        self.gate = ScriptedGate(self.time)
        self.budgets = ScriptedBudgets(self.gate)
        tools = Tools(self.loader, self.caller, self.gate, self.budgets)
        self.runner = Runner(
            tools,
            self.store,
            self.time.clock,
            lambda: self.epoch,
            Heard(self.ended.append, self.running.append, self._stored),
        )
        self.desk = PlanDesk(lambda: self.plans, self.store, self.runner, tools, self.time.clock)

    def _stored(self) -> None:
        self.on_stored()

    async def started(self, name: str = "release-gate", key: str | None = None) -> PlanRun:
        return await self.desk.start(name, "ci", key)

    async def followed(self, run_id: str) -> PlanRun:
        """Follow a run to its end."""
        async with asyncio.timeout(WITHIN_SECONDS):
            return [run async for run in self.desk.changes(run_id)][-1]

    async def ran(self, name: str = "release-gate") -> PlanRun:
        """Carry a plan out."""
        return await self.followed((await self.started(name)).id)


@asynccontextmanager
async def bench(
    *plans: Plan, store: PlanRuns | None = None, change: Callable[[Bench], None] = lambda _: None
) -> AsyncIterator[Bench]:
    """Give a desk over some plans; at the end what is under way is interrupted."""
    made = Bench(list(plans or (plan(),)), store or KeptRuns())
    change(made)
    try:
        yield made
    finally:
        await made.runner.close()
