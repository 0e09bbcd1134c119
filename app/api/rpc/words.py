"""Words of enums: ``HEALTHY`` is ``STATE_HEALTHY`` in a message, and 0 is no word at all."""

from __future__ import annotations

import re
from functools import cache

from google.protobuf.descriptor import EnumDescriptor

UNSPECIFIED = "UNSPECIFIED"


def prefix_of(enum: EnumDescriptor) -> str:
    """Give what stands before each word of an enum: ``ALERT_STATE_`` for ``AlertState``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper() + "_"


@cache
def numbers_of(enum: EnumDescriptor) -> dict[str, int]:
    """Give the number of each word."""
    prefix = prefix_of(enum)
    numbers = {value.name.removeprefix(prefix): value.number for value in enum.values}
    return {word: number for word, number in numbers.items() if word != UNSPECIFIED}


def word_of(enum: EnumDescriptor, number: int) -> str:
    """Give the word of a number; empty if it has none."""
    words = {each: word for word, each in numbers_of(enum).items()}
    return words.get(number, "")
