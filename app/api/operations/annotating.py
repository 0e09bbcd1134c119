"""What somebody noted, deploys and incidents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.api.kept_views import annotation_view
from app.api.operations.asking import (
    Answer,
    Asking,
    ById,
    Listing,
    Question,
    answer,
    without_null,
)
from app.api.operations.backend import Backend
from app.api.operations.listing import (
    LINE_PATTERN,
    LONGEST_NAME,
    LabelCondition,
    LabelValue,
    Moment,
    cursor,
    limit,
    no_other_names,
    read_place,
    wanted_labels,
    written_place,
)
from app.api.wire.annotation import AnnotationList
from app.chronicle import Note
from app.slo import annotation as domain
from app.slo.kept import AnnotationFilter, AnnotationPlace

MOST_TEXT = 500
MOST_LABELS = 20

Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT, pattern=LINE_PATTERN)]
LabelName = Annotated[str, Field(max_length=LONGEST_NAME, pattern="^[a-zA-Z_][a-zA-Z0-9_]*$")]


class AnnotationNote(Question):
    """What happened."""

    kind: domain.AnnotationKind = Field(description="What it was.")
    text: Text = Field(description="What it was, for people, in one line: `1.42`.")
    start: Moment | None = Field(
        None, description="When it happened, or began; just now if left out."
    )
    end: Moment | None = Field(None, description="When it ended, if it lasted.")
    labels: dict[LabelName, LabelValue] = Field(
        default_factory=dict,
        max_length=MOST_LABELS,
        json_schema_extra=no_other_names,
        description=(
            "It belongs to the SLOs that have them all among `service`, labels and group; to "
            "every SLO if there are none."
        ),
    )


class AnnotationsQuestion(Question):
    """Which annotations to list, and how many."""

    start: Moment | None = Field(
        None,
        json_schema_extra=without_null,
        description="Only what happened, or was not over, at or after this time.",
    )
    end: Moment | None = Field(
        None, json_schema_extra=without_null, description="Only what began before this time."
    )
    slo: str | None = Field(
        None,
        json_schema_extra=without_null,
        description="Only what belongs to the SLO of this id.",
    )
    label: list[LabelCondition] = Field(
        default_factory=list,
        max_length=100,
        description="Only what has this label and value itself, as `label:value`.",
    )
    limit: int = limit("to answer with")
    cursor: str | None = cursor(r"^[0-9]{1,12}\.[0-9]{1,6}-[0-9a-f]{16}$")


async def list_annotations(
    backend: Backend, _asking: Asking, question: AnnotationsQuestion
) -> Answer:
    """List what was noted, the one that began last first, as long as it is kept."""
    labels = wanted_labels(question.label)
    wanted = AnnotationFilter(
        start=question.start,
        end=question.end,
        labels=labels or {},
        before=AnnotationPlace(*read_place(question.cursor)) if question.cursor else None,
    )
    found = await backend.chronicle.annotations(wanted, question.limit + 1, question.slo)
    page = () if labels is None else found[: question.limit]
    next_cursor = (
        written_place(page[-1].start, page[-1].id) if page and len(found) > len(page) else None
    )
    head = AnnotationList(annotations=[], next_cursor=next_cursor)
    return Answer(lambda: Listing(head, "annotations", map(annotation_view, page)), len(page))


async def add_annotation(backend: Backend, asking: Asking, note: AnnotationNote) -> Answer:
    """Note a deploy, an incident or anything else that explains what the figures do."""
    found = await backend.chronicle.annotate(
        Note(
            kind=note.kind,
            text=note.text,
            by=asking.writer,
            start=note.start,
            end=note.end,
            labels=note.labels,
            repeat_key=asking.repeat_key,
        )
    )
    asking.wrote("annotation", found.id)
    return answer(annotation_view(found))


async def get_annotation(backend: Backend, _asking: Asking, question: ById) -> Answer:
    """Show what was noted."""
    return answer(annotation_view(await backend.chronicle.annotation(question.id)))
