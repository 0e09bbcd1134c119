"""What steps do, and the verdict that a run ends in."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.plans.ports import CallFailed, LoadEnd
from app.slo.errors import StoreError, TooManyChecks, UnknownSlo
from app.slo.plan import CheckScope, CheckStep, HttpMethod, HttpStep, WaitStep, When
from app.slo.plan_run import PlanReason, PlanRun, RunState, StepState
from app.slo.verdict import VerdictKind, VerdictReason
from tests.plans.kept_runs import KeptRuns
from tests.plans.scripted import BUDGETS, CHECK, HOOK, LOAD, SETTLE, T0, bench, plan

PASS, WARNING, FAIL = VerdictKind.PASS, VerdictKind.WARNING, VerdictKind.FAIL
INCONCLUSIVE, ERROR = VerdictKind.INCONCLUSIVE, VerdictKind.ERROR
DONE, FAILED, SKIPPED = StepState.SUCCEEDED, StepState.FAILED, StepState.SKIPPED
ALWAYS = replace(HOOK, when=When.ALWAYS)


def states(run: PlanRun) -> list[StepState]:
    return [step.state for step in run.steps]


async def test_a_run_ends_in_the_verdict_of_its_check() -> None:
    async with bench() as desk:
        run = await desk.ran()
    assert (run.state, run.verdict, run.reason) == (
        RunState.FINISHED,
        PASS,
        VerdictReason.ABOVE_TARGET,
    )
    assert run.summary == "Step 3 (check): The run is PASS."
    assert states(run) == [DONE, DONE, DONE]
    assert run.steps[2].check_id == f"{1:032x}"
    assert (run.created_by, run.created_at, run.started_at) == ("ci", T0, T0)
    assert run.ended_at == T0 + 65


async def test_the_check_judges_the_time_of_the_load() -> None:
    async with bench(plan(WaitStep(10.0), LOAD, LOAD, SETTLE, CHECK)) as desk:
        run = await desk.ran()
    (question,) = desk.gate.asked
    assert (question.start, question.end) == (T0 + 10, T0 + 130)
    assert question.slos == ("checkout-latency",)
    assert (question.by, question.repeat_key) == ("ci", f"plan run {run.id} step 5")
    assert desk.gate.settled == [(("checkout-latency",), T0 + 130, 30.0)]


async def test_without_a_load_the_check_judges_the_run_up_to_where_samples_were_awaited() -> None:
    async with bench(plan(WaitStep(300.0), SETTLE, CHECK)) as desk:
        await desk.ran()
    (question,) = desk.gate.asked
    assert (question.start, question.end) == (T0, T0 + 300)


async def test_time_that_passes_after_settling_is_judged_too() -> None:
    async with bench(plan(WaitStep(10.0), SETTLE, WaitStep(20.0), CHECK)) as desk:
        await desk.ran()
    (question,) = desk.gate.asked
    assert question.end == T0 + 35


async def test_samples_that_do_not_come_are_left_to_the_check() -> None:
    async with bench() as desk:
        desk.gate.settles = False
        run = await desk.ran()
    assert states(run) == [DONE, DONE, DONE]
    assert run.steps[1].message == "The newest samples had not come after 30 s."


async def test_rules_of_a_check_are_handed_on() -> None:
    check = CheckStep(CheckScope.RUN, ("a",), 100.0, 0.99, {"version": "1.42"})
    async with bench(plan(LOAD, check)) as desk:
        await desk.ran()
    (question,) = desk.gate.asked
    assert (question.rules.min_events, question.match) == (100.0, {"version": "1.42"})
    assert question.rules.confidence is not None
    assert question.rules.confidence.level == 0.99


async def test_budgets_are_judged_as_they_stand() -> None:
    async with bench(plan(BUDGETS)) as desk:
        desk.gate.budget = WARNING
        run = await desk.ran()
    assert (run.verdict, desk.budgets.asked, desk.gate.asked) == (WARNING, [()], [])


async def test_crossed_thresholds_fail_a_run_that_the_gate_would_pass() -> None:
    async with bench() as desk:
        desk.loader.ends = [LoadEnd(99, "thresholds on metrics 'p95' have been crossed")]
        run = await desk.ran()
    assert (run.verdict, run.reason) == (FAIL, PlanReason.LOAD_THRESHOLDS_CROSSED)
    assert states(run) == [FAILED, DONE, DONE], "the check is still asked"
    assert run.summary == (
        "Step 1 (load): load.js crossed thresholds of its own: thresholds on metrics 'p95' have"
        " been crossed"
    )


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (LoadEnd(107, "nothing answers"), "load.js ended with exit code 107: nothing answers"),
        (LoadEnd(-9, ""), "load.js ended with exit code -9."),
        (LoadEnd(None, ""), "load.js had not ended after 2 min."),
    ],
)
async def test_a_load_that_fails_is_an_error_and_nothing_follows(end: LoadEnd, said: str) -> None:
    async with bench() as desk:
        desk.loader.ends = [end]
        run = await desk.ran()
    assert (run.state, run.verdict, run.reason) == (
        RunState.FINISHED,
        ERROR,
        PlanReason.LOAD_FAILED,
    )
    assert run.steps[0].message == said
    assert states(run) == [FAILED, SKIPPED, SKIPPED]
    assert run.steps[2].message == "Not begun: an earlier step failed."


async def test_a_load_that_cannot_be_started_is_an_error() -> None:
    async with bench() as desk:
        desk.loader.trouble = FileNotFoundError("there is no script load.js")
        run = await desk.ran()
    assert (run.verdict, run.reason) == (ERROR, PlanReason.LOAD_FAILED)
    assert run.steps[0].message == "there is no script load.js"


async def test_what_nobody_foresaw_ends_the_run_without_its_text() -> None:
    async with bench() as desk:
        desk.loader.trouble = RuntimeError("secret")
        run = await desk.ran()
    assert (run.verdict, run.state) == (ERROR, RunState.FINISHED)
    assert run.steps[0].message == "It failed; the log of the service says why."


async def test_a_check_that_cannot_be_asked_is_an_error() -> None:
    async with bench() as desk:
        desk.gate.trouble = [UnknownSlo("checkout-latency")]
        run = await desk.ran()
    assert (run.verdict, run.reason) == (ERROR, PlanReason.CHECK_FAILED)
    assert run.summary == "Step 3 (check): no SLO has the id or name 'checkout-latency'"


async def test_a_check_waits_for_its_turn_and_for_its_verdict() -> None:
    async with bench() as desk:
        desk.gate.trouble, desk.gate.pending = [TooManyChecks(32, 2.0)] * 3, 2
        run = await desk.ran()
    assert run.verdict is PASS


async def test_a_check_that_never_gets_its_turn_is_an_error() -> None:
    async with bench() as desk:
        desk.gate.trouble = [TooManyChecks(32, 100.0)] * 9
        run = await desk.ran()
    assert (run.verdict, run.reason) == (ERROR, PlanReason.CHECK_FAILED)


@pytest.mark.parametrize(
    ("kinds", "verdict"),
    [
        ((PASS, WARNING), WARNING),
        ((WARNING, INCONCLUSIVE), INCONCLUSIVE),
        ((INCONCLUSIVE, ERROR), ERROR),
        ((FAIL, ERROR), FAIL),
        ((FAIL, PASS), FAIL),
    ],
)
async def test_the_gravest_of_several_verdicts_counts(
    kinds: tuple[VerdictKind, VerdictKind], verdict: VerdictKind
) -> None:
    async with bench(plan(LOAD, CHECK, CHECK)) as desk:
        desk.gate.kinds = kinds
        run = await desk.ran()
    assert run.verdict is verdict


async def test_a_hook_is_called_if_nothing_speaks_against_the_run() -> None:
    async with bench(plan(HOOK, LOAD, CHECK, HOOK)) as desk:
        run = await desk.ran()
    assert desk.caller.called == [HOOK, HOOK]
    assert run.steps[0].message == "POST https://hooks.example/deploy answered 200."


@pytest.mark.parametrize("kind", [FAIL, INCONCLUSIVE, ERROR])
async def test_nothing_is_promoted_after_a_verdict_that_is_no_pass(kind: VerdictKind) -> None:
    async with bench(plan(LOAD, CHECK, HOOK, ALWAYS)) as desk:
        desk.gate.kinds = [kind]
        run = await desk.ran()
    assert desk.caller.called == [ALWAYS]
    assert states(run)[2:] == [SKIPPED, DONE]
    assert run.steps[2].message == "Not called: the run cannot pass any more."


@pytest.mark.parametrize(
    ("status", "expect", "state"),
    [(204, None, DONE), (302, None, FAILED), (500, None, FAILED), (200, 202, FAILED)],
)
async def test_a_hook_must_answer_as_is_expected(
    status: int, expect: int | None, state: StepState
) -> None:
    hook = HttpStep("https://hooks.example/deploy", HttpMethod.GET, expect)
    async with bench(plan(hook, LOAD, CHECK)) as desk:
        desk.caller.status = status
        run = await desk.ran()
    assert run.steps[0].state is state
    assert run.verdict is (PASS if state is DONE else ERROR)
    assert run.reason is (VerdictReason.ABOVE_TARGET if state is DONE else PlanReason.HTTP_FAILED)


async def test_a_hook_that_does_not_answer_is_an_error() -> None:
    async with bench(plan(HOOK, LOAD, CHECK)) as desk:
        desk.caller.trouble = CallFailed("POST https://hooks.example/deploy did not answer.")
        run = await desk.ran()
    assert (run.verdict, run.reason, desk.loader.ran) == (ERROR, PlanReason.HTTP_FAILED, [])


async def test_each_thing_that_happens_is_stored() -> None:
    async with bench(store=(store := KeptRuns())) as desk:
        await desk.ran()
    kept = ["".join(step.state.value[0] for step in run.steps) for run in store.kept]
    assert kept == ["PPP", "RPP", "SPP", "SRP", "SSP", "SSR", "SSS", "SSS"]
    assert [run.state for run in store.kept][-2:] == [RunState.RUNNING, RunState.FINISHED]


async def test_a_store_that_fails_for_a_moment_is_tried_again() -> None:
    async with bench(store=(store := KeptRuns())) as desk:
        desk.loader.holds = asyncio.Event()
        begun = await desk.started()
        await desk.loader.begun.wait()
        store.trouble = [StoreError("locked")] * 3
        desk.loader.holds.set()
        run = await desk.followed(begun.id)
    assert run.verdict is PASS


async def test_a_run_that_takes_too_long_is_not_known_to_have_passed() -> None:
    async with bench(plan(timeout_seconds=0.01)) as desk:
        desk.loader.holds = asyncio.Event()
        run = await desk.ran()
    assert (run.state, run.verdict) == (RunState.FINISHED, INCONCLUSIVE)
    assert run.reason is PlanReason.TIMED_OUT
    assert desk.loader.cancelled == 1
    assert states(run) == [StepState.CANCELLED, SKIPPED, SKIPPED]


async def test_what_failed_before_the_time_was_up_has_failed() -> None:
    async with bench(plan(LOAD, LOAD, CHECK, timeout_seconds=0.05)) as desk:
        desk.loader.ends = [LoadEnd(99, "")]
        begun = await desk.started()
        await desk.loader.begun.wait()
        desk.loader.holds = asyncio.Event()
        run = await desk.followed(begun.id)
    assert (run.verdict, run.reason) == (FAIL, PlanReason.LOAD_THRESHOLDS_CROSSED)


async def test_what_was_just_said_is_not_lost_when_the_time_is_up() -> None:
    """The last thing that a run hears before its end is stored, and counts."""
    store = SlowRuns()
    async with bench(plan(LOAD, CHECK, timeout_seconds=0.2), store=store) as desk:
        desk.gate.kinds = [FAIL]
        run = await desk.ran()
    assert (run.verdict, run.steps[1].state) == (FAIL, FAILED)
    assert store.runs[run.id] == run


class SlowRuns(KeptRuns):
    """Takes long to keep what the check said."""

    async def change(self, run: PlanRun) -> bool:
        kept = await super().change(run)
        if run.steps[1].state is FAILED and not run.has_ended:
            await asyncio.sleep(0.4)
        return kept


async def test_a_run_keeps_the_plan_that_it_began_with() -> None:
    async with bench() as desk:
        desk.loader.holds = asyncio.Event()
        begun = await desk.started()
        desk.plans.clear()
        desk.loader.holds.set()
        run = await desk.followed(begun.id)
    assert run.verdict is PASS
