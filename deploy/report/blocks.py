"""Figures in pages for people: a block between two markers is written from a record.

    <!-- record: budgets -->
    ...
    <!-- /record -->

Refuses to know which blocks there are, and what they show (``published``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.report.record import RECORDS, Record, load

_BLOCK = re.compile(r"(<!-- record: ([\w-]+) -->\n)(.*?)(<!-- /record -->)", re.DOTALL)


class NotMeasured(LookupError):
    """A page shows a figure that no record has."""


Read = Callable[[str], Record]
"""Gives the record of a part; raises NotMeasured."""

Blocks = Mapping[str, Callable[[Read], str]]
"""What writes a block, by its name."""


def reading(folder: Path = RECORDS) -> Read:
    """Read the records of a folder."""

    def read(part: str) -> Record:
        record = load(part, folder)
        if record is None:
            raise NotMeasured(f"there is no record of {part}: make report PARTS={part}")
        return record

    return read


def filled(page: str, blocks: Blocks, read: Read) -> str:
    """Write each block of a page anew; nothing else of it changes.

    Raises:
        NotMeasured: a record is missing, or has not what the block shows.
        KeyError: there is no such block.
    """

    def written(found: re.Match[str]) -> str:
        begin, name, _, end = found.groups()
        return f"{begin}{blocks[name](read)}\n{end}"

    return _BLOCK.sub(written, page)


def without_blocks(page: str) -> str:
    """Leave a page's blocks out."""
    return _BLOCK.sub("", page)
