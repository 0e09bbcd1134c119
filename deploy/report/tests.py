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
    sys.stdout.write("\n".join((*_by_folder(found), "", *_measured(found))) + "\n")
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


def _by_folder(found: Sequence[Ran]) -> Iterable[str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        servers = "without servers" if one.part in _WITHOUT else "with real servers"
        for name in (one.folder, "all"):
            counts[name][one.outcome] += 1
            counts[name][servers] += one.outcome == "passed"
    headings = ("tests of", *OUTCOMES, "passed without servers", "passed with real servers")
    yield f"| {' | '.join(headings)} |"
    yield f"|---|{'---:|' * (len(headings) - 1)}"
    for name in (*sorted(counts.keys() - {"all"}), "all"):
        columns = (*OUTCOMES, "without servers", "with real servers")
        yield f"| {name} | {' | '.join(f'{counts[name][each]:,}' for each in columns)} |"


def _measured(found: Sequence[Ran]) -> Iterable[str]:
    measured = {name: value for one in found for name, value in one.measured.items()}
    if measured:
        yield "| measured by a test | |"
        yield "|---|---|"
        yield from (f"| {name} | {value} |" for name, value in sorted(measured.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
