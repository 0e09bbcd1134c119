"""Measures, and writes the delivery report and the README's figures from what was measured.

``python -m deploy.report [PART ...]`` measures these parts first, ``all`` of them if asked so;
without one it only writes, from the records that there are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from deploy.report import blocks, page
from deploy.report.measure import measure
from deploy.report.parts import PARTS
from deploy.report.record import ROOT, load, save

REPORT = ROOT / "PHASE_5_DELIVERY_REPORT.md"
FILLED = (ROOT / "README.md",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, then write; 1 if a command said that something is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "all"], metavar="PART")
    asked = parser.parse_args(arguments).parts
    failed = False
    for name in PARTS if "all" in asked else asked:
        record = measure(name, PARTS[name])
        save(record)
        failed |= record.exit_code != 0
    for file, text in pages().items():
        (ROOT / file).write_text(text)
    return int(failed)


def pages() -> dict[str, str]:
    """Give the pages as the records have them, by their place in the repository."""
    records = {name: record for name in PARTS if (record := load(name)) is not None}
    found = {str(file.relative_to(ROOT)): blocks.filled(file.read_text()) for file in FILLED}
    found[str(REPORT.relative_to(ROOT))] = page.inserted(REPORT.read_text(), page.written(records))
    return found


if __name__ == "__main__":
    sys.exit(main())
