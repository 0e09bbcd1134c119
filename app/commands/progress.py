"""Progress on one line of a terminal; where there is none, a line for each piece of news."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.commands.console import err

_BEGIN_AND_CLEAR = "\r\x1b[K"


@contextmanager
def line_of_progress() -> Iterator[Callable[[str], None]]:
    """Give what shows a line in the place of the one before; at the end the line is gone."""
    if not err.is_terminal:
        yield lambda line: err.print(line, markup=False, highlight=False)
        return

    def show(line: str) -> None:
        sys.stderr.write(f"{_BEGIN_AND_CLEAR}{line[: err.width - 1]}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_BEGIN_AND_CLEAR)
        sys.stderr.flush()
