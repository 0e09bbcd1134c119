"""Carries out one step after the other of a run, and says what each came to.

Refuses to know where a run is kept, and who may stop it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from app.gate.gate import Pending
from app.gate.question import RunQuestion
from app.gate.settling import Clock
from app.plans.ports import CallFailed, Tools
from app.slo.errors import SloMonitorError, TooManyChecks
from app.slo.interval import Confidence
from app.slo.plan import (
    CheckScope,
    CheckStep,
    HttpStep,
    LoadStep,
    Plan,
    SettleStep,
    Step,
    StepKind,
    WaitStep,
)
from app.slo.plan_run import Outcome, PlanReason, PlanRun
from app.slo.run import RunRules, RunVerdict, Span
from app.slo.verdict import VerdictKind
from app.slo.wording import duration_text

THRESHOLDS_CROSSED = 99
"""k6's exit code where all went as planned, but not as well as the script's thresholds ask for."""

PATIENCE_SECONDS = 300.0
"""So long a check waits for a place among those that are judged at a time."""

_SUCCESS = range(200, 300)

_OF_KIND = {
    StepKind.LOAD: PlanReason.LOAD_FAILED,
    StepKind.CHECK: PlanReason.CHECK_FAILED,
    StepKind.HTTP: PlanReason.HTTP_FAILED,
}

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Steps:
    """The steps of one run, of which the first began at ``begun_at``, in Unix seconds.

    ``loaded`` is from the begin of the first load to the end of the last one; ``settled_until`` is
    up to where samples were waited for last, unless more time was let pass since.
    """

    plan: Plan
    run: PlanRun
    tools: Tools
    clock: Clock
    begun_at: float
    loaded: Span | None = field(default=None, init=False)
    settled_until: float | None = field(default=None, init=False)

    async def outcome_of(self, number: int, step: Step, begun_at: float) -> Outcome:
        """Carry a step out, begun just now; whatever goes wrong is what it came to."""
        try:
            return await self._carried_out(number, step, begun_at)
        except SloMonitorError as error:
            return self._failed(step, str(error))
        except (CallFailed, OSError) as error:
            return self._failed(step, str(error))
        except Exception:  # the job's boundary: a run must come to an end whatever a step does
            log.exception("step %d of the run %s failed", number, self.run.id)
            return self._failed(step, "It failed; the log of the service says why.")

    async def _carried_out(self, number: int, step: Step, begun_at: float) -> Outcome:
        match step:
            case LoadStep():
                return await self._load(step, begun_at)
            case SettleStep():
                return await self._settle(number, step)
            case WaitStep():
                self.settled_until = None
                await self.clock.sleep(step.duration_seconds)
                return Outcome(f"Waited {duration_text(step.duration_seconds)}.")
            case CheckStep(scope=CheckScope.RUN):
                return await self._check_run(number, step)
            case CheckStep():
                verdict = self.tools.budgets.check(step.slos)
                return Outcome(verdict.summary, verdict.verdict, verdict.reason, verdict.check_id)
            case HttpStep():
                return await self._call(step)

    async def _load(self, step: LoadStep, begun_at: float) -> Outcome:
        end = await self.tools.loader.run(step)
        first = begun_at if self.loaded is None else self.loaded.start
        self.loaded = Span(first, self.clock.now())
        if end.exit_code == 0:
            return Outcome(f"{step.script} ended well.")
        if end.exit_code == THRESHOLDS_CROSSED:
            sentence = f"{step.script} crossed thresholds of its own"
            reason = PlanReason.LOAD_THRESHOLDS_CROSSED
            return Outcome(_with_words(sentence, end.last_words), VerdictKind.FAIL, reason)
        if end.exit_code is None:
            limit = duration_text(step.limit_seconds)
            return self._failed(step, f"{step.script} had not ended after {limit}.")
        sentence = f"{step.script} ended with exit code {end.exit_code}"
        return self._failed(step, _with_words(sentence, end.last_words))

    async def _settle(self, number: int, step: SettleStep) -> Outcome:
        """Wait for the samples of what the next checks judge."""
        checks = [each for each in self.plan.steps[number:] if isinstance(each, CheckStep)]
        of_runs = [each for each in checks if each.scope is CheckScope.RUN]
        begin, end = self.clock.now(), self._judged().end
        self.settled_until = end
        for check in of_runs:
            left = max(begin + step.max_wait_seconds - self.clock.now(), 0.0)
            if await self.tools.gate.settle(check.slos, check.match, end, left) is None:
                limit = duration_text(step.max_wait_seconds)
                return Outcome(f"The newest samples had not come after {limit}.")
        waited = duration_text(self.clock.now() - begin)
        return Outcome(f"The newest samples had come after {waited}.")

    async def _check_run(self, number: int, step: CheckStep) -> Outcome:
        judged = self._judged()
        question = RunQuestion(
            slos=step.slos,
            start=judged.start,
            end=judged.end,
            match=step.match,
            rules=RunRules(
                min_events=step.min_events,
                confidence=None if step.confidence is None else Confidence(step.confidence),
            ),
            by=self.run.created_by,
            # No client can send a key with spaces in it.
            repeat_key=f"plan run {self.run.id} step {number}",
        )
        verdict = await self._answered(question)
        return Outcome(verdict.summary, verdict.verdict, verdict.reason, verdict.check_id)

    async def _answered(self, question: RunQuestion) -> RunVerdict:
        """Ask until there is a verdict; while others are being judged, wait for a place."""
        found: RunVerdict | Pending | None = None
        give_up_at = self.clock.now() + PATIENCE_SECONDS
        while found is None:
            try:
                found = await self.tools.gate.check(question)
            except TooManyChecks as error:
                if self.clock.now() >= give_up_at:
                    raise
                await self.clock.sleep(error.retry_after_seconds)
        while isinstance(found, Pending):
            await self.clock.sleep(found.retry_after_seconds)
            found = await self.tools.gate.verdict(found.check_id)
        return found

    async def _call(self, step: HttpStep) -> Outcome:
        status = await self.tools.caller.call(step)
        sentence = f"{step.method.value} {step.shown_url} answered {status}"
        if status == step.expect or (step.expect is None and status in _SUCCESS):
            return Outcome(f"{sentence}.")
        wanted = "2xx" if step.expect is None else str(step.expect)
        return self._failed(step, f"{sentence}, not {wanted}.")

    def _judged(self) -> Span:
        """The time that is judged: that of the load, or else all of the run.

        It ends where samples were waited for: those of the seconds since have not come.
        """
        end = self.clock.now() if self.settled_until is None else self.settled_until
        return self.loaded or Span(self.begun_at, end)

    def _failed(self, step: Step, sentence: str) -> Outcome:
        reason = _OF_KIND.get(step.kind, PlanReason.STEP_FAILED)
        return Outcome(sentence, VerdictKind.ERROR, reason)


def _with_words(sentence: str, words: str) -> str:
    return f"{sentence}: {words}" if words else f"{sentence}."
