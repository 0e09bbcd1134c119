"""Figures in pages for people: a block between two markers is written from a record.

    <!-- record: budgets -->
    ...
    <!-- /record -->

``filled`` writes the blocks of a page anew; nothing else of it changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.report.record import Record, Table, load

_BLOCK = re.compile(r"(<!-- record: ([\w-]+) -->\n)(.*?)(<!-- /record -->)", re.DOTALL)

SERVICES: Mapping[str, str] = {
    "incident": "one incident",
    "nightly": "nightly errors",
    "resets": "counter resets",
    "churn": "pod churn",
    "gaps": "scrape gaps",
    "low": "low traffic",
}
"""The services of `make accuracy` that the README shows, and what they have."""

COSTS = (
    "10,000 SLOs, one definition: full cycle / bare fetch",
    "10,000 SLOs, one per service: full cycle / bare fetch",
    "1,000 SLOs, one definition: full cycle / bare fetch",
    "1,000 SLOs, one per service: full cycle / bare fetch",
    "one definition: queries of a cycle at 1,000 / at 10 SLOs",
    "1,000 SLOs: samples of the per-SLO set / read by a cycle",
    "100 SLOs x 8 windows, slo-generator / our cycle: wall time",
    "100 SLOs x 8 windows, slo-generator / our cycle: CPU of Prometheus",
    "RUN check of 20 SLOs over 5 min / bare planned queries",
)
"""The rows of `make bench` that the README shows."""

COLUMNS = {
    "increase[30d]": "`increase[30d]`",
    "Sloth": "Sloth's mean of ratios",
    "Pyrra": "Pyrra's sum of increases",
    "ours": "SLO Monitor",
}


class NotMeasured(Exception):
    """A page shows a figure that no record has."""


def filled(page: str, folder: Path | None = None) -> str:
    """Write each block of a page from the records.

    Raises:
        NotMeasured: a record is missing, or has not what the block shows.
        KeyError: there is no such block.
    """

    def written(found: re.Match[str]) -> str:
        begin, name, _, end = found.groups()
        return f"{begin}{BLOCKS[name](folder)}\n{end}"

    return _BLOCK.sub(written, page)


def without_blocks(page: str) -> str:
    """Leave a page's blocks out."""
    return _BLOCK.sub("", page)


def _budgets(folder: Path | None) -> str:
    record = _record("accuracy", folder)
    by_service = {row["service"]: row for row in record.table("service")}
    lines = [
        f"| service | {' | '.join(COLUMNS.values())} |",
        f"|---|{'---:|' * len(COLUMNS)}",
        *(
            f"| {said} | {' | '.join(by_service[name][column] for column in COLUMNS)} |"
            for name, said in SERVICES.items()
        ),
    ]
    return "\n".join([*lines, "", _source(record)])


def _costs(folder: Path | None) -> str:
    record = _record("bench", folder)
    rows: Table = record.table("section")
    by_name = {row["what"]: row for row in rows}
    missing = [name for name in COSTS if name not in by_name]
    if missing:
        raise NotMeasured(f"the record of bench has no {missing[0]!r}")
    lines = [
        "| what | target | measured |",
        "|---|---:|---:|",
        *(
            f"| {name} | {by_name[name]['target']} | {by_name[name]['measured']} |"
            for name in COSTS
        ),
    ]
    return "\n".join([*lines, "", _source(record)])


def _source(record: Record) -> str:
    return f"`{record.command}`, {record.began[:10]}, commit {record.commit}, {record.machine}."


def _record(part: str, folder: Path | None) -> Record:
    record = load(part) if folder is None else load(part, folder)
    if record is None:
        raise NotMeasured(f"there is no record of {part}: make report PARTS={part}")
    return record


BLOCKS: Mapping[str, Callable[[Path | None], str]] = {"budgets": _budgets, "costs": _costs}
