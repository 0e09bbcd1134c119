"""``/definitions``: what files of definitions may hold, and what is wrong with proposed ones."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from app.api.operations import definitions
from app.api.operations.asking import Made, NoQuestion
from app.api.rest.asking import Asked, Nothing, Who, problems, respond
from app.api.wire.validation import JsonSchema, Validation, ValidationQuestion

router = APIRouter(tags=["definitions"])

SCHEMA_MEDIA_TYPE = "application/schema+json"
_SCHEMA: dict[str, Any] = {
    "description": "The JSON schema (draft 2020-12) of a definition file.",
    "content": {SCHEMA_MEDIA_TYPE: {"schema": {"type": "object"}}},
}


@router.post(
    "/definitions/validate",
    summary="Examine definition files",
    response_model=Validation,
    responses=problems(422, 503),
)
async def validate_definitions(
    asked: Asked, who: Who, _parameters: Nothing, question: ValidationQuestion
) -> Response:
    """Say what would become of definition files, without using them; nothing is stored or read.

    They are taken as the whole catalog: those in force are not looked at. What only Prometheus
    can tell is not found out here.
    """
    return await respond(await definitions.validate_definitions(asked, who, question))


@router.get(
    "/definitions/schema",
    summary="Give the schema of a definition file",
    response_class=Response,
    responses={**problems(422), 200: _SCHEMA},
)
async def definition_schema(asked: Asked, who: Who, _parameters: Nothing) -> Response:
    """Give the JSON schema of a definition file, for editors to complete and explain fields."""
    found = await definitions.definition_schema(asked, who, NoQuestion())
    return await found.written(_schema_response)


def _schema_response(made: Made) -> Response:
    assert isinstance(made, JsonSchema)  # noqa: S101  # the operation gives nothing else
    return Response(
        made.json_schema,
        headers={"Cache-Control": "no-store"},
        media_type=SCHEMA_MEDIA_TYPE,
    )
