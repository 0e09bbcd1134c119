"""The delivery report: what was promised, how it stands, and all that was measured. ``written``.

Every figure comes from a record; what has none is said to be not measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from deploy.report.parts import PARTS, Part
from deploy.report.record import Record

Records = Mapping[str, Record]
NOT_MEASURED = "not measured"

BEGIN, END = "<!-- record: report -->", "<!-- /record: report -->"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the remediation plan asked for.

    ``figures`` reads what was measured of it; ``open`` says what is not shown by that.
    """

    promised: str
    there: str
    figures: Callable[[Records], list[str]]
    open: str


def written(records: Records) -> str:
    """Write what stands between the markers."""
    return "\n".join((*_items(records), *_parts(records), *_missing(records)))


def inserted(page: str, text: str) -> str:
    """Put a text between the markers of a page."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{head}{BEGIN}\n{text}\n{END}{tail}"


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
    for line in output.strip().splitlines():
        is_plain = line and not line.startswith("|")
        yield f"{line}\\" if is_plain else line


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
    rows = {row["vectors"]: row["cases"] for row in records["sdks"].table("vectors")}
    return f"{rows['all']} cases of the contract's vectors passed by each SDK"


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
