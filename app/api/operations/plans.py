"""Plans: what can be run, running it, and what became of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pydantic import Field

from app.api.operations.asking import Answer, Asking, ById, Listing, Question, answer, without_null
from app.api.operations.backend import Backend
from app.api.operations.listing import cursor, limit, read_place, written_place
from app.api.plan_views import plan_run_view, plan_view
from app.api.wire import plan as shape
from app.slo.plan_run import PlanRunPlace


class ByName(Question):
    """Which one is meant."""

    name: str


class PlansQuestion(Question):
    """How many plans to list, and from where on."""

    limit: int = limit("plans to answer with")
    cursor: str | None = cursor(longest=63)


class PlanRunsQuestion(Question):
    """Which runs to list, and how many."""

    plan: str | None = Field(
        None, json_schema_extra=without_null, description="Only runs of the plan of this name."
    )
    limit: int = limit("runs to answer with")
    cursor: str | None = cursor(r"^[0-9]{1,12}\.[0-9]{1,6}-[0-9a-f]{32}$")


async def list_plans(backend: Backend, _asking: Asking, question: PlansQuestion) -> Answer:
    """List the plans in force, ordered by name, each with its last run."""
    found = await backend.plans.plans()
    first = bisect_right(found, question.cursor or "", key=lambda each: each.plan.name)
    page = found[first : first + question.limit]
    is_last = first + question.limit >= len(found)
    head = shape.PlanList(plans=[], next_cursor=None if is_last else page[-1].plan.name)
    items = (plan_view(each.plan, each.last_run) for each in page)
    return Answer(lambda: Listing(head, "plans", items), len(page))


async def get_plan(backend: Backend, _asking: Asking, question: ByName) -> Answer:
    """Show one plan with its last run."""
    found = await backend.plans.plan(question.name)
    return answer(plan_view(found.plan, found.last_run))


async def run_plan(backend: Backend, asking: Asking, question: ByName) -> Answer:
    """Begin a run of a plan, and answer at once; it goes on whoever still listens.

    Runs of one plan do not overlap unless it says so.
    """
    run = await backend.plans.start(question.name, asking.writer, asking.repeat_key)
    asking.wrote("plan_run", run.id)
    return answer(plan_run_view(run))


async def list_plan_runs(backend: Backend, _asking: Asking, question: PlanRunsQuestion) -> Answer:
    """List the runs that are kept, the one that was begun last first."""
    place = PlanRunPlace(*read_place(question.cursor)) if question.cursor else None
    found = await backend.plans.runs(question.plan, place, question.limit + 1)
    page = found[: question.limit]
    next_cursor = (
        written_place(page[-1].created_at, page[-1].id) if len(found) > len(page) else None
    )
    head = shape.PlanRunList(runs=[], next_cursor=next_cursor)
    return Answer(lambda: Listing(head, "runs", map(plan_run_view, page)), len(page))


async def get_plan_run(backend: Backend, _asking: Asking, question: ById) -> Answer:
    """Show one run as it stands."""
    return answer(plan_run_view(await backend.plans.run(question.id)))


async def cancel_plan_run(backend: Backend, asking: Asking, question: ById) -> Answer:
    """End a run before its verdict, and show how it ended; one that has ended stays as it is."""
    run = await backend.plans.cancel(question.id, asking.writer)
    asking.wrote("plan_run", run.id)
    return answer(plan_run_view(run))


async def listen_to_plan_run(
    backend: Backend, _asking: Asking, question: ById
) -> AsyncGenerator[shape.PlanRun]:
    """Be shown a run as it stands, and then as it goes on, until it has ended.

    It is shown whole each time; changes that come faster than they are taken are left out. Ends
    when the service does.

    Raises:
        UnknownPlanRun: none that is kept has that id.
        TooManyListeners: there are as many as there may be.
        StoreError: it cannot be read.
    """
    news = backend.news
    with news.listening():
        async with aclosing(backend.plans.changes(question.id, news.closed)) as changes:
            async for run in changes:
                yield plan_run_view(run)
