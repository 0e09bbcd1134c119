"""The values that fields of a definition take, each with its check and its JSON schema.

Checks raise ``ValueError`` with a predicate ("must be …") that follows the name of the field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from app.catalog.quantity import (
    WRITTEN_DURATION,
    WRITTEN_NUMBER,
    parse_duration,
    parse_objective,
    parse_ratio,
)
from app.catalog.selector import is_label_name, is_metric_name, parse_matchers, parse_selector
from app.catalog.wording import shown
from app.slo.definition import Matcher, RollingPeriod, Selector
from app.slo.tier import TIERS

SLO_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
"""A label as RFC 1123 defines it: what a host name consists of, at most 63 characters."""

TIER_NAMES = tuple(tier.name for tier in TIERS)
LABEL_NAME_PATTERN = "^(?!__)[A-Za-z_][A-Za-z0-9_]*$"

_HOUR_SECONDS, _DAY_SECONDS = 3600, 86400
_MIN_PERIOD_SECONDS, _MAX_PERIOD_SECONDS = _HOUR_SECONDS, 366 * _DAY_SECONDS
DURATION_PATTERN = rf"^\s*(?=[0-9]){WRITTEN_DURATION.pattern}\s*$"
NUMBER_PATTERN = rf"^\s*{WRITTEN_NUMBER.pattern}\s*$"
"""The texts that the parsers take, as a JSON schema says it."""


def text_schema(*examples: str, **rules: object) -> WithJsonSchema:
    """Describe text to editors."""
    return WithJsonSchema({"type": "string", **rules, **_shown(examples)})


def share_schema(*examples: str | float, **bounds: float) -> WithJsonSchema:
    """Describe a share to editors: text such as 25%, or a number within bounds."""
    either = [{"type": "string", "pattern": NUMBER_PATTERN}, {"type": "number", **bounds}]
    return WithJsonSchema({"anyOf": either, **_shown(examples)})


def _shown(examples: Sequence[object]) -> dict[str, object]:
    return {"examples": list(examples)} if examples else {}


class NotText(ValueError):
    """Something else stands where text belongs; quoting it may be all that is needed."""


def text_of(value: object, right: str) -> str:
    """Take text only; a mapping is what an unquoted ``{…}`` becomes."""
    if isinstance(value, str):
        return value
    hint = '; a value that begins with "{" must be quoted' if isinstance(value, dict) else ""
    raise NotText(f"must be {right}, got {shown(value)}{hint}")


def _version(value: object) -> int:
    if type(value) is not int or value != 1:
        raise ValueError(f"must be the number 1, got {shown(value)}")
    return value


def _service(value: object) -> str:
    text = text_of(value, "text")
    if not text.strip():
        raise ValueError("must not be empty; name the service that the promise is about")
    return text


def name_of(value: object) -> str:
    """Take a label as RFC 1123 defines it."""
    text = text_of(value, "text")
    if SLO_NAME.fullmatch(text) is None:
        raise ValueError(
            "must be 1 to 63 lower-case letters, digits and -, with a letter or digit at both"
            f" ends, got {shown(text)}"
        )
    return text


def _label_name(value: object) -> str:
    text = text_of(value, "a label's name")
    if not is_label_name(text) or text.startswith("__"):
        raise ValueError(
            "must be a label's name: letters, digits and _, not beginning with a digit or __,"
            f" got {shown(text)}"
        )
    return text


def _group_label(value: object) -> str:
    if value == "le":
        raise ValueError("must not be le, the bounds of a histogram; leave it away")
    return _label_name(value)


def _each_once(labels: list[str]) -> list[str]:
    """Check a list after its labels were checked."""
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            raise ValueError(f"must list each label once, got {label} twice; remove one of them")
        seen.add(label)
    return labels


def _histogram(value: object) -> str:
    text = text_of(value, "a histogram's name")
    if text.endswith("_bucket"):
        family = text.removesuffix("_bucket")
        raise ValueError(
            f"must be the name of the histogram without _bucket: {shown(family)}, got {shown(text)}"
        )
    if not is_metric_name(text):
        raise ValueError(
            "must be a histogram's name alone, such as http_request_duration_seconds (matchers"
            f" go into match), got {shown(text)}"
        )
    return text


def _match(value: object) -> tuple[Matcher, ...]:
    matchers = parse_matchers(text_of(value, 'matchers such as service="checkout"'))
    if any(matcher.label == "le" for matcher in matchers):
        raise ValueError("must not match le: the bound is chosen by threshold; remove that matcher")
    return matchers


def _selector(value: object) -> Selector:
    return parse_selector(text_of(value, 'a selector such as http_requests_total{code=~"5.."}'))


def _threshold(value: object) -> float:
    seconds = parse_duration(value)
    if seconds <= 0:
        raise ValueError(f"must be longer than nothing, such as 300ms, got {shown(value)}")
    return float(seconds)


def _rolling(value: object) -> RollingPeriod:
    seconds = parse_duration(value)
    if not _MIN_PERIOD_SECONDS <= seconds <= _MAX_PERIOD_SECONDS:
        raise ValueError(f"must be from 1h to 366d, got {shown(value)}")
    if seconds != int(seconds):
        raise ValueError(f"must be a whole number of seconds, got {shown(value)}")
    return RollingPeriod(int(seconds))


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def _timezone(value: object) -> str:
    text = text_of(value, "an IANA time zone such as Europe/Berlin")
    if text not in _timezones():
        raise ValueError(f"must be an IANA time zone such as Europe/Berlin, got {shown(text)}")
    return text


def _tier(value: object) -> str:
    text = text_of(value, "the name of a tier")
    if text not in TIER_NAMES:
        raise ValueError(f"must be one of {', '.join(TIER_NAMES)}, got {shown(text)}")
    return text


def _min_events(value: object) -> float:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0:
        return float(value)
    raise ValueError(f"must be a number of events, 0 or more, got {shown(value)}")


def _runbook(value: object) -> str:
    text = text_of(value, "an http or https URL")
    wrong = ValueError(f"must be an http or https URL without spaces, got {shown(text)}")
    try:
        url = urlsplit(text)
    except ValueError:  # brackets that are no IPv6 address
        raise wrong from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise wrong
    if " " in text or not text.isprintable():
        raise wrong
    if "@" in url.netloc:
        raise ValueError("must not carry a user or password: everyone who sees the SLO sees it")
    return text


Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})]
Service = Annotated[str, PlainValidator(_service), text_schema("checkout", pattern=r"\S")]
Name = Annotated[
    str, PlainValidator(name_of), text_schema("checkout-latency", pattern=f"^{SLO_NAME.pattern}$")
]
LabelName = Annotated[str, PlainValidator(_label_name), text_schema(pattern=LABEL_NAME_PATTERN)]
GroupLabel = Annotated[
    str,
    PlainValidator(_group_label),
    text_schema("route", pattern=LABEL_NAME_PATTERN, **{"not": {"const": "le"}}),
]
GroupBy = Annotated[list[GroupLabel], AfterValidator(_each_once)]
Objective = Annotated[
    Decimal,
    PlainValidator(parse_objective),
    share_schema("99.9%", "95%", 0.999, exclusiveMinimum=0, exclusiveMaximum=1),
]
Ratio = Annotated[float, PlainValidator(parse_ratio), share_schema("25%", minimum=0, maximum=1)]
Histogram = Annotated[
    str,
    PlainValidator(_histogram),
    text_schema(
        "http_request_duration_seconds",
        pattern="^[A-Za-z_:][A-Za-z0-9_:]*$",
        **{"not": {"pattern": "_bucket$"}},
    ),
]
Matchers = Annotated[tuple[Matcher, ...], PlainValidator(_match), text_schema('service="checkout"')]
PlainSelector = Annotated[
    Selector,
    PlainValidator(_selector),
    text_schema('http_requests_total{service="checkout",code=~"5.."}', minLength=1),
]
Threshold = Annotated[
    float, PlainValidator(_threshold), text_schema("300ms", pattern=DURATION_PATTERN)
]
Rolling = Annotated[
    RollingPeriod, PlainValidator(_rolling), text_schema("30d", pattern=DURATION_PATTERN)
]
Timezone = Annotated[str, PlainValidator(_timezone), text_schema("Europe/Berlin", "UTC")]
TierName = Annotated[str, PlainValidator(_tier), text_schema(enum=list(TIER_NAMES))]
MinEvents = Annotated[
    float, PlainValidator(_min_events), WithJsonSchema({"type": "number", "minimum": 0})
]
Runbook = Annotated[
    str,
    PlainValidator(_runbook),
    text_schema("https://runbooks.example/checkout", pattern="^[Hh][Tt][Tt][Pp][Ss]?://[^ ]+$"),
]
