"""``/annotations``: what somebody noted, deploys and incidents."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from app.api.operations import annotating as operations
from app.api.operations.annotating import AnnotationNote, AnnotationsQuestion
from app.api.operations.asking import REPEAT_KEY_PATTERN, ById, without_null
from app.api.rest.asking import Asked, Nothing, Who, json_response, problems, respond
from app.api.wire.annotation import Annotation, AnnotationList

router = APIRouter(tags=["annotations"])

RepeatKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=without_null,
        pattern=REPEAT_KEY_PATTERN,
        description="What is noted again under the same key is noted once.",
    ),
]


@router.get(
    "/annotations",
    summary="List annotations",
    response_model=AnnotationList,
    responses=problems(404, 422, 503),
)
async def list_annotations(
    asked: Asked, who: Who, question: Annotated[AnnotationsQuestion, Query()]
) -> Response:
    """List what was noted, the one that began last first, as long as it is kept."""
    return await respond(await operations.list_annotations(asked, who, question))


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
    asked: Asked,
    who: Who,
    note: AnnotationNote,
    _parameters: Nothing,
    repeat_key: RepeatKey = None,
) -> Response:
    """Note a deploy, an incident or anything else that explains what the figures do."""
    answer = await operations.add_annotation(asked, replace(who, repeat_key=repeat_key), note)
    response = json_response(answer.make(), status=201)
    (noted,) = who.written
    response.headers["Location"] = f"/annotations/{noted.id}"
    return response


@router.get(
    "/annotations/{id}",
    summary="Show one annotation",
    response_model=Annotation,
    responses=problems(404, 422),
)
async def get_annotation(
    asked: Asked,
    who: Who,
    annotation_id: Annotated[str, Path(alias="id", description="Id of the annotation.")],
    _parameters: Nothing,
) -> Response:
    """Show what was noted."""
    return await respond(await operations.get_annotation(asked, who, ById(id=annotation_id)))
