"""What operations that list something share: pages, conditions on labels, and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.operations.asking import without_null

LabelCondition = Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*:")]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


MOST_LISTED = 1000

_FAR = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def wanted_labels(conditions: Iterable[str]) -> dict[str, str] | None:
    """Read conditions written ``label:value``; ``None`` if a label had to have two values."""
    pairs = {(name, value) for name, _, value in (each.partition(":") for each in conditions)}
    labels = dict(pairs)
    return labels if len(labels) == len(pairs) else None


def _unix_seconds(value: object) -> object:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("must be an RFC 3339 time such as 2026-11-22T15:04:30Z")
    # As finely as times are shown, so that who sends back what was shown means the same.
    unix_seconds = round(datetime.fromisoformat(value.upper()).timestamp(), 3)
    if not 0 <= unix_seconds < _FAR:
        raise ValueError("must lie in the years from 1970 to 9998")
    return unix_seconds


Moment = Annotated[
    float,
    BeforeValidator(_unix_seconds),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A time as the contract writes it, read as Unix seconds."""

# No control characters or ends of lines, and nothing that turns the direction of writing.
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
LINE_PATTERN = rf"^[^\s{_CONTROL}][^{_CONTROL}]*$"

LONGEST_NAME = 100
LabelValue = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE_PATTERN)]


def no_other_names(schema: dict[str, Any]) -> None:
    """Document that names which do not match are refused, and not only left unchecked."""
    ((pattern, value),) = schema.pop("patternProperties").items()
    schema["additionalProperties"] = value
    schema["propertyNames"] = {"pattern": pattern, "maxLength": LONGEST_NAME}


def cursor(pattern: str | None = None, longest: int | None = None) -> Any:  # noqa: ANN401  # a field of any type, to the type checker
    """Describe the parameter for the next page."""
    return Field(
        None,
        json_schema_extra=without_null,
        max_length=longest,
        pattern=pattern,
        description="`next_cursor` of the page before.",
    )


def written_place(at: float, id_: str) -> str:
    """Write a place in a list that is ordered by time, and by id where times are equal."""
    return f"{at:.3f}-{id_}"


def read_place(cursor: str) -> tuple[float, str]:
    """Read the time and the id of a place, as ``written_place`` wrote it."""
    at, _, id_ = cursor.partition("-")
    return float(at), id_


def limit(of_what: str) -> Any:  # noqa: ANN401  # as above
    """Describe the parameter for the length of a page."""
    return Field(MOST_LISTED, ge=1, le=MOST_LISTED, description=f"The most {of_what}.")
