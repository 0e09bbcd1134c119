"""Asks a running service for its verdict on a run, with the command line that users have."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "slo-monitor")
FAIL, UNREACHABLE, USAGE, INCONCLUSIVE, PASS = 1, 4, 2, 3, 0
WORST_FIRST = (FAIL, UNREACHABLE, USAGE, INCONCLUSIVE, PASS)
"""Exit codes of the command in the order in which one hides another."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the service at ``url``: these SLOs, over this range, with these labels."""

    url: str
    title: str
    slos: Sequence[str]
    start: str
    end: str
    settle: str
    min_events: int
    match: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> Sequence[str]:
        """The command with its options."""
        options = [
            ("--url", self.url),
            *(("--slo", name) for name in self.slos),
            *(("--match", f"{name}={value}") for name, value in self.match.items()),
            ("--start", self.start),
            ("--end", self.end),
            ("--settle", self.settle),
            ("--min-events", str(self.min_events)),
            ("--format", "text"),
        ]
        return [COMMAND, "check", *(word for option in options for word in option)]


def ask(question: Question, say: Callable[[str], None]) -> int:
    """Print the verdict and its exit code, and return that; a code we do not know is no pass."""
    say(f"\n{question.title}, {question.start} to {question.end}:")
    code = subprocess.run(question.command, check=False, stdin=subprocess.DEVNULL).returncode
    say(f"exit code {code}")
    return code if code in WORST_FIRST else INCONCLUSIVE
