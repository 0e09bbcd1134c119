"""The delivery report: what was promised, how it stands, and all that was measured. ``written``.

Every figure comes from a record; what has none is said to be not measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from deploy.report.blocks import NotMeasured, Read
from deploy.report.parts import PARTS, Part
from deploy.report.plan import ITEMS, NOT_MEASURED, Records
from deploy.report.record import Record

BEYOND = (
    "The workflows on GitHub's machines: they are linted, and their steps run here.",
    "Docker and a cluster of Kubernetes: what is applied there is checked against its schemas.",
    "Images on their published bases: no registry could be reached; arm64 without an emulator.",
    "Grafana: dashboards are checked against its models, and their queries against real answers.",
    "VS Code other than code-server, and what its own agent does with the tools.",
    "Thanos and Mimir.",
)
"""What no command here measures."""


def report(read: Read) -> str:
    """Write the whole report from the records that there are."""
    found = {}
    for name in PARTS:
        with suppress(NotMeasured):
            found[name] = read(name)
    return written(found)


def written(records: Records) -> str:
    """Write the report: the plan's items, then what each command printed, then what is open."""
    return "\n".join((*_items(records), *_parts(records), *_missing(records)))


def _items(records: Records) -> Iterator[str]:
    yield "| the plan | what there is | state | measured | open |"
    yield "|---|---|---|---|---|"
    for item in ITEMS:
        cells = (item.promised, item.there, item.state(records), item.measured(records), item.open)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _parts(records: Records) -> Iterator[str]:
    for name, part in PARTS.items():
        yield from (f"## {part.title}", "")
        record = records.get(name)
        yield from _measured(part, record) if record else (f"`{part.command}`: {NOT_MEASURED}.", "")


def _measured(part: Part, record: Record) -> Iterator[str]:
    changed = ", with files changed since" if record.is_modified else ""
    began = record.began.replace("T", " ").replace("Z", " UTC")
    yield (
        f"`{part.command}`, {began}, commit {record.commit}{changed}, on {record.machine};"
        f" {record.seconds:,.0f} s, exit code {record.exit_code}."
    )
    yield ""
    yield from _as_markdown(record.output)
    yield ""


def _as_markdown(output: str) -> Iterator[str]:
    """Show tables as they are, and each other line as a line of its own."""
    lines = [line.rstrip() for line in output.strip().splitlines()]
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        yield f"{line}\\" if _is_prose(line) and _is_prose(following) else line
        if _is_prose(line) and following.startswith("|"):
            yield ""


def _is_prose(line: str) -> bool:
    return bool(line) and not line.startswith("|")


def _missing(records: Records) -> Iterator[str]:
    yield from ("## Not measured", "")
    for name, part in PARTS.items():
        if name not in records:
            yield f"- {part.title} (`{part.command}`)."
    yield from (f"- {sentence}" for sentence in BEYOND)
