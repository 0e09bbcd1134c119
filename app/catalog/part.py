"""What every part of a definition file has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


def _alternatives(schema: dict[str, Any], part: type[Part]) -> None:
    if part.exactly_one_of:
        schema["oneOf"] = [{"required": [name]} for name in part.exactly_one_of]


class Part(BaseModel):
    """No unknown fields, no conversions, no changes."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, json_schema_extra=_alternatives
    )

    exactly_one_of: ClassVar[tuple[str, ...]] = ()
    """Fields of which one is to be written, and no other; the schema says so too."""

    def _require_exactly_one(self, *names: str) -> None:
        """Count fields that were written, whatever their value."""
        given = [name for name in names if name in self.model_fields_set]
        if len(given) != 1:
            got = " and ".join(given) or "neither"
            raise ValueError(f"must have exactly one of {' and '.join(names)}, got {got}")
