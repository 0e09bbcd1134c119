"""What is kept of runs of plans, on both databases."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert

from app.slo.errors import NotLeader, PlanBusy
from app.slo.kept import EventKind
from app.slo.plan import CheckScope, CheckStep, LoadStep, Plan
from app.slo.plan_run import Outcome, PlanReason, PlanRun, PlanRunPlace, RunState
from app.slo.verdict import VerdictKind, VerdictReason
from app.store.alert_tables import EVENTS
from app.store.event_log import EventLog
from app.store.plan_runs import SqlPlanRuns
from app.store.sql import SqlStore
from tests.store.conftest import Run, opened

pytestmark = pytest.mark.slow

T0 = 1_700_000_000.25
KEPT = 90 * 86_400
WITHIN_SECONDS = 10.0
PLAN = Plan("gate", (LoadStep("load.js", 1, 60.0), CheckStep(CheckScope.RUN)))
SAID = Outcome("It went wéll.", VerdictKind.PASS, VerdictReason.ABOVE_TARGET, "c" * 32)


def run_of(number: int, at: float = T0, plan: str = "gate") -> PlanRun:
    return PlanRun.of(replace(PLAN, name=plan), f"{number:032x}", at, "ci")


def ended(run: PlanRun, at: float = T0 + 9) -> PlanRun:
    begun = run.step_begun(1, T0 + 1).step_ended(1, Outcome("Loaded."), T0 + 8)
    return begun.step_begun(2, T0 + 8).step_ended(2, SAID, at).finished(at)


@pytest.fixture
def runs(store: SqlStore) -> SqlPlanRuns:
    return SqlPlanRuns(store.leading, store.transactor, KEPT)


async def begun(runs: SqlPlanRuns, *all_of_them: PlanRun) -> None:
    for run in all_of_them:
        assert (await runs.begin(run, is_sole=False)).is_new


async def test_a_run_comes_back_as_it_was_kept(runs: SqlPlanRuns) -> None:
    run = run_of(1)
    await begun(runs, run)
    assert await runs.get(run.id) == run
    for now in (run.step_begun(1, T0 + 1), ended(run)):
        assert await runs.change(now)
        assert await runs.get(run.id) == now
    assert await runs.get(run_of(2).id) is None


async def test_each_change_is_an_event_that_shows_the_run_as_it_was_then(
    store: SqlStore, runs: SqlPlanRuns
) -> None:
    run = run_of(1)
    changes = [run, run.step_begun(1, T0 + 3), ended(run)]
    await begun(runs, run)
    for changed in changes[1:]:
        await runs.change(changed)
    events = await EventLog(store.transactor).after(0, 99)
    assert [event.kind for event in events] == [EventKind.PLAN_RUN_CHANGED] * 3
    assert [event.plan_run for event in events] == changes
    assert [event.at for event in events] == [int(T0), int(T0) + 3, int(T0) + 9]


async def test_a_run_that_has_ended_changes_no_more(store: SqlStore, runs: SqlPlanRuns) -> None:
    run = run_of(1)
    await begun(runs, run)
    assert await runs.change(ended(run))
    stopped = run.stopped(RunState.CANCELLED, PlanReason.CANCELLED, "Late.", T0 + 20)
    assert not await runs.change(stopped)
    assert await runs.get(run.id) == ended(run)
    assert len(await EventLog(store.transactor).after(0, 99)) == 2


async def test_the_same_run_is_begun_once(store: SqlStore, runs: SqlPlanRuns) -> None:
    run = run_of(1)
    await begun(runs, run)
    again = await runs.begin(replace(run, created_at=T0 + 5), is_sole=True)
    assert (again.run, again.is_new) == (run, False)
    assert len(await EventLog(store.transactor).after(0, 99)) == 1


@pytest.mark.parametrize("first_is_sole", [True, False])
async def test_a_sole_run_waits_for_the_one_under_way(
    runs: SqlPlanRuns, *, first_is_sole: bool
) -> None:
    first, second = run_of(1), run_of(2)
    await runs.begin(first, is_sole=first_is_sole)
    with pytest.raises(PlanBusy, match=first.id):
        await runs.begin(second, is_sole=True)
    assert (await runs.begin(run_of(3, plan="other"), is_sole=True)).is_new
    await runs.change(ended(first))
    assert (await runs.begin(second, is_sole=True)).is_new


async def test_of_many_that_begin_at_once_one_does(runs: SqlPlanRuns) -> None:
    asked = [runs.begin(run_of(number), is_sole=True) for number in range(8)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    (won,) = [each for each in outcomes if not isinstance(each, BaseException)]
    lost = [each for each in outcomes if isinstance(each, BaseException)]
    assert {type(each) for each in lost} == {PlanBusy}
    assert {each.run_id for each in lost if isinstance(each, PlanBusy)} == {won.run.id}


async def test_runs_that_were_left_are_interrupted_and_others_not(
    store: SqlStore, runs: SqlPlanRuns
) -> None:
    mine, left, over = run_of(1), run_of(2), run_of(3)
    await begun(runs, mine, left, over)
    await runs.change(ended(over))
    (found,) = await runs.interrupt([mine.id], T0 + 60)
    assert (found.id, found.state, found.verdict) == (
        left.id,
        RunState.INTERRUPTED,
        VerdictKind.INCONCLUSIVE,
    )
    assert found.ended_at == T0 + 60
    assert await runs.get(left.id) == found
    assert await runs.get(mine.id) == mine
    assert (await EventLog(store.transactor).after(0, 99))[-1].plan_run == found
    assert await runs.interrupt([mine.id], T0 + 61) == []


async def test_an_interrupted_run_is_in_nobodys_way(runs: SqlPlanRuns) -> None:
    await runs.begin(run_of(1), is_sole=True)
    await runs.interrupt([], T0 + 1)
    assert (await runs.begin(run_of(2), is_sole=True)).is_new


async def test_runs_are_listed_page_by_page_the_last_one_first(runs: SqlPlanRuns) -> None:
    every = [run_of(number, T0 + number // 2) for number in range(6)]
    other = run_of(9, T0 - 1, plan="other")
    await begun(runs, other, *every)
    expected = [*reversed(every), other]
    assert await runs.find(None, None, 99) == expected
    first = await runs.find(None, None, 3)
    place = PlanRunPlace(first[-1].created_at, first[-1].id)
    assert [*first, *await runs.find(None, place, 99)] == expected
    assert await runs.find("other", None, 99) == [other]


async def test_the_last_run_of_each_plan_is_found(runs: SqlPlanRuns) -> None:
    await begun(runs, run_of(1), run_of(2, T0 + 1), run_of(3, T0 - 1, plan="other"))
    assert await runs.last() == {"gate": run_of(2, T0 + 1), "other": run_of(3, T0 - 1, "other")}


async def test_runs_are_forgotten_after_a_while_but_none_under_way(runs: SqlPlanRuns) -> None:
    old, still = run_of(1, T0 - KEPT - 1), run_of(2, T0 - KEPT - 1)
    young = run_of(3, T0 - KEPT + 1)
    await begun(runs, old, still, young)
    for run in (old, young):
        await runs.change(ended(run))
    await begun(runs, run_of(4))
    found = [run.id for run in await runs.find(None, None, 99)]
    assert found == [run_of(4).id, young.id, still.id]


async def test_runs_outlive_the_process(url: str) -> None:
    async with opened(url) as store:
        await begun(SqlPlanRuns(store.leading, store.transactor, KEPT), run_of(1))
    async with opened(url) as store:
        runs = SqlPlanRuns(store.leading, store.transactor, KEPT)
        assert await runs.get(run_of(1).id) == run_of(1)


async def test_an_event_waits_for_those_that_have_an_id_already(
    store: SqlStore, runs: SqlPlanRuns
) -> None:
    """Otherwise who reads on after the newest one would miss what is committed behind it."""
    has_an_id, may_end = threading.Event(), threading.Event()
    event = {"at": 1, "kind": EventKind.SNAPSHOT_PUBLISHED.value, "body": {"generation": 1}}

    def first(connection: Connection) -> None:
        connection.execute(insert(EVENTS), event)
        has_an_id.set()

    def found() -> Iterator[None]:
        may_end.wait(WITHIN_SECONDS)
        yield None

    step = asyncio.create_task(store.leading.write_as_found(first, found(), lambda *_: None))
    await asyncio.to_thread(has_an_id.wait, WITHIN_SECONDS)
    change = asyncio.create_task(begun(runs, run_of(1)))
    done, _ = await asyncio.wait({change}, timeout=0.3)
    assert not done
    may_end.set()
    await asyncio.gather(step, change)
    kinds = [each.kind for each in await EventLog(store.transactor).after(0, 99)]
    assert kinds == [EventKind.SNAPSHOT_PUBLISHED, EventKind.PLAN_RUN_CHANGED]


@pytest.mark.prometheus
async def test_only_who_leads_writes(request: pytest.FixtureRequest) -> None:
    url = await request.getfixturevalue("postgresql").fresh()
    async with opened(url) as store:
        runs = SqlPlanRuns(store.leading, store.transactor, KEPT)
        await begun(runs, run_of(1))
        await store.lease.release()
        writes = (
            runs.begin(run_of(2), is_sole=True),
            runs.change(ended(run_of(1))),
            runs.interrupt([], T0),
        )
        for write in writes:
            with pytest.raises(NotLeader):
                await write
        assert await runs.find(None, None, 99) == [run_of(1)]


async def test_a_run_that_is_damaged_is_told(runs: SqlPlanRuns, run: Run) -> None:
    await begun(runs, run_of(1))
    await run("update plan_runs set body = '{}'")
    with pytest.raises(Exception, match=r"a row of plan_runs is damaged"):
        await runs.get(run_of(1).id)
