"""The JSON schema of a definition file, for editors: what they complete, and show on hover.

It is made from the models that files are read with, so that the two say the same. What the schema
lets through the loader may still refuse (a name that is used twice, a period that is too long);
what the loader takes the schema never refuses.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from app.catalog.document import Document

SCHEMA_ID = "urn:slo-monitor:definition:1"
"""Names the format; version 1 of it only gains fields."""

EXAMPLE: dict[str, Any] = {
    "version": 1,
    "service": "checkout",
    "labels": {"team": "payments"},
    "slos": [
        {
            "name": "checkout-latency",
            "description": "Checkout answers within 300 ms.",
            "objective": "95%",
            "period": "30d",
            "indicator": {
                "latency": {
                    "histogram": "http_request_duration_seconds",
                    "match": 'service="checkout"',
                    "threshold": "300ms",
                }
            },
        }
    ],
}
"""A whole file, as an editor may offer it for an empty one."""


@cache
def definition_schema() -> dict[str, Any]:
    """Give the JSON schema (draft 2020-12) of a definition file; it is not to be changed."""
    return {
        "$schema": _Schema.schema_dialect,
        "$id": SCHEMA_ID,
        **Document.model_json_schema(schema_generator=_Schema),
        "title": "SLO Monitor definitions",
        "examples": [EXAMPLE],
    }


@cache
def schema_text() -> str:
    """Write the schema as JSON."""
    return json.dumps(definition_schema(), ensure_ascii=False)


class _Schema(GenerateJsonSchema):
    """Says of the models what a file may hold: a field that is there has a value."""

    def generate(
        self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation"
    ) -> JsonSchemaValue:
        """Leave out the names of our classes, which mean nothing to who writes a file."""
        document = super().generate(schema, mode)
        for part in document["$defs"].values():
            del part["title"]
        return document

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # as inherited
        """Have no titles: they only repeat the names of fields."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: what is not given is not written."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Tell a default that somebody could write; a whole part and null are none."""
        default = schema.get("default")
        if default is None or isinstance(default, BaseModel):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Refuse names that the pattern of names does not have."""
        found = super().dict_schema(schema)
        return {**found, "additionalProperties": False} if "patternProperties" in found else found
