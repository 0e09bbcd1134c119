"""What became of carrying out a plan: each step, and the verdict that it ends in.

Nothing here changes: each thing that happens makes another run of the one before. Times are Unix
seconds; missing values are ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Self

from app.slo.plan import Plan, StepKind
from app.slo.verdict import SEVERITY_ORDER, VerdictKind, VerdictReason


class RunState(StrEnum):
    """How far a run has come."""

    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"
    INTERRUPTED = "INTERRUPTED"


class StepState(StrEnum):
    """How far a step has come; it FAILED if it speaks against the run."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    CANCELLED = "CANCELLED"


class PlanReason(StrEnum):
    """The stable code behind a verdict that no check gave."""

    LOAD_THRESHOLDS_CROSSED = "LOAD_THRESHOLDS_CROSSED"
    LOAD_FAILED = "LOAD_FAILED"
    HTTP_FAILED = "HTTP_FAILED"
    CHECK_FAILED = "CHECK_FAILED"
    STEP_FAILED = "STEP_FAILED"
    TIMED_OUT = "TIMED_OUT"
    CANCELLED = "CANCELLED"
    INTERRUPTED = "INTERRUPTED"


RunReason = VerdictReason | PlanReason

_SPEAKS_AGAINST = frozenset({VerdictKind.FAIL, VerdictKind.ERROR})
_HAS_PROGRESS = frozenset({StepKind.LOAD, StepKind.SETTLE, StepKind.WAIT})


class Said(NamedTuple):
    """What something says of a run: a verdict, the code of its reason, and a sentence."""

    verdict: VerdictKind
    reason: RunReason
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step came to; ``verdict`` is ``None`` where it says nothing of the run."""

    message: str
    verdict: VerdictKind | None = None
    reason: RunReason | None = None
    check_id: str | None = None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step of a run; ``number`` counts from 1, ``expected_seconds`` is about how long it takes.

    ``verdict`` and ``reason`` are what it says of the run, if it says anything. ``progress_ratio``
    is how much of it was done when the run was looked at, of a step of which that can be told.
    """

    number: int
    kind: StepKind
    expected_seconds: float
    state: StepState = StepState.PENDING
    started_at: float | None = None
    ended_at: float | None = None
    message: str | None = None
    check_id: str | None = None
    verdict: VerdictKind | None = None
    reason: RunReason | None = None
    progress_ratio: float | None = None

    def as_of(self, now: float) -> Self:
        """Say how much of it is done now; one that ended well is done."""
        if self.state is StepState.SUCCEEDED:
            return replace(self, progress_ratio=1.0)
        if self.state is not StepState.RUNNING or self.started_at is None:
            return replace(self, progress_ratio=None)
        if self.kind not in _HAS_PROGRESS:
            return replace(self, progress_ratio=None)
        done = (now - self.started_at) / self.expected_seconds if self.expected_seconds else 1.0
        return replace(self, progress_ratio=min(max(done, 0.0), 1.0))

    @property
    def expected_share(self) -> float:
        """How much is done of the seconds that it takes; one that is over takes no more."""
        is_to_come = self.state in (StepState.PENDING, StepState.RUNNING)
        return (self.progress_ratio or 0.0) if is_to_come else 1.0


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One run of a plan, by the name of the plan.

    ``verdict``, ``reason``, ``summary`` and ``ended_at`` are there once it has ended.
    ``progress_ratio`` is how much of it was done when it was looked at; ``None`` if it was stopped.
    """

    id: str
    plan: str
    created_at: float
    created_by: str
    steps: tuple[StepRecord, ...]
    state: RunState = RunState.RUNNING
    verdict: VerdictKind | None = None
    reason: RunReason | None = None
    summary: str | None = None
    started_at: float | None = None
    ended_at: float | None = None
    progress_ratio: float | None = 0.0

    @classmethod
    def of(cls, plan: Plan, run_id: str, at: float, by: str) -> Self:
        """Begin a run: nothing of it has been done."""
        steps = (
            StepRecord(number, step.kind, step.expected_seconds)
            for number, step in enumerate(plan.steps, 1)
        )
        return cls(run_id, plan.name, at, by, tuple(steps))

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state is not RunState.RUNNING

    @property
    def may_pass(self) -> bool:
        """Whether nothing has spoken against it so far."""
        passes = (VerdictKind.PASS, VerdictKind.WARNING)
        return all(step.verdict is None or step.verdict in passes for step in self.steps)

    def as_of(self, now: float) -> Self:
        """Say how much of it is done now."""
        steps = tuple(step.as_of(now) for step in self.steps)
        ratio = {RunState.RUNNING: _share_done(steps), RunState.FINISHED: 1.0}.get(self.state)
        return replace(self, steps=steps, progress_ratio=ratio)

    def step_begun(self, number: int, at: float) -> Self:
        """Begin a step."""
        begun = self._with(number, at, state=StepState.RUNNING, started_at=at)
        return begun if begun.started_at is not None else replace(begun, started_at=at)

    def step_ended(self, number: int, outcome: Outcome, at: float) -> Self:
        """End a step with what it came to."""
        failed = outcome.verdict in _SPEAKS_AGAINST
        return self._with(
            number,
            at,
            state=StepState.FAILED if failed else StepState.SUCCEEDED,
            ended_at=at,
            message=outcome.message,
            check_id=outcome.check_id,
            verdict=outcome.verdict,
            reason=outcome.reason,
        )

    def step_skipped(self, number: int, why: str, at: float) -> Self:
        """Pass a step over."""
        return self._with(number, at, state=StepState.SKIPPED, message=why)

    def finished(self, at: float, besides: Said | None = None) -> Self:
        """End it by what its steps said, and by what there is to say ``besides``.

        What is not over then is given up.
        """
        said = [*self._said(), *([besides] if besides else [])]
        worst = min(said, key=lambda each: SEVERITY_ORDER.index(each.verdict), default=_NOTHING)
        return self._ended(RunState.FINISHED, worst, at)

    def stopped(self, state: RunState, reason: PlanReason, sentence: str, at: float) -> Self:
        """End it before its verdict."""
        return self._ended(state, Said(VerdictKind.INCONCLUSIVE, reason, sentence), at)

    def _said(self) -> Iterator[Said]:
        for step in self.steps:
            if step.verdict is not None and step.reason is not None:
                sentence = f"Step {step.number} ({step.kind.value.lower()}): {step.message}"
                yield Said(step.verdict, step.reason, sentence)

    def _ended(self, state: RunState, said: Said, at: float) -> Self:
        ended = replace(
            self,
            state=state,
            verdict=said.verdict,
            reason=said.reason,
            summary=said.sentence,
            ended_at=at,
            steps=tuple(_given_up(step, at) for step in self.steps),
        )
        return ended.as_of(at)

    def _with(self, number: int, at: float, **changes: object) -> Self:
        steps = tuple(
            replace(step, **changes) if step.number == number else step  # type: ignore[arg-type]  # names of its fields
            for step in self.steps
        )
        return replace(self, steps=steps).as_of(at)


class PlanRunPlace(NamedTuple):
    """Where a run stands in their order: by when it was asked for, and then by id."""

    created_at: float
    id: str


_NOTHING = Said(VerdictKind.INCONCLUSIVE, PlanReason.CHECK_FAILED, "Nothing was judged.")


def _given_up(step: StepRecord, at: float) -> StepRecord:
    if step.state is StepState.RUNNING:
        return replace(step, state=StepState.CANCELLED, ended_at=at)
    if step.state is StepState.PENDING:
        return replace(step, state=StepState.SKIPPED)
    return step


def _share_done(steps: Iterable[StepRecord]) -> float:
    """Weigh the steps by how long they take."""
    weighed = [(max(step.expected_seconds, 1.0), step.expected_share) for step in steps]
    whole = sum(weight for weight, _ in weighed)
    return min(sum(weight * share for weight, share in weighed) / whole, 1.0) if whole else 0.0
