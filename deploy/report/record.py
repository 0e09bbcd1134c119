"""What a command measured: its own words, and where, when and on what it ran. ``Record``.

A record is a file that is committed; whatever is published is read from one. Refuses to know which
commands there are and what their words mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "docs/record"

Table = Sequence[Mapping[str, str]]
"""A line each, by the column's heading."""


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

    def tables(self) -> list[Table]:
        """Give the Markdown tables of the output, in order."""
        return tables(self.output)

    def table(self, heading: str) -> Table:
        """Give the table whose first column has this heading.

        Raises:
            LookupError: there is none.
        """
        for table in self.tables():
            if next(iter(table[0])) == heading:
                return table
        raise LookupError(f"the record of {self.part} has no table of {heading}")

    def sentence(self, word: str) -> str:
        """Give the first line of the output with this word.

        Raises:
            LookupError: there is none.
        """
        for line in self.output.splitlines():
            if word in line and not line.startswith("|"):
                return line.strip()
        raise LookupError(f"the record of {self.part} says nothing with {word!r}")


def tables(markdown: str) -> list[Table]:
    """Read the tables of a Markdown text that have a line at least."""
    found: list[Table] = []
    block: list[list[str]] = []
    for line in (*markdown.splitlines(), ""):
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        headings, *lines = block or [[]]
        if lines[1:]:  # the first is the rule
            found.append([dict(zip(headings, cells, strict=True)) for cells in lines[1:]])
        block = []
    return found


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
