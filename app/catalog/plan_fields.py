"""The values that fields of a plan take, each with its check and its JSON schema."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import PlainValidator, WithJsonSchema

from app.catalog.fields import DURATION_PATTERN, SLO_NAME, text_of
from app.catalog.quantity import parse_duration
from app.catalog.wording import shown

MOST_USERS = 10_000
LONGEST_WAIT_SECONDS, LONGEST_RUN_SECONDS, LONGEST_TIMEOUT_SECONDS = 86_400, 172_800, 600
MOST_CHARACTERS = 1000

SCRIPT_PATTERN = r"[a-z0-9][a-z0-9._-]{0,99}\.js"
_SCRIPT = re.compile(SCRIPT_PATTERN)
_ENV_NAME_PATTERN = "[A-Z_][A-Z0-9_]{0,99}"
_ENV_NAME = re.compile(_ENV_NAME_PATTERN)
_GROUP_ID = re.compile(rf"{SLO_NAME.pattern}(\.[0-9a-f]{{16}})?")
_URL = re.compile(r"[!-~]+")
_PORTS = range(1, 1 << 16)
_STATUSES = range(100, 600)
_MIN_LEVEL, _MAX_LEVEL = Decimal("0.5"), Decimal("0.9999")


def _script(value: object) -> str:
    text = text_of(value, "the name of a script")
    if _SCRIPT.fullmatch(text) is None:
        raise ValueError(
            "must be the name of a script in the configured folder, such as load.js: lower-case"
            f" letters, digits, -, _ and ., no path, got {shown(text)}"
        )
    return text


def _users(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_USERS:
        raise ValueError(f"must be a whole number from 1 to {MOST_USERS:,}, got {shown(value)}")
    return value


def _status(value: object) -> int:
    if type(value) is not int or value not in _STATUSES:
        raise ValueError(f"must be an HTTP status such as 204, got {shown(value)}")
    return value


def _level(value: object) -> float:
    is_number = isinstance(value, Decimal)
    if not is_number or not _MIN_LEVEL <= value <= _MAX_LEVEL:  # type: ignore[operator]  # a Decimal
        raise ValueError(f"must be from 0.5 to 0.9999, such as 0.95, got {shown(value)}")
    return float(value)  # type: ignore[arg-type]  # a Decimal


def _lasting(value: object, most_seconds: int, most: str) -> float:
    seconds = parse_duration(value)
    if not 1 <= seconds <= most_seconds:
        raise ValueError(f"must be from 1s to {most}, got {shown(value)}")
    return float(seconds)


def _waiting(value: object) -> float:
    return _lasting(value, LONGEST_WAIT_SECONDS, "24h")


def _limit(value: object) -> float:
    return _lasting(value, LONGEST_RUN_SECONDS, "48h")


def _timeout(value: object) -> float:
    return _lasting(value, LONGEST_TIMEOUT_SECONDS, "10m")


def _env_name(value: object) -> str:
    text = text_of(value, "the name of a variable")
    if _ENV_NAME.fullmatch(text) is None:
        raise ValueError(f"must be UPPER_CASE, such as BASE_URL, got {shown(text)}")
    return text


def _one_line(value: object) -> str:
    text = text_of(value, "text")
    if len(text) > MOST_CHARACTERS or not all(map(_is_visible_or_space, text)):
        raise ValueError(f"must be at most {MOST_CHARACTERS:,} characters in one line")
    return text


def _is_visible_or_space(character: str) -> bool:
    """Say so of any space within a line; Python prints none but the first."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _slo_name(value: object) -> str:
    text = text_of(value, "the name of an SLO")
    if _GROUP_ID.fullmatch(text) is None:
        raise ValueError(f"must be the name of an SLO, or the id of a group, got {shown(text)}")
    return text


def _url(value: object) -> str:
    text = text_of(value, "an http or https URL")
    if "@" in text.partition("?")[0]:
        raise ValueError("must not carry a user or password: everyone who sees the plan sees it")
    if not _is_plain_url(text):
        raise ValueError(
            "must be an http or https URL of printable ASCII without a fragment,"
            f" whose path has no . or .. in it, got {shown(text.partition('?')[0])}"
        )
    return text


def _is_plain_url(text: str) -> bool:
    """Say whether every reader takes a URL for the same: none of its parts is in doubt."""
    if _URL.fullmatch(text) is None or set('\\#<>"`{}|^') & {*text} or len(text) > MOST_CHARACTERS:
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    segments = unquote(parts.path).replace("\\", "/").split("/")
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and port in {None, *_PORTS}
        and not {".", ".."} & {*segments}
    )


Script = Annotated[
    str,
    PlainValidator(_script),
    WithJsonSchema({"type": "string", "pattern": f"^{SCRIPT_PATTERN}$"}),
]
Users = Annotated[
    int,
    PlainValidator(_users),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_USERS}),
]
Status = Annotated[
    int,
    PlainValidator(_status),
    WithJsonSchema({"type": "integer", "minimum": 100, "maximum": 599}),
]
Level = Annotated[
    float,
    PlainValidator(_level),
    WithJsonSchema({"type": "number", "minimum": 0.5, "maximum": 0.9999}),
]
_DURATION_SCHEMA = {"type": "string", "pattern": DURATION_PATTERN}
Waiting = Annotated[float, PlainValidator(_waiting), WithJsonSchema(_DURATION_SCHEMA)]
Limit = Annotated[float, PlainValidator(_limit), WithJsonSchema(_DURATION_SCHEMA)]
Timeout = Annotated[float, PlainValidator(_timeout), WithJsonSchema(_DURATION_SCHEMA)]
EnvName = Annotated[
    str,
    PlainValidator(_env_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_ENV_NAME_PATTERN}$"}),
]
OneLine = Annotated[
    str,
    PlainValidator(_one_line),
    WithJsonSchema({"type": "string", "maxLength": MOST_CHARACTERS}),
]
SloName = Annotated[
    str,
    PlainValidator(_slo_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_GROUP_ID.pattern}$"}),
]
Url = Annotated[
    str, PlainValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
