"""JSON schemas, cut to what matters: the fields that are shown, without words that only repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.api.mcp.brief import Fields

_NAMES_OF_FIELDS = frozenset({"properties", "$defs"})
"""Where the keys of a schema are names, and no words of the schema language."""


def shown_part(schema: dict[str, Any], shown: Fields, types: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the fields that are shown alone, with their types in place."""
    if "$ref" in schema:
        return shown_part(types[schema["$ref"].rpartition("/")[2]], shown, types)
    told = {name: held for name, held in schema.items() if name != "$defs"}
    if "properties" in schema:
        told["properties"] = {
            name: shown_part(held, shown.get(name, {}), types)
            for name, held in schema["properties"].items()
            if not shown or name in shown
        }
    if isinstance(schema.get("items"), dict):
        told["items"] = shown_part(schema["items"], shown, types)
    for word in {"anyOf", "oneOf"} & schema.keys():
        told[word] = [shown_part(each, shown, types) for each in schema[word]]
    return told


def without(schema: Any, *words: str, names: bool = False) -> Any:  # noqa: ANN401  # JSON
    """Leave words of the schema language out, which are not the fields of that name."""
    if isinstance(schema, list):
        return [without(each, *words) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: held
        if name == "examples" and not names  # they are no schemas
        else without(held, *words, names=not names and name in _NAMES_OF_FIELDS)
        for name, held in schema.items()
        if names or name not in words
    }
