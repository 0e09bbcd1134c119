"""What a command measured: its own words, and where, when and on what it ran. ``Record``.

A record is a file that is committed; whatever is published is read from one. Refuses to know which
commands there are and what their words mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.report.markdown import Table, tables

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "docs/record"


@dataclass(frozen=True, slots=True)
class Record:
    """One run of one command.

    ``began`` is RFC 3339 in UTC; ``commit`` names what was measured, and ``is_modified`` says
    whether files differed from it; ``output`` is what the command printed, whole.
    """

    part: str
    command: str
    began: str
    seconds: float
    commit: str
    is_modified: bool
    machine: str
    exit_code: int
    output: str

    @property
    def source(self) -> str:
        """Say in a line what measured it, when, which commit, and on what."""
        return f"`{self.command}`, {self.began[:10]}, commit {self.commit}, {self.machine}."

    def table(self, heading: str) -> Table:
        """Give the table whose first column has this heading.

        Raises:
            LookupError: there is none.
        """
        for table in tables(self.output):
            if next(iter(table[0])) == heading:
                return table
        raise LookupError(f"the record of {self.part} has no table of {heading}")

    def row(self, what: str) -> Mapping[str, str]:
        """Give the row of the bench's table that measured this.

        Raises:
            LookupError: there is none.
        """
        for row in self.table("section"):
            if row["what"] == what:
                return row
        raise LookupError(f"the record of {self.part} has no {what!r}")

    def what(self, begin: str) -> str:
        """Say of which row the name begins so.

        Raises:
            LookupError: of none.
        """
        for row in self.table("section"):
            if row["what"].startswith(begin):
                return row["what"]
        raise LookupError(f"the record of {self.part} has nothing that begins with {begin!r}")

    def sentence(self, word: str) -> str:
        """Give the first line of the output with this word.

        Raises:
            LookupError: there is none.
        """
        for line in self.output.splitlines():
            if word in line and not line.startswith("|"):
                return line.strip()
        raise LookupError(f"the record of {self.part} says nothing with {word!r}")


def path_of(part: str, folder: Path = RECORDS) -> Path:
    """Where the record of a part is."""
    return folder / f"{part}.json"


def save(record: Record, folder: Path = RECORDS) -> None:
    """Write a record over the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    path_of(record.part, folder).write_text(f"{text}\n")


def load(part: str, folder: Path = RECORDS) -> Record | None:
    """Read the record of a part; None if it was not measured."""
    file = path_of(part, folder)
    return Record(**json.loads(file.read_text())) if file.exists() else None
