"""The delivery report: what was promised, how it stands, and all that was measured. ``written``.

Every figure comes from a record; what has none is said to be not measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from deploy.report.blocks import NotMeasured, Read
from deploy.report.parts import PARTS, Part
from deploy.report.record import Record

Records = Mapping[str, Record]
NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the remediation plan asked for.

    ``figures`` reads what was measured of it; ``open`` says what is not shown by that.
    """

    promised: str
    there: str
    figures: Callable[[Records], list[str]]
    open: str


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
    yield from ("| the plan | what there is | measured | open |", "|---|---|---|---|")
    for item in ITEMS:
        try:
            figures = "; ".join(item.figures(records))
        except (KeyError, LookupError):
            figures = NOT_MEASURED
        yield f"| {item.promised} | {item.there} | {figures} | {item.open} |"
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


def _passed(records: Records, *folders: str) -> str:
    rows = {row["tests of"]: row for row in records["tests"].table("tests of")}
    found = [rows[folder] for folder in folders]
    passed, failed, left = (
        sum(int(row[column].replace(",", "")) for row in found)
        for column in ("passed", "failed", "left out")
    )
    others = "".join(f", {n} {word}" for n, word in ((failed, "failed"), (left, "left out")) if n)
    return f"{passed:,} tests of {', '.join(folders)} passed{others}"


def _by_the_way(records: Records, *words: str) -> list[str]:
    rows = records["tests"].table("measured by a test")
    return [
        f"{row['measured by a test']}: {row['']}"
        for row in rows
        if row["measured by a test"].startswith(words)
    ]


def _cost(records: Records, word: str) -> list[str]:
    rows = records["bench"].table("section")
    return [f"{row['what']}: {row['measured']}" for row in rows if row["section"] == word]


def _cases(records: Records) -> str:
    record = records["sdks"]
    rows = {row["vectors"]: row["cases"] for row in record.table("vectors")}
    went = "passed by each SDK" if record.exit_code == 0 else "not passed by each SDK"
    return f"{rows['all']} cases of the contract's vectors {went}"


ITEMS = (
    Item(
        "Real SLO monitoring",
        "an account of events from raw samples of Prometheus, alerts, histories, REST, gRPC, MCP",
        lambda records: [
            records["accuracy"].sentence("windows of"),
            records["accuracy"].sentence("alerts predicted"),
        ],
        "Thanos and Mimir were not tried",
    ),
    Item(
        "A performance gate in CI",
        "`/slo/check`, `slo-monitor check`, k6 scripts, an action, `security.yml`",
        lambda records: [
            records["accuracy"].sentence("verdicts are wrong"),
            _passed(records, "gate", "e2e"),
        ],
        "the workflows ran here step by step, never on GitHub",
    ),
    Item(
        "An editor extension",
        "`apps/vscode-extension`: tree, page, CodeLens, plans, over MCP",
        lambda records: [_passed(records, "vscode"), *_by_the_way(records, "extension")],
        "tried in code-server, not in the editor's other builds",
    ),
    Item(
        "SDKs for Go and Rust (and TypeScript)",
        "`packages/sdk-go`, `packages/sdk-rust`, `packages/sdk-ts`",
        lambda records: [
            _cases(records),
            _passed(records, "sdk"),
            *_cost(records, "sdk"),
        ],
        "not published to a registry",
    ),
    Item(
        "Images for two architectures",
        "`Dockerfile`, `release-images.yml`, compose, Kubernetes, systemd",
        lambda records: [*_by_the_way(records, "image"), _passed(records, "deploy")],
        "built and run on bases that the repository makes itself; nothing was pushed",
    ),
)

BEYOND = (
    "The workflows on GitHub's machines: they are linted, and their steps run here.",
    "A cluster of Kubernetes: what is applied there is checked against its schemas.",
    "Images on their published bases: no registry could be reached.",
)
