"""``/annotations``: what somebody noted, deploys and incidents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.aside import made
from app.api.audit import note_written
from app.api.caller import Writer
from app.api.kept_views import annotation_view
from app.api.rest.asking import (
    Kept,
    Nothing,
    Parameters,
    json_response,
    problems,
    without_null,
)
from app.api.rest.listing import LabelCondition, Moment, wanted_labels
from app.api.wire.annotation import Annotation, AnnotationList
from app.chronicle import Note
from app.slo import annotation as domain
from app.slo.kept import AnnotationFilter, AnnotationPlace

router = APIRouter(tags=["annotations"])

# No control characters or ends of lines, and nothing that turns the direction of writing.
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
LINE_PATTERN = rf"^[^\s{_CONTROL}][^{_CONTROL}]*$"

MOST_TEXT = 500
MOST_LABELS = 20

Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT, pattern=LINE_PATTERN)]
LONGEST_NAME = 100
LabelName = Annotated[str, Field(max_length=LONGEST_NAME, pattern="^[a-zA-Z_][a-zA-Z0-9_]*$")]
LabelValue = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE_PATTERN)]
RepeatKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=without_null,
        pattern="^[!-~]{1,200}$",
        description="What is noted again under the same key is noted once.",
    ),
]


def no_other_names(schema: dict[str, Any]) -> None:
    """Document that names which do not match are refused, and not only left unchecked."""
    ((pattern, value),) = schema.pop("patternProperties").items()
    schema["additionalProperties"] = value
    schema["propertyNames"] = {"pattern": pattern, "maxLength": LONGEST_NAME}


class AnnotationNote(BaseModel):
    """What happened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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


class AnnotationParameters(Parameters):
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
    limit: int = Field(1000, ge=1, le=1000, description="The most to answer with.")
    cursor: str | None = Field(
        None,
        json_schema_extra=without_null,
        pattern=r"^[0-9]{1,12}\.[0-9]{1,6}-[0-9a-f]{16}$",
        description="`next_cursor` of the page before.",
    )


@router.get(
    "/annotations",
    summary="List annotations",
    response_model=AnnotationList,
    responses=problems(404, 422, 503),
)
async def list_annotations(
    kept: Kept, parameters: Annotated[AnnotationParameters, Query()]
) -> Response:
    """List what was noted, the one that began last first, as long as it is kept."""
    labels = wanted_labels(parameters.label)
    wanted = AnnotationFilter(
        start=parameters.start,
        end=parameters.end,
        labels=labels or {},
        before=_place(parameters.cursor),
    )
    limit = parameters.limit
    found = await kept.annotations(wanted, limit + 1, parameters.slo)
    page = () if labels is None else found[:limit]
    next_cursor = _cursor(page[-1]) if page and len(found) > limit else None

    def make() -> Response:
        annotations = [annotation_view(each) for each in page]
        return json_response(AnnotationList(annotations=annotations, next_cursor=next_cursor))

    return await made(make, len(page))


@router.post(
    "/annotations",
    summary="Note what happened",
    status_code=201,
    response_model=Annotation,
    responses={
        201: {
            "description": "It is noted.",
            "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
        },
        **problems(422),
    },
)
async def add_annotation(
    kept: Kept,
    request: Request,
    writer: Writer,
    note: AnnotationNote,
    _parameters: Nothing,
    repeat_key: RepeatKey = None,
) -> Response:
    """Note a deploy, an incident or anything else that explains what the figures do."""
    found = await kept.annotate(
        Note(
            kind=note.kind,
            text=note.text,
            by=writer,
            start=note.start,
            end=note.end,
            labels=note.labels,
            repeat_key=repeat_key,
        )
    )
    note_written(request, "annotation", found.id)
    response = json_response(annotation_view(found), status=201)
    response.headers["Location"] = f"/annotations/{found.id}"
    return response


@router.get(
    "/annotations/{id}",
    summary="Show one annotation",
    response_model=Annotation,
    responses=problems(404, 422),
)
async def get_annotation(
    kept: Kept,
    annotation_id: Annotated[str, Path(alias="id", description="Id of the annotation.")],
    _parameters: Nothing,
) -> Response:
    """Show what was noted."""
    return json_response(annotation_view(await kept.annotation(annotation_id)))


def _cursor(last: domain.Annotation) -> str:
    return f"{last.start:.3f}-{last.id}"


def _place(cursor: str | None) -> AnnotationPlace | None:
    if cursor is None:
        return None
    start, _, annotation_id = cursor.partition("-")
    return AnnotationPlace(float(start), annotation_id)
