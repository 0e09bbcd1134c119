"""Progress takes one line of a terminal, and a line for each piece of news elsewhere."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from app.commands import progress
from app.commands.progress import line_of_progress


class Terminal(io.StringIO):
    """Says that somebody looks at it."""

    def isatty(self) -> bool:
        return True


def told(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *lines: str) -> str:
    console = Console(file=stream, width=20, force_terminal=None, soft_wrap=True)
    monkeypatch.setattr(progress, "err", console)
    with line_of_progress() as show:
        for line in lines:
            show(line)
    return stream.getvalue()


def test_on_a_terminal_a_line_takes_the_place_of_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = told(monkeypatch, Terminal(), "one", "two " * 10)
    assert shown == f"\r\x1b[Kone\r\x1b[K{('two ' * 10)[:19]}\r\x1b[K"


def test_elsewhere_every_line_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = told(monkeypatch, io.StringIO(), "10 s of 5 min  [a] 93.00% (target 95.00%)", "two")
    assert shown == "10 s of 5 min  [a] 93.00% (target 95.00%)\ntwo\n"
