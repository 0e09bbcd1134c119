"""Other people's words, made harmless: on one line, without what steers a terminal or a runner."""

from __future__ import annotations

import re

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, those that turn the direction of writing, and what no encoding can write."""

_COMMAND = re.compile(r"^:(?=:)|##(?=\[)")
"""Begins a command of a workflow runner: the one at the begin of a line, the other anywhere."""


def one_line(text: str) -> str:
    """Write text on one line, with what could steer whoever shows it spelled out."""
    plain = _STEERING.sub(_spelled, " ".join(text.split()))
    return _COMMAND.sub(r"\g<0> ", plain)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004  # one byte
