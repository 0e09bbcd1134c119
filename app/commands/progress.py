"""Progress on one line of a terminal; where there is none, a line for each piece of news."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.cells import set_cell_size

from app.commands.console import err

_BEGIN_AND_CLEAR = "\r\x1b[K"


@contextmanager
def line_of_progress() -> Iterator[Callable[[str], None]]:
    """Give what shows a line in the place of the one before; at the end the line is gone."""
    if not err.is_terminal or err.is_dumb_terminal:
        yield lambda line: err.print(line, markup=False, highlight=False)
        return

    def show(line: str) -> None:
        fitting = set_cell_size(line, err.width - 1).rstrip()  # a line that wraps cannot be cleared
        err.file.write(f"{_BEGIN_AND_CLEAR}{fitting}")
        err.file.flush()

    try:
        yield show
    finally:
        show("")
