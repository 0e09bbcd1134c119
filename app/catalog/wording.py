"""How refusals show what was written and guess what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN_CHARACTERS = 60
"""A value that is longer than this is cut where a message shows it."""


def shown(value: object) -> str:
    """Show a value from a file as its author would recognise it, on one line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split())
    if len(text) > SHOWN_CHARACTERS:
        return text[:SHOWN_CHARACTERS] + "…"
    return text or "nothing"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the known word nearest to ``word``, or all of them if none is near."""
    words = list(known)
    near = difflib.get_close_matches(word[:SHOWN_CHARACTERS], words, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known are {', '.join(words)}"
