"""What a run comes to, whatever happens in it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.slo.plan import CheckScope, CheckStep, LoadStep, Plan, SettleStep, Step, WaitStep
from app.slo.plan_run import Outcome, PlanReason, PlanRun, RunState, Said, StepState
from app.slo.verdict import SEVERITY_ORDER, VerdictKind, VerdictReason

T0 = 1_700_000_000.0

seconds = st.floats(0.0, 1e4, allow_subnormal=False)
steps: st.SearchStrategy[Step] = st.one_of(
    seconds.map(lambda length: LoadStep("load.js", 1, length)),
    seconds.map(SettleStep),
    seconds.map(WaitStep),
    st.just(CheckStep(CheckScope.BUDGET)),
)
plans = st.lists(steps, min_size=1, max_size=6).map(lambda each: Plan("p", tuple(each)))
verdicts = st.none() | st.sampled_from(VerdictKind)


def begun(plan: Plan) -> PlanRun:
    return PlanRun.of(plan, "r", T0, "ci")


def outcome(verdict: VerdictKind | None) -> Outcome:
    return Outcome("So it is.", verdict, None if verdict is None else VerdictReason.ABOVE_TARGET)


@given(plans, st.data())
def test_progress_goes_from_nothing_to_all_and_never_back(plan: Plan, data: st.DataObject) -> None:
    run, now, seen = begun(plan), T0, [0.0]
    assert run.progress_ratio == 0.0
    for number in range(1, len(plan.steps) + 1):
        run = run.step_begun(number, now)
        for _ in range(2):
            now += data.draw(seconds)
            seen.append(run.as_of(now).progress_ratio or 0.0)
        run = run.step_ended(number, outcome(None), now)
        seen.append(run.progress_ratio or 0.0)
    assert all(0.0 <= ratio <= 1.0 for ratio in seen)
    assert all(later >= earlier - 1e-12 for earlier, later in pairwise(seen))
    assert run.finished(now).progress_ratio == 1.0


@given(st.lists(verdicts, min_size=1, max_size=6))
def test_the_gravest_that_was_said_is_the_verdict(said: list[VerdictKind | None]) -> None:
    run = begun(Plan("p", (CheckStep(CheckScope.BUDGET),) * len(said)))
    for number, verdict in enumerate(said, 1):
        run = run.step_begun(number, T0).step_ended(number, outcome(verdict), T0)
    ended, spoken = run.finished(T0), [verdict for verdict in said if verdict is not None]
    graver = [kind for kind in SEVERITY_ORDER if kind in spoken]
    assert ended.verdict is (graver[0] if graver else VerdictKind.INCONCLUSIVE)
    assert run.may_pass == ({*spoken} <= {VerdictKind.PASS, VerdictKind.WARNING})


@given(plans, st.integers(0, 6), st.sampled_from([RunState.CANCELLED, RunState.INTERRUPTED]))
def test_a_run_that_is_stopped_never_passes_and_leaves_nothing_open(
    plan: Plan, done: int, state: RunState
) -> None:
    run = begun(plan)
    for number in range(1, min(done, len(plan.steps)) + 1):
        run = run.step_begun(number, T0)
        if number < done:
            run = run.step_ended(number, outcome(VerdictKind.PASS), T0)
    ended = run.stopped(state, PlanReason.CANCELLED, "Enough.", T0 + 9)
    assert (ended.state, ended.verdict, ended.ended_at) == (state, VerdictKind.INCONCLUSIVE, T0 + 9)
    assert not {step.state for step in ended.steps} & {StepState.PENDING, StepState.RUNNING}
    assert ended.progress_ratio is None


def test_what_is_said_besides_the_steps_counts_with_them() -> None:
    run = begun(Plan("p", (CheckStep(CheckScope.BUDGET),))).step_begun(1, T0)
    late = Said(VerdictKind.INCONCLUSIVE, PlanReason.TIMED_OUT, "Too late.")
    for verdict, expected in ((VerdictKind.PASS, late.verdict), (VerdictKind.FAIL,) * 2):
        ended = run.step_ended(1, outcome(verdict), T0).finished(T0, late)
        assert ended.verdict is expected


def test_only_what_takes_time_has_progress() -> None:
    run = begun(Plan("p", (WaitStep(10.0), CheckStep(CheckScope.BUDGET))))
    waiting = run.step_begun(1, T0).as_of(T0 + 4)
    assert [step.progress_ratio for step in waiting.steps] == [0.4, None]
    checking = waiting.step_ended(1, outcome(None), T0 + 10).step_begun(2, T0 + 10)
    assert [step.progress_ratio for step in checking.steps] == [1.0, None]
