"""The kinds of value that the contract is made of: instants, counts, ratios, open enums."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo


class View(BaseModel):
    """A frozen shape whose fields are described by the text below each."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


def known(*words: type[StrEnum]) -> FieldInfo:
    """Describe a string as an open enum: its known values are documented, more may come."""
    values = [word.name for kind in words for word in kind]

    def describe(schema: dict[str, Any]) -> None:
        schema["pattern"] = "^[A-Z][A-Z0-9_]*$"
        schema["x-known-values"] = values
        text = f"Known values: {', '.join(values)}."
        schema["description"] = f"{schema.get('description', '')} {text}".strip()

    field: FieldInfo = Field(json_schema_extra=describe)
    return field


# The bounds below stand in the schema only: an odd value is shown, and not turned into an error.

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""RFC 3339 in UTC, ending in Z; with milliseconds where it is no whole second."""

Count = Annotated[int | float, WithJsonSchema({"type": "number"})]
"""Events: written as an integer where it is whole, fractional where it was estimated."""

Ratio = Annotated[float, Field(json_schema_extra={"minimum": 0, "maximum": 1})]
"""A share, 0 to 1."""

Seconds = Annotated[float, Field(json_schema_extra={"minimum": 0})]
"""A duration."""

WholeSeconds = Annotated[int, Field(json_schema_extra={"minimum": 1})]
"""The length of a window."""
