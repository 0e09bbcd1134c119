"""Other people's words, made harmless: on one line, without what steers a terminal or a runner."""

from __future__ import annotations

import re

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, those that turn the direction of writing, and what no encoding can write."""

_OLD_COMMAND = re.compile(r"##(?=\[)")
"""Begins a command of a workflow runner anywhere in a line."""


def one_line(text: str) -> str:
    """Write text on one line, with what could steer whoever shows it spelled out."""
    return _OLD_COMMAND.sub("## ", _STEERING.sub(_spelled, " ".join(text.split())))


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004  # one byte
