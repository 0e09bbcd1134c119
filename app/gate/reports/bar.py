"""A small bar: the bad events against those that are allowed, the limit always at one place."""

from __future__ import annotations

from dataclasses import dataclass

CELLS_TO_LIMIT = 10
CELLS_BEYOND = 5
_SLACK = 1e-6  # what a half loses as a float is no part of a cell
WIDTH = CELLS_TO_LIMIT + 1 + CELLS_BEYOND


@dataclass(frozen=True, slots=True)
class Signs:
    """What a bar is drawn with; ``parts`` are the fillings of a cell, the last one full."""

    parts: tuple[str, ...]
    empty: str
    limit: str
    off: str


BLOCKS = Signs(("▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"), "·", "│", "►")
PLAIN = Signs(("#",), ".", "|", ">")
"""For a terminal whose encoding has no blocks."""


def bar(spent_ratio: float | None, signs: Signs = BLOCKS) -> str:
    """Draw bad events ÷ allowed bad events; blank if it is not known.

    Anything above nothing shows, and anything above the limit stands beyond it.
    """
    if spent_ratio is None:
        return " " * WIDTH
    within = _filled(min(spent_ratio, 1.0), CELLS_TO_LIMIT, signs)
    beyond = _filled(spent_ratio - 1, CELLS_BEYOND, signs)
    return f"{within}{signs.limit}{beyond}"


def _filled(share: float, cells: int, signs: Signs) -> str:
    """Fill cells of which ``CELLS_TO_LIMIT`` are a whole; an arrow ends what does not fit."""
    finest = len(signs.parts)
    if share > cells / CELLS_TO_LIMIT:
        return signs.parts[-1] * (cells - 1) + signs.off
    units = max(int(share * CELLS_TO_LIMIT * finest + _SLACK), 1) if share > 0 else 0
    full, rest = divmod(units, finest)
    drawn = signs.parts[-1] * full + (signs.parts[rest - 1] if rest else "")
    return drawn + signs.empty * (cells - len(drawn))
