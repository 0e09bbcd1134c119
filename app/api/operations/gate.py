"""The gate: may we ship, how did a run go, and what was answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.api.operations.asking import Answer, Asking, ById, Listing, Question, answer
from app.api.operations.backend import Backend
from app.api.operations.check_question import CheckQuestion
from app.api.operations.listing import cursor, limit, read_place, written_place
from app.api.run_views import summary_view, verdict_head, verdict_results
from app.api.views import result_view, verdict_view
from app.api.wire.verdict import CheckList, CheckPending
from app.gate.gate import Pending
from app.slo.errors import InvalidQuestion
from app.slo.run import CheckPlace, RunVerdict
from app.slo.snapshot import Snapshot


class ChecksQuestion(Question):
    """How many verdicts to list, and from where on."""

    limit: int = limit("to answer with")
    cursor: str | None = cursor(r"^[0-9]{1,12}\.[0-9]{1,6}-[0-9a-f]{32}$")


async def check_slos(backend: Backend, asking: Asking, question: CheckQuestion) -> Answer:
    """May we ship? With a `window`, or a `start`: how did this run go?

    Budgets are judged as they stand. A run's events are read from Prometheus, and the verdict is
    kept, unless `keep` is false; that is a write.
    """
    if not question.is_run:
        return _of_budgets(backend, question.slos)
    if not question.keep and asking.repeat_key is not None:
        raise InvalidQuestion("Idempotency-Key", "is of a check that is kept")
    found = await backend.gate.check(question.run(asking.writer, asking.repeat_key))
    if question.keep:
        asking.wrote("check", found.check_id)
    return _of_run(found)


async def list_checks(backend: Backend, _asking: Asking, question: ChecksQuestion) -> Answer:
    """List the verdicts on runs that are kept, the one that was asked for last first."""
    found = await backend.gate.verdicts(
        CheckPlace(*read_place(question.cursor)) if question.cursor else None, question.limit + 1
    )
    page = found[: question.limit]
    next_cursor = (
        written_place(page[-1].created_at, page[-1].check_id) if len(found) > len(page) else None
    )
    head = CheckList(checks=[], next_cursor=next_cursor)
    return Answer(lambda: Listing(head, "checks", map(summary_view, page)), len(page))


async def get_check(backend: Backend, _asking: Asking, question: ById) -> Answer:
    """Show the verdict on a run, whatever it is, or say that it is not there yet."""
    return _of_run(await backend.gate.verdict(question.id))


def _of_budgets(backend: Backend, names: Sequence[str]) -> Answer:
    service = backend.service

    def make() -> Listing:
        verdict = service.check(names)
        return Listing(
            verdict_view(replace(verdict, results=()), service.queries),
            "results",
            (result_view(result, service.queries(result.status)) for result in verdict.results),
        )

    return Answer(make, _judged(service.snapshot(), names))


def _of_run(found: RunVerdict | Pending) -> Answer:
    if isinstance(found, Pending):
        return answer(
            CheckPending(check_id=found.check_id, retry_after_seconds=found.retry_after_seconds)
        )
    return Answer(
        lambda: Listing(verdict_head(found), "results", verdict_results(found)), len(found.results)
    )


def _judged(snapshot: Snapshot, names: Sequence[str]) -> int:
    """About how many SLOs the names stand for; none of their statuses is worked out for that."""
    roll = snapshot.roll
    if not names:
        return len(snapshot.statuses)
    return sum(
        1 if name in roll.places else len(roll.places_by_name.get(name, ())) for name in names
    )
