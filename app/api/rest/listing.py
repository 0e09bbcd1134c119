"""What endpoints that list something share: conditions on labels, and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

LabelCondition = Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*:")]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


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
