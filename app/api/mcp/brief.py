"""Keeps what an agent is told short: chosen fields, as many items as fit, and what was left out.

Refuses to change a value: a field stands as the view has it, or it does not stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import orjson

MOST_TOKENS = 2000
"""A tool's answer stays below, unless the agent asks for more."""

BYTES_PER_TOKEN = 3
"""How tokens are estimated. English has more than four bytes to a token, JSON full of figures and
ids about three, in the tokenizers of today; so the estimate errs on the side of too many."""

SAID_BYTES = 500
"""So much is kept free for the sentence before the answer."""

ROOM_BYTES = (MOST_TOKENS * BYTES_PER_TOKEN - SAID_BYTES) // 2
"""What an answer may take, since it is sent twice: as a structure, and as text for the agents
that are shown nothing else."""

LEFT_OUT = "left_out"
"""The one field that is ours and not the view's."""

Fields: TypeAlias = Mapping[str, "Fields"]
"""Which fields are shown, and of those that hold others, which; ``{}``: everything."""


def fields(names: str, **within: Fields) -> Fields:
    """Choose fields by their names, and fields within others by keyword, in the view's order."""
    return {name: within.get(name, {}) for name in [*names.split(), *within]}


def chosen(value: Any, shown: Fields) -> Any:  # noqa: ANN401  # JSON
    """Keep the fields that are shown; in lists, of each item."""
    if isinstance(value, list):
        return [chosen(each, shown) for each in value]
    if not shown or not isinstance(value, dict):
        return value
    return {name: chosen(held, shown[name]) for name, held in value.items() if name in shown}


def written_bytes(value: object) -> int:
    """Say how long a value is in JSON: as a structure and as text on average, in UTF-8."""
    return _bytes_twice(value) // 2


def _bytes_twice(value: object) -> int:
    """Say how long a value is as a structure and as text together."""
    text = orjson.dumps(value)
    # Within a text, each quotation mark and each backslash has another backslash before it.
    return 2 * len(text) + text.count(b'"') + text.count(b"\\")


def tokens_of(value: object) -> int:
    """Estimate what a value costs who reads it as JSON."""
    return -(-len(orjson.dumps(value)) // BYTES_PER_TOKEN)


def how_many_fit(items: Sequence[object], room_bytes: int) -> int:
    """Count the first items that have room, at least one."""
    left = 2 * room_bytes
    for number, item in enumerate(items):
        left -= _bytes_twice(item) + 2  # and a comma
        if left < 0:
            return max(number, 1)
    return len(items)


def room_for(document: Mapping[str, Any], listed: str) -> int:
    """Say how much room there is for a list beside the rest of a document."""
    return ROOM_BYTES - written_bytes({**document, listed: []})


def shorten(
    document: dict[str, Any], listed: str | None, kept: frozenset[str], room_bytes: int
) -> list[str]:
    """Take the largest fields out of a document until it has room, and say which.

    Fields of the document itself and of the items of the list go; those that are kept never do.
    """
    left_out: list[str] = []
    while written_bytes(document) > room_bytes - sum(len(name) + 3 for name in left_out):
        found = max(_removable(document, listed, kept), key=lambda each: each[0], default=None)
        if found is None:
            break
        _, holder, name, place = found
        del holder[name]
        left_out.append(place)
    return left_out


def _removable(
    document: dict[str, Any], listed: str | None, kept: frozenset[str]
) -> Iterator[tuple[int, dict[str, Any], str, str]]:
    for name, value in document.items():
        if name != listed and name not in kept:
            yield written_bytes(value), document, name, name
    for number, item in enumerate(() if listed is None else document.get(listed, ())):
        for name, value in item.items() if isinstance(item, dict) else ():
            if name not in kept:
                yield written_bytes(value), item, name, f"{listed}[{number}].{name}"
