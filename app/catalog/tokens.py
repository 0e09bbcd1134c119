"""The words of PromQL, as far as a selector is made of them: names, strings, operators, signs.

Refuses to know which words may follow each other; see ``app/catalog/selector.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from app.catalog.wording import shown


class Kind(Enum):
    """What sort of word a token is; a sign is any character that begins no other sort."""

    NAME = auto()
    NUMBER = auto()
    STRING = auto()
    OPERATOR = auto()
    SIGN = auto()
    END = auto()


class Token(NamedTuple):
    """A word as it was written, what it stands for, and its first character, counted from 1."""

    kind: Kind
    text: str
    value: str
    start: int

    def __str__(self) -> str:
        """Describe the token and its place as messages do."""
        if self.kind is Kind.END:
            return f"the end of the text at character {self.start}"
        if self.kind is Kind.STRING:
            return f"the string {shown(self.text)} at character {self.start}"
        return f'"{shown(self.text)}" at character {self.start}'


_WORD = re.compile(
    r"""(?P<SPACE>[ \t\r\n]+)
      | (?P<NAME>[A-Za-z_:][A-Za-z0-9_:]*)
      | (?P<NUMBER>[0-9][0-9A-Za-z_.]*)
      | (?P<OPERATOR>=~|!~|[=!<>]=|[=<>])
      | (?P<STRING>["'`])
      | (?P<SIGN>.)""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = {'"': re.compile(r'[^"\\\n]+'), "'": re.compile(r"[^'\\\n]+")}
_ESCAPE = re.compile(
    r"""\\(?:(?P<simple>[abfnrtv\\"'])
      | (?P<octal>[0-7]{3})
      | x(?P<byte>[0-9A-Fa-f]{2})
      | u(?P<short>[0-9A-Fa-f]{4})
      | U(?P<long>[0-9A-Fa-f]{8}))""",
    re.VERBOSE,
)
_SIMPLE = dict(zip("abfnrtv\\\"'", b"\a\b\f\n\r\t\v\\\"'", strict=True))


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into its words; the last is always ``END``.

    Raises:
        ValueError: a string is not closed, or holds an escape that PromQL does not know.
    """
    at = 0
    while word := _WORD.match(text, at):
        kind, start, at = word.lastgroup, at, word.end()
        if kind == "STRING":
            value, at = _string(text, start)
            yield Token(Kind.STRING, text[start:at], value, start + 1)
        elif kind is not None and kind != "SPACE":
            yield Token(Kind[kind], word[0], word[0], start + 1)
    yield Token(Kind.END, "", "", len(text) + 1)


def _string(text: str, start: int) -> tuple[str, int]:
    """Read the string that opens at ``start``; return its value and where it ends."""
    quote = text[start]
    if quote == "`":
        end = text.find(quote, start + 1)
        if end < 0:
            raise _unclosed(quote, start)
        return text[start + 1 : end], end + 1
    content, end = _escaped(text, start)
    try:
        return content.decode(), end
    except UnicodeDecodeError:
        raise ValueError(
            f"found escapes in the string at character {start + 1} that do not make up UTF-8"
            " text; write the characters themselves"
        ) from None


def _escaped(text: str, start: int) -> tuple[bytes, int]:
    quote, content, at = text[start], bytearray(), start + 1
    while at < len(text) and text[at] not in (quote, "\n"):
        if plain := _PLAIN[quote].match(text, at):
            content += plain[0].encode()
            at = plain.end()
        else:
            piece, at = _escape(text, at, quote)
            content += piece
    if at >= len(text) or text[at] != quote:
        raise _unclosed(quote, start)
    return bytes(content), at + 1


def _escape(text: str, at: int, quote: str) -> tuple[bytes, int]:
    escape = _ESCAPE.match(text, at)
    if escape is None or escape["simple"] in ({'"', "'"} - {quote}):
        raise ValueError(
            f"found the escape {text[at : at + 2]} at character {at + 1}, which PromQL does not"
            r" know; a backslash itself is written \\, or put the value in `backticks`"
        )
    if escape["simple"]:
        return bytes([_SIMPLE[escape["simple"]]]), escape.end()
    return _numbered(escape, at), escape.end()


def _numbered(escape: re.Match[str], at: int) -> bytes:
    """Turn an octal or hexadecimal escape into a byte, or a code point into its UTF-8."""
    try:
        if escape["octal"]:
            return bytes([int(escape["octal"], 8)])
        if escape["byte"]:
            return bytes([int(escape["byte"], 16)])
        return chr(int(escape["short"] or escape["long"], 16)).encode()
    except (ValueError, OverflowError):  # no such byte, code point or half of a surrogate pair
        raise ValueError(
            f"found the escape {escape[0]} at character {at + 1}, which stands for no character;"
            " write the character itself"
        ) from None


def _unclosed(quote: str, start: int) -> ValueError:
    return ValueError(
        f"found a string that opens with {quote} at character {start + 1} and does not close on"
        f" the same line; end it with {quote}"
    )
