"""The items of the remediation plan, and how each stands by what was measured. ``ITEMS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deploy.report.record import Record

Records = Mapping[str, Record]
NOT_MEASURED = "not measured"

Figures = Callable[[Records], Sequence[str]]
"""Reads figures; raises LookupError where there is no record of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the remediation plan asked for.

    ``tests`` are the folders of its tests; ``figures`` read what else was measured of it; ``open``
    says what is not shown by all that.
    """

    promised: str
    there: str
    tests: Sequence[str]
    figures: Sequence[Figures]
    open: str

    def state(self, records: Records) -> str:
        """Say whether its tests pass."""
        if "tests" not in records:
            return NOT_MEASURED
        record = records["tests"]
        rows = {row["tests of"]: row for row in record.table("tests of")}
        passed, failed, left = (
            sum(_number(rows[folder][column]) for folder in self.tests if folder in rows)
            for column in ("passed", "failed", "left out")
        )
        told = [f"{passed:,} tests pass"]
        told += [f"{failed:,} FAIL"] if failed else []
        told += [f"{left:,} were left out"] if left else []
        told += [f"`{record.command}` FAILED"] if record.exit_code else []  # of lint, or elsewhere
        return f"{', '.join(told)} ({', '.join(self.tests)})"

    def measured(self, records: Records) -> str:
        """Say what else was measured."""
        found: list[str] = []
        for figures in self.figures:
            try:
                found += figures(records)
            except LookupError:
                found.append(NOT_MEASURED)
        return "; ".join(dict.fromkeys(found))


def _number(cell: str) -> int:
    return int(cell.replace(",", ""))


def _said(part: str, *words: str) -> Figures:
    return lambda records: [records[part].sentence(word) for word in words]


def _by_the_way(begin: str) -> Figures:
    def figures(records: Records) -> list[str]:
        rows = records["tests"].table("measured by a test")
        found = [(row["measured by a test"], row[""]) for row in rows]
        return [f"{name}: {value}" for name, value in found if name.startswith(begin)]

    return figures


def _cost(section: str) -> Figures:
    def figures(records: Records) -> list[str]:
        rows = records["bench"].table("section")
        return [f"{row['what']}: {row['measured']}" for row in rows if row["section"] == section]

    return figures


def _cases(records: Records) -> list[str]:
    record = records["sdks"]
    rows = {row["vectors"]: row["cases"] for row in record.table("vectors")}
    went = "passed by each SDK" if record.exit_code == 0 else "NOT passed by each SDK"
    return [f"{rows['all']} cases of the contract's vectors {went}"]


ITEMS = (
    Item(
        "Real SLO monitoring",
        "an account of events from raw samples of Prometheus, alerts, histories, REST, gRPC, MCP",
        ("slo", "sources", "history", "monitor", "store", "notify", "api", "prometheus"),
        (_said("accuracy", "windows of", "alerts predicted"),),
        "Thanos and Mimir were not tried",
    ),
    Item(
        "A performance gate in CI",
        "`/slo/check`, `slo-monitor check`, k6 scripts, an action, `security.yml`",
        ("gate", "plans", "commands", "e2e"),
        (_said("accuracy", "verdicts are wrong"), _cost("gate")),
        "the workflows ran here step by step, never on GitHub",
    ),
    Item(
        "An editor extension",
        "`apps/vscode-extension`: tree, page, CodeLens, plans, over MCP",
        ("vscode",),
        (_cost("editor"), _by_the_way("extension")),
        "tried in code-server, not in the editor's other builds; not published",
    ),
    Item(
        "SDKs for Go and Rust (and TypeScript)",
        "`packages/sdk-go`, `packages/sdk-rust`, `packages/sdk-ts`",
        ("sdk", "contract"),
        (_cases, _cost("sdk")),
        "not published to a registry",
    ),
    Item(
        "Images for two architectures",
        "`Dockerfile`, `release-images.yml`, compose, Kubernetes, systemd",
        ("deploy",),
        (_by_the_way("image"),),
        "built and run on bases that the repository makes itself, arm64 under qemu; not published",
    ),
)
