"""Beginning, following and ending runs; who may, and what becomes of those that are left behind."""

from __future__ import annotations

import asyncio

import pytest

from app.slo.errors import (
    InvalidQuestion,
    NotLeader,
    PlanBusy,
    PlanUnavailable,
    StoreError,
    UnknownPlan,
    UnknownPlanRun,
)
from app.slo.plan_run import PlanReason, PlanRun, RunState
from app.slo.verdict import VerdictKind
from tests.plans.kept_runs import KeptRuns
from tests.plans.scripted import BUDGETS, CHECK, HOOK, LOAD, WITHIN_SECONDS, Bench, bench, plan

NO_RUN = "0" * 32


def held(desk: Bench) -> None:
    desk.loader.holds = asyncio.Event()


async def until_over(desk: Bench) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while desk.runner.carried:  # noqa: ASYNC110  # nobody tells that the last thing is done
            await asyncio.sleep(0)


async def test_a_plan_that_is_not_there_is_not_run() -> None:
    async with bench() as desk:
        with pytest.raises(UnknownPlan):
            await desk.started("other")
        with pytest.raises(UnknownPlan):
            await desk.desk.plan("other")


@pytest.mark.parametrize("run_id", [NO_RUN, "../../etc", "x" * 32])
async def test_a_run_that_is_not_there_is_not_known(run_id: str) -> None:
    async with bench() as desk:
        for asked in (desk.desk.run, desk.desk.cancel):
            with pytest.raises(UnknownPlanRun):
                await asked(run_id)
        with pytest.raises(UnknownPlanRun):
            await anext(desk.desk.changes(run_id))


async def test_a_plan_that_cannot_be_carried_out_is_not_begun() -> None:
    async with bench(plan(HOOK, LOAD, CHECK)) as desk:
        desk.loader.off = "load is off"
        with pytest.raises(PlanUnavailable, match=r"step 2 of the plan .* load is off"):
            await desk.started()
        assert (desk.caller.called, await desk.desk.runs(None, None, 9)) == ([], [])


async def test_runs_of_one_plan_do_not_overlap() -> None:
    async with bench(plan(), plan(BUDGETS, name="other"), change=held) as desk:
        first = await desk.started()
        with pytest.raises(PlanBusy, match=first.id):
            await desk.started()
        assert (await desk.ran("other")).verdict is VerdictKind.PASS
        await desk.desk.cancel(first.id)
        await desk.started()


async def test_runs_overlap_where_the_plan_says_so() -> None:
    async with bench(plan(overlap=True), change=held) as desk:
        one, other = await desk.started(), await desk.started()
        assert one.id != other.id
        assert desk.running[-1] == 2


async def test_a_run_that_is_asked_for_twice_under_one_key_is_begun_once() -> None:
    async with bench(plan(), plan(BUDGETS, name="other"), change=held) as desk:
        first, again = await desk.started(key="k"), await desk.started(key="k")
        assert (again.id, len(desk.runner.carried)) == (first.id, 1)
        with pytest.raises(InvalidQuestion) as caught:
            await desk.started("other", key="k")
        assert caught.value.field == "Idempotency-Key"


async def test_a_cancelled_run_ends_at_once_with_its_load() -> None:
    async with bench(change=held) as desk:
        begun = await desk.started()
        await desk.loader.begun.wait()
        run = await desk.desk.cancel(begun.id, "alice")
        assert desk.loader.cancelled == 1
    assert (run.state, run.verdict) == (RunState.CANCELLED, VerdictKind.INCONCLUSIVE)
    assert (run.reason, run.summary) == (PlanReason.CANCELLED, "Cancelled by alice.")
    assert desk.ended == [VerdictKind.INCONCLUSIVE]
    assert desk.running == [1, 0]


async def test_a_run_can_be_cancelled_as_soon_as_it_has_begun() -> None:
    async with bench(change=held) as desk:
        run = await desk.desk.cancel((await desk.started()).id)
    assert (run.state, run.summary) == (RunState.CANCELLED, "Cancelled.")


async def test_a_run_that_has_ended_stays_as_it_is_when_it_is_cancelled() -> None:
    async with bench() as desk:
        ended = await desk.ran()
        assert await desk.desk.cancel(ended.id) == ended


async def test_a_run_is_followed_to_its_end_with_its_progress() -> None:
    async with bench(change=held) as desk:
        begun = await desk.started()
        changes = desk.desk.changes(begun.id)
        await desk.loader.begun.wait()
        assert (await anext(changes)).progress_ratio == 0.0
        desk.time.at += 30
        assert desk.loader.holds is not None
        desk.loader.holds.set()
        rest = [run async for run in changes]
    assert rest[-1].has_ended
    assert rest[-1].progress_ratio == 1.0
    ratios = [run.progress_ratio or 0.0 for run in rest]
    assert ratios == sorted(ratios)


async def test_whoever_listens_slowly_is_told_the_last_change_only() -> None:
    async with bench() as desk:
        begun = await desk.started()
        changes = desk.desk.changes(begun.id)
        first = await anext(changes)
        await until_over(desk)
        rest = [run async for run in changes]
    assert not first.has_ended
    assert [run.state for run in rest] == [RunState.FINISHED]


async def test_a_run_that_stands_still_is_told_again_so_that_nobody_takes_it_for_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.plans.desk.PROGRESS_SECONDS", 0.001)
    monkeypatch.setattr("app.plans.desk.AGAIN_SECONDS", 0.0)
    async with bench(change=held) as desk:
        begun = await desk.started()
        await desk.loader.begun.wait()
        changes = desk.desk.changes(begun.id)
        assert await anext(changes) == await anext(changes)
        await changes.aclose()


async def test_who_follows_a_run_is_sent_home_when_the_service_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.plans.desk.PROGRESS_SECONDS", 0.001)
    closed = asyncio.Event()
    async with bench(change=held) as desk:
        begun = await desk.started()
        await desk.loader.begun.wait()
        changes = desk.desk.changes(begun.id, closed)
        assert not (await anext(changes)).has_ended
        closed.set()
        assert [run async for run in changes] == []


async def test_plans_are_listed_with_their_last_run() -> None:
    async with bench(plan(), plan(BUDGETS, name="other")) as desk:
        await desk.ran()
        desk.time.at += 1
        last = await desk.ran()
        listed = {each.plan.name: each.last_run for each in await desk.desk.plans()}
        assert listed == {"release-gate": last, "other": None}
        assert (await desk.desk.plan("release-gate")).last_run == last


async def test_runs_are_listed_the_last_one_first() -> None:
    async with bench(plan(), plan(BUDGETS, name="other")) as desk:
        first = await desk.ran()
        desk.time.at += 1
        second = await desk.ran("other")
        assert await desk.desk.runs(None, None, 9) == [second, first]
        assert await desk.desk.runs("release-gate", None, 9) == [first]


# Who leads


async def test_only_who_leads_runs_plans() -> None:
    async with bench() as desk:
        desk.epoch, desk.loader.off = None, "load is off, but only here"
        with pytest.raises(NotLeader):
            await desk.started()


async def test_a_follower_shows_the_leaders_runs_and_cancels_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.plans.desk.PROGRESS_SECONDS", 0.001)
    store = KeptRuns()
    async with bench(store=store, change=held) as leader, bench(store=store) as desk:
        desk.epoch = None
        begun = await leader.started()
        with pytest.raises(NotLeader):
            await desk.desk.cancel(begun.id)
        changes = desk.desk.changes(begun.id)
        assert (await anext(changes)).id == begun.id
        await leader.desk.cancel(begun.id)
        assert [run async for run in changes][-1].state is RunState.CANCELLED


async def test_who_leads_no_more_ends_the_load_and_the_next_leader_the_run() -> None:
    store = KeptRuns()
    async with bench(store=store, change=held) as former, bench(store=store) as desk:
        begun = await former.started()
        await former.loader.begun.wait()
        former.epoch, store.trouble = None, [NotLeader("led by another", 1.0)]
        await former.runner.look()
        await until_over(former)
        assert former.loader.cancelled == 1
        assert not store.runs[begun.id].has_ended
        desk.epoch = 2
        await desk.runner.look()
        run = await former.desk.run(begun.id)
    assert (run.state, run.verdict) == (RunState.INTERRUPTED, VerdictKind.INCONCLUSIVE)
    assert run.reason is PlanReason.INTERRUPTED


async def test_who_begins_to_lead_ends_what_was_left_behind_and_nothing_of_its_own() -> None:
    store = KeptRuns()
    left = PlanRun.of(plan(name="left"), NO_RUN, 1.0, "ci")
    store.runs[left.id] = left
    async with bench(store=store, change=held) as desk:
        own = await desk.started()
        await desk.runner.look()
        assert (await desk.desk.run(left.id)).state is RunState.INTERRUPTED
        assert (await desk.desk.run(own.id)).state is RunState.RUNNING
        store.trouble = [StoreError("must not be asked again")]
        await desk.runner.look()


async def test_a_run_that_could_not_be_stored_is_ended_later() -> None:
    async with bench(store=(store := KeptRuns()), change=held) as desk:
        await desk.runner.look()
        begun = await desk.started()
        await desk.loader.begun.wait()
        store.trouble = [StoreError("the disk is full")] * 60
        assert desk.loader.holds is not None
        desk.loader.holds.set()
        await until_over(desk)
        assert not store.runs[begun.id].has_ended
        store.trouble = []
        await desk.runner.look()
        assert store.runs[begun.id].state is RunState.INTERRUPTED


async def test_a_service_that_ends_interrupts_its_runs_and_begins_no_other() -> None:
    async with bench(store=(store := KeptRuns()), change=held) as desk:
        begun = await desk.started()
        await desk.loader.begun.wait()
        await desk.runner.close()
        assert store.runs[begun.id].state is RunState.INTERRUPTED
        assert desk.loader.cancelled == 1
        with pytest.raises(NotLeader):
            await desk.started()


async def test_whoever_asked_may_go_away_before_the_run_has_begun() -> None:
    async with bench(change=held) as desk:
        asking = asyncio.create_task(desk.started())
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        async with asyncio.timeout(WITHIN_SECONDS):
            await desk.loader.begun.wait()
        assert len(desk.runner.carried) == 1
