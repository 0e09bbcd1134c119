"""What every part of a definition file has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """What every part of a file has in common: no unknown fields, no conversions, no changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def _require_exactly_one(self, *names: str) -> None:
        """Count fields that were written, whatever their value."""
        given = [name for name in names if name in self.model_fields_set]
        if len(given) != 1:
            got = " and ".join(given) or "neither"
            raise ValueError(f"must have exactly one of {' and '.join(names)}, got {got}")
