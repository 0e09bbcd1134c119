"""Measures, and writes the delivery report and the README's figures from what was measured.

``python -m deploy.report [PART ...]`` measures these parts first, ``all`` of them if asked so;
without one it only writes, from the records that there are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from deploy.report import blocks
from deploy.report.measure import measure
from deploy.report.parts import PARTS
from deploy.report.published import BLOCKS
from deploy.report.record import ROOT, save

REPORT = "PHASE_5_DELIVERY_REPORT.md"
FILLED = (REPORT, "README.md", "docs/accuracy.md", "docs/bench.md", "docs/sizing.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, then write; 1 if a command said that something is wrong."""
    failed = False
    for name in _asked(arguments):
        record = measure(name, PARTS[name])
        save(record)
        failed |= record.exit_code != 0
    try:
        found = pages()
    except LookupError as missing:
        sys.stderr.write(f"the pages stay as they are: {missing}\n")
        return 1
    for file, text in found.items():
        (ROOT / file).write_text(text)
    return int(failed)


def _asked(arguments: Sequence[str] | None) -> Sequence[str]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join((*PARTS, "all")))
    asked: list[str] = parser.parse_args(arguments).parts
    unknown = [name for name in asked if name not in {*PARTS, "all"}]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join((*PARTS, 'all'))}")
    return tuple(PARTS) if "all" in asked else asked


def pages() -> dict[str, str]:
    """Give the pages as the records have them, by their place in the repository.

    Raises:
        NotMeasured: a page shows what no record has.
    """
    read = blocks.reading()
    return {file: blocks.filled((ROOT / file).read_text(), BLOCKS, read) for file in FILLED}


if __name__ == "__main__":
    sys.exit(main())
