"""Writes the contract from the program, or takes the present one for released.

``python -m deploy.contract.write [--release]``; ``make contract`` is the first.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys

from deploy.contract.documents import CONTRACT, RELEASED, documents
from deploy.contract.openapi_changes import breaking

KEPT = ("openapi.json", "proto/slo_monitor/v1/slo_monitor.proto")
"""What clients are built from: a release is held against these."""


def main() -> int:
    """Write the documents; exit with 1 where a release would break a client."""
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
    if broken:
        return 1
    if is_release:
        _release()
    return 0


def _broken() -> list[str]:
    before = RELEASED / "openapi.json"
    if not before.exists():
        return []
    after = CONTRACT / "openapi.json"
    return breaking(json.loads(before.read_text()), json.loads(after.read_text()))


def _release() -> None:
    for name in KEPT:
        target = RELEASED / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONTRACT / name, target)
        print(f"released packages/contract/{name}")


if __name__ == "__main__":
    sys.exit(main())
