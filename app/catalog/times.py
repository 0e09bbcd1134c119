"""The values that fields of an exclusion take, each with its check and its JSON schema."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import PlainValidator

from app.catalog.fields import DURATION_PATTERN, text_of, text_schema
from app.catalog.quantity import parse_duration
from app.catalog.recurrence import parse_rule
from app.catalog.wording import shown

MAX_REASON_CHARACTERS = 500
"""Of the reason of an exclusion."""

_SHORTEST_SECONDS, _LONGEST_SECONDS = 60, 31 * 86_400
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def _moment(value: object) -> datetime:
    """Read a time; one without an offset is meant by the clocks of a time zone given elsewhere."""
    right = "a time such as 2026-11-27T03:00:00Z"
    text = text_of(value, right)
    if _MOMENT.fullmatch(text) is None:
        raise ValueError(f"must be {right}, got {shown(text)}")
    try:
        return datetime.fromisoformat(text.upper().replace(" ", "T"))
    except ValueError:
        raise ValueError(f"must be {right}, got {shown(text)}") from None


def _lasting(value: object) -> int:
    seconds = parse_duration(value)
    if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS or seconds != int(seconds):
        raise ValueError(f"must be whole seconds from 1m to 31d, got {shown(value)}")
    return int(seconds)


def _rule(value: object) -> str:
    return parse_rule(text_of(value, "an RRULE such as FREQ=WEEKLY;BYDAY=SU"))


def _reason(value: object) -> str:
    text = text_of(value, "text")
    if not text.strip() or len(text) > MAX_REASON_CHARACTERS:
        raise ValueError(f"must be 1 to {MAX_REASON_CHARACTERS} characters that say why")
    return text


Moment = Annotated[
    datetime,
    PlainValidator(_moment),
    text_schema("2026-11-27T03:00:00Z", pattern=f"^{_MOMENT.pattern}$"),
]
Lasting = Annotated[int, PlainValidator(_lasting), text_schema("2h", pattern=DURATION_PATTERN)]
Rule = Annotated[str, PlainValidator(_rule), text_schema("FREQ=WEEKLY;BYDAY=SU", minLength=1)]
Why = Annotated[
    str, PlainValidator(_reason), text_schema(pattern=r"\S", maxLength=MAX_REASON_CHARACTERS)
]
