"""Time outside the promise."""

from __future__ import annotations

from bisect import bisect_right

from app.api.exclusion_view import exclusion_view
from app.api.operations.asking import Answer, Asking, ById, Listing, Question, answer
from app.api.operations.backend import Backend
from app.api.operations.listing import cursor, limit
from app.api.wire.answer import Nothing
from app.api.wire.exclusion import ExclusionList, ExclusionQuestion
from app.slo.errors import InvalidQuestion
from app.slo.exclusion import Exclusion, Recurrence


class ExclusionsQuestion(Question):
    """How much to list."""

    limit: int = limit("exclusions to answer with")
    cursor: str | None = cursor(longest=100)


async def list_exclusions(
    backend: Backend, _asking: Asking, question: ExclusionsQuestion
) -> Answer:
    """List the exclusions of the files and those that were asked for, ordered by id."""
    found = backend.service.exclusions()
    first = bisect_right(found, question.cursor or "", key=lambda exclusion: exclusion.id)
    page = found[first : first + question.limit]
    is_last = first + question.limit >= len(found)
    head = ExclusionList(exclusions=[], next_cursor=None if is_last else page[-1].id)
    return Answer(lambda: Listing(head, "exclusions", map(exclusion_view, page)), len(page))


async def create_exclusion(backend: Backend, asking: Asking, question: ExclusionQuestion) -> Answer:
    """Leave a time out of the figures, from the next step on; it may lie in the past.

    Where an edge in the past cuts a cell of the account, that cell is read from Prometheus again;
    if Prometheus no longer has it, the answer is 422 and names times that would work.
    """
    taken = await backend.service.exclude(_exclusion(question, asking.writer))
    asking.wrote("exclusion", taken.id)
    return answer(exclusion_view(taken))


async def delete_exclusion(backend: Backend, asking: Asking, question: ById) -> Answer:
    """Count a time again, in the past too; one of a file can only be removed there."""
    await backend.service.include_again(question.id)
    asking.wrote("exclusion", question.id)
    return answer(Nothing())


def _exclusion(question: ExclusionQuestion, writer: str) -> Exclusion:
    """Take a question over; the service gives it an id."""
    if question.all == bool(question.slos or question.labels):
        raise InvalidQuestion("all", "give slos, labels or both, or else all: true")
    return Exclusion(
        id="",
        slos=tuple(dict.fromkeys(question.slos)),
        labels=tuple(sorted(question.labels.items())),
        start=question.start.timestamp(),
        end=None if question.end is None else question.end.timestamp(),
        recurrence=_recurrence(question),
        reason=question.reason,
        created_by=writer,
    )


def _recurrence(question: ExclusionQuestion) -> Recurrence | None:
    if (question.end is None) == (question.rrule is None):
        raise InvalidQuestion("end", "give exactly one of end and rrule")
    if (question.rrule is None) != (question.duration_seconds is None):
        raise InvalidQuestion("duration_seconds", "give it with an rrule, and only then")
    if question.rrule is None or question.duration_seconds is None:
        if question.timezone is not None:
            raise InvalidQuestion("timezone", "give it with an rrule only")
        return None
    return Recurrence(question.rrule, question.duration_seconds, question.timezone or "UTC")
