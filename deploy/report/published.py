"""What pages show of the records: ``BLOCKS``, by the names that stand in the pages' markers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from deploy.report import page, sizing
from deploy.report.blocks import Blocks, Read
from deploy.report.markdown import again, table
from deploy.report.record import Record

SERVICES: Mapping[str, str] = {
    "incident": "one incident",
    "nightly": "nightly errors",
    "resets": "counter resets",
    "churn": "pod churn",
    "gaps": "scrape gaps",
    "low": "low traffic",
}
"""The services of `make accuracy` that the README shows, and what they have."""

FORMULAS: Mapping[str, str] = {
    "increase[30d]": "`increase[30d]`",
    "Sloth": "Sloth's mean of ratios",
    "Pyrra": "Pyrra's sum of increases",
    "ours": "SLO Monitor",
}
"""The columns that it shows, and what they are."""

COSTS = (
    "10,000 SLOs, one definition: full cycle / bare fetch",
    "10,000 SLOs, one per service: full cycle / bare fetch",
    "1,000 SLOs, one definition: full cycle / bare fetch",
    "1,000 SLOs, one per service: full cycle / bare fetch",
    "one definition: queries of a cycle at 1,000 / at 10 SLOs",
    "1,000 SLOs: samples of the per-SLO set / read by a cycle",
    "100 SLOs x 8 windows, slo-generator / our cycle: wall time",
    "100 SLOs x 8 windows, slo-generator / our cycle: CPU of Prometheus",
    "10,000 SLOs: process, bytes per SLO",
    "RUN check of 20 SLOs over 5 min / bare planned queries",
    "go: GetSlo through the SDK / bare net/http",
    "rust: GetSlo through the SDK / bare reqwest",
    "ts: GetSlo through the SDK / bare fetch",
)
"""The rows of `make bench` that the README shows."""


def _budgets(read: Read) -> str:
    record = read("accuracy")
    by_service = {row["service"]: row for row in record.table("service")}
    rows = (
        (said, *(by_service[name][column] for column in FORMULAS))
        for name, said in SERVICES.items()
    )
    return _sourced(table(("service", *FORMULAS.values()), rows), record)


def _costs(read: Read) -> str:
    record = read("bench")
    rows = (
        (what, *(record.row(what)[column] for column in ("target", "measured"))) for what in COSTS
    )
    return _sourced(table(("what", "target", "measured"), rows), record)


def _whole(part: str, heading: str) -> Callable[[Read], str]:
    def block(read: Read) -> str:
        record = read(part)
        return _sourced(again(record.table(heading)), record)

    return block


def _said(part: str, *words: str) -> Callable[[Read], str]:
    def block(read: Read) -> str:
        record = read(part)
        return "\n".join(("```", *map(record.sentence, words), "```"))

    return block


def _sourced(text: str, record: Record) -> str:
    return f"{text}\n\n{record.source}"


BLOCKS: Blocks = {
    "report": page.report,
    "budgets": _budgets,
    "costs": _costs,
    "bench": _whole("bench", "section"),
    "backfill": _whole("backfill", "section"),
    "sizing-steady": sizing.steady,
    "sizing-single": sizing.single,
    "sizing-past": sizing.past,
    "accuracy-budgets": _whole("accuracy", "service"),
    "accuracy-bound": _said("accuracy", "windows of"),
    "accuracy-alerts": _whole("accuracy", "SLO"),
    "accuracy-alerts-bound": _said("accuracy", "alerts predicted", "without the cells"),
    "accuracy-runs": _whole("accuracy", "runs"),
    "victoriametrics-budgets": _whole("accuracy-victoriametrics", "service"),
    "victoriametrics-bound": _said("accuracy-victoriametrics", "windows of"),
}
