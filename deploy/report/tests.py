"""Tells how tests went, from the reports that ``make test`` leaves when it is asked for them.

``python -m deploy.report.tests .run/junit``
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from deploy.report.markdown import table

OUTCOMES = ("passed", "failed", "left out")
_WITHOUT = {"computing"}
"""Parts of `make test` whose tests start no server (tests/parts.py)."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One test: its folder under tests/, the part it ran in, and how it went."""

    folder: str
    part: str
    outcome: str
    measured: Mapping[str, str]


def main(arguments: Sequence[str]) -> int:
    """Print a table of the tests by folder, and one of what they measured by the way."""
    found = [one for file in sorted(Path(arguments[0]).glob("*.xml")) for one in _read(file)]
    if not found:
        sys.stderr.write(f"there is no report of tests in {arguments[0]}\n")
        return 1
    sys.stdout.write(f"{_by_folder(found)}\n\n{_measured(found)}\n")
    return 0


def _read(file: Path) -> Iterable[Ran]:
    for case in ET.parse(file).iter("testcase"):  # noqa: S314 - pytest wrote it
        module = case.get("classname", "").split(".")
        yield Ran(
            folder=module[1] if len(module) > len(("tests", "file")) else "the repository",
            part=file.stem,
            outcome=_outcome({each.tag for each in case}),
            measured={
                each.get("name", ""): each.get("value", "") for each in case.iter("property")
            },
        )


def _outcome(told: AbstractSet[str]) -> str:
    if told & {"failure", "error"}:
        return "failed"
    return "left out" if "skipped" in told else "passed"


def _by_folder(found: Sequence[Ran]) -> str:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        servers = "without servers" if one.part in _WITHOUT else "with real servers"
        for name in (one.folder, "all"):
            counts[name][one.outcome] += 1
            counts[name][f"passed {servers}"] += one.outcome == "passed"
    columns = (*OUTCOMES, "passed without servers", "passed with real servers")
    names = (*sorted(counts.keys() - {"all"}), "all")
    rows = ((name, *(f"{counts[name][each]:,}" for each in columns)) for name in names)
    return table(("tests of", *columns), rows)


def _measured(found: Sequence[Ran]) -> str:
    measured = {name: value for one in found for name, value in one.measured.items()}
    return table(("measured by a test", ""), sorted(measured.items())) if measured else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
