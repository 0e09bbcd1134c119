"""Tells how many cases the contract's vectors have, all of which each SDK's check runs.

``python -m deploy.report.vectors``
"""

from __future__ import annotations

import json
import sys

from deploy.report.record import ROOT

VECTORS = ROOT / "packages/contract/vectors"
SDKS = ("Go", "Rust", "TypeScript")


def main() -> int:
    """Print a table of the files and their cases."""
    counts = {
        file.stem: len(json.loads(file.read_text())["cases"])
        for file in sorted(VECTORS.glob("*.json"))
        if not file.stem.endswith(".schema")
    }
    sys.stdout.write("| vectors | cases |\n|---|---:|\n")
    for name, count in (*counts.items(), ("all", sum(counts.values()))):
        sys.stdout.write(f"| {name} | {count:,} |\n")
    sys.stdout.write(
        f"\nThe checks of {', '.join(SDKS)} each run all of them, and fail if one case does.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
