"""The values that fields about alerts take; see ``app/catalog/fields.py``."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from app.catalog.fields import DURATION_PATTERN, SLO_NAME, name_of, share_schema, text_schema
from app.catalog.quantity import parse_duration, parse_ratio
from app.catalog.wording import shown
from app.slo.tier import CONDITIONS, Severity

_MIN_WINDOW_SECONDS, _MAX_SECONDS = 60, 366 * 86_400
_SEVERITIES = {severity.lower(): severity for severity in Severity}


def _written_tier(value: object) -> str:
    text = name_of(value)
    if text in CONDITIONS:
        raise ValueError(f"must not be {shown(text)}, which names an alert of another kind")
    return text


def _share(value: object) -> float:
    ratio = parse_ratio(value)
    if not 0 < ratio < 1:
        raise ValueError(f"must lie between 0% and 100%, such as 25%, got {shown(value)}")
    return ratio


def _window(value: object) -> int:
    return _whole_seconds(value, _MIN_WINDOW_SECONDS, "1m")


def _hold(value: object) -> int:
    return _whole_seconds(value, 0, "0s")


def _whole_seconds(value: object, least: int, written: str) -> int:
    seconds = parse_duration(value)
    if not least <= seconds <= _MAX_SECONDS or seconds != int(seconds):
        raise ValueError(f"must be whole seconds from {written} to 366d, got {shown(value)}")
    return int(seconds)


def _severity(value: object) -> Severity:
    severity = _SEVERITIES.get(value) if isinstance(value, str) else None
    if severity is None:
        raise ValueError(f"must be {' or '.join(_SEVERITIES)}, got {shown(value)}")
    return severity


WrittenTierName = Annotated[
    str,
    PlainValidator(_written_tier),
    text_schema(pattern=f"^{SLO_NAME.pattern}$", **{"not": {"enum": list(CONDITIONS)}}),
]
Share = Annotated[
    float, PlainValidator(_share), share_schema("2%", exclusiveMinimum=0, exclusiveMaximum=1)
]
WrittenWindow = Annotated[int, PlainValidator(_window), text_schema("1h", pattern=DURATION_PATTERN)]
Hold = Annotated[int, PlainValidator(_hold), text_schema("5m", pattern=DURATION_PATTERN)]
WrittenSeverity = Annotated[
    Severity, PlainValidator(_severity), text_schema(enum=list(_SEVERITIES))
]
