"""Writes the contract from the program, or takes the present one for released.

``python -m deploy.contract.write [--release]``; ``make contract`` is the first.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from deploy.contract.documents import CONTRACT, RELEASED, documents
from deploy.contract.generate import PROTO
from deploy.contract.openapi_changes import breaking

KEPT = (Path("openapi.json"), "proto" / PROTO)
"""What clients are built from: the contract is held against what was released of these."""


def main() -> int:
    """Write the documents; exit with 1 where they would break a client of what was released."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--release", action="store_true", help="keep the present contract as the released one"
    )
    is_release = parser.parse_args().release
    for name, text in documents().items():
        (CONTRACT / name).write_text(text)
        print(f"wrote packages/contract/{name}")
    broken = _broken()
    for sentence in broken:
        print(f"breaks clients of the released contract: {sentence}", file=sys.stderr)
    if is_release and not broken:
        _release()
    return 1 if broken else 0


def _broken() -> list[str]:
    before, after = RELEASED / "openapi.json", CONTRACT / "openapi.json"
    if not before.exists():
        return []
    return breaking(json.loads(before.read_text()), json.loads(after.read_text()))


def _release() -> None:
    for name in KEPT:
        (RELEASED / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONTRACT / name, RELEASED / name)
        print(f"released packages/contract/{name}")


if __name__ == "__main__":
    sys.exit(main())
