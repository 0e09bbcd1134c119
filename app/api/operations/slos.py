"""The statuses of SLOs, and how they got there."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Sequence

from pydantic import Field

from app.api.aside import made_aside
from app.api.kept_views import history_view
from app.api.operations.asking import Answer, Asking, ById, Listing, Question, without_null
from app.api.operations.backend import Backend
from app.api.operations.listing import LabelCondition, Moment, cursor, limit, wanted_labels
from app.api.views import detail_view, list_view, status_view
from app.slo.history import Span, history
from app.slo.snapshot import State, Status

# Any text that base64url can stand for is a place in the order of ids, so none is a wrong cursor.
CURSOR_PATTERN = r"^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$"


class SlosQuestion(Question):
    """What to list, and how much of it."""

    service: str | None = Field(
        None, json_schema_extra=without_null, description="Only SLOs of this service."
    )
    state: State | None = Field(
        None, json_schema_extra=without_null, description="Only SLOs in this state."
    )
    label: list[LabelCondition] = Field(
        default_factory=list,
        max_length=100,
        description="Only SLOs with this label and value, as `label:value`; all must hold.",
    )
    limit: int = limit("SLOs to answer with")
    cursor: str | None = cursor(CURSOR_PATTERN, longest=400)


class SpanQuestion(Question):
    """Which time to show, and how finely."""

    start: Moment | None = Field(
        None,
        json_schema_extra=without_null,
        description="Where it begins; as long before the end as the period is, if left out.",
    )
    end: Moment | None = Field(
        None, json_schema_extra=without_null, description="Where it ends; now, if left out."
    )
    step: int | None = Field(
        None,
        json_schema_extra=without_null,
        ge=1,
        le=366 * 86_400,
        description="Length of a bin in seconds; one that gives about 300 points, if left out.",
    )


class HistoryQuestion(SpanQuestion, ById):
    """Which SLO's past to show."""


async def list_slos(backend: Backend, _asking: Asking, question: SlosQuestion) -> Answer:
    """List the statuses of the newest evaluation, ordered by id."""
    service = backend.service

    def make() -> Listing:
        labels = wanted_labels(question.label)
        snapshot, found = service.statuses(question.service, question.state, labels)
        if labels is None:
            found = ()
        page, next_cursor = _page(found, question.cursor, question.limit)
        head = list_view(snapshot, (), next_cursor)
        lasting = None if snapshot.is_expired else snapshot.generation
        return Listing(head, "slos", map(status_view, page), lasting)

    return Answer(make, len(service.snapshot().statuses))


async def get_slo(backend: Backend, _asking: Asking, question: ById) -> Answer:
    """Show one status with its definition and the queries that read its events."""
    status = backend.service.status(question.id)
    return Answer(lambda: detail_view(status, backend.service.queries(status)))


async def get_slo_history(backend: Backend, _asking: Asking, question: HistoryQuestion) -> Answer:
    """Show events, burn rate and what was left of the budget over time, and what was noted."""
    past = await backend.chronicle.past(question.id)
    span = Span(question.start, question.end, question.step)
    found = await made_aside(lambda: history(past, span))
    beside = await backend.chronicle.beside(found)
    return Answer(lambda: history_view(found, beside), len(found.points))


def _page(
    statuses: Sequence[Status], after: str | None, most: int
) -> tuple[Sequence[Status], str | None]:
    place = _decode(after or "")
    first = bisect_right(statuses, place, key=_place) if place else 0
    page = statuses[first : first + most]
    has_more = first + most < len(statuses)
    return page, _encode(page[-1]) if has_more else None


def _place(status: Status) -> bytes:
    # UTF-8 orders as code points do, and so as the ids themselves.
    return status.id.encode()


def _encode(last: Status) -> str:
    return base64.urlsafe_b64encode(_place(last)).decode().rstrip("=")


def _decode(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
