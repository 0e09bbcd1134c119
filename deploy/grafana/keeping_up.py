"""Whether the service keeps up, and what Prometheus answers."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.grafana.asked import JOB, RATE, p95, query, rates
from deploy.grafana.parts import (
    BYTES,
    GREEN,
    GREY,
    ORANGE,
    PER_SECOND,
    RATIO,
    RED,
    SECONDS,
    SHORT,
    Placed,
    at_the_line,
    coloured,
    lines,
    stat,
    steps,
    words,
)


def cycles() -> Sequence[Placed]:
    """Show whether the service keeps up, and what Prometheus answers."""
    return *_own_pace(), *_prometheus(), *_parts_played(), *_machine()


def _own_pace() -> Sequence[Placed]:
    return (
        (8, 7, lines(
            "Age of the newest snapshot",
            [query(f"time() - slo_monitor_last_cycle_timestamp_seconds{{{JOB}}}", "{{instance}}")],
            unit=SECONDS, min=0,
        )),
        (8, 7, lines(
            "Time that a cycle takes",
            [
                query(p95("slo_monitor_cycle_duration_seconds", "instance"), "{{instance}} p95"),
                query(
                    f"rate(slo_monitor_cycle_duration_seconds_sum{{{JOB}}}[5m]) / "
                    f"rate(slo_monitor_cycle_duration_seconds_count{{{JOB}}}[5m])",
                    "{{instance}} mean",
                ),
            ],
            unit=SECONDS, min=0,
        )),
        (8, 7, coloured(
            lines(
                "Cycles",
                [rates("slo_monitor_cycles_total", "outcome")],
                unit=PER_SECOND, min=0,
            ),
            {"published": GREEN, "unchanged": GREY, "failed": RED},
        )),
    )  # fmt: skip


def _prometheus() -> Sequence[Placed]:
    return (
        (8, 7, coloured(
            lines(
                "Queries to Prometheus",
                [rates("slo_monitor_source_queries_total", "outcome")],
                unit=PER_SECOND, min=0,
            ),
            {"ok": GREEN, "rejected": RED, "timeout": ORANGE, "unreachable": RED},
        )),
        (8, 7, lines(
            "Time that a query takes",
            [query(
                p95("slo_monitor_source_query_duration_seconds", "instance"), "{{instance}} p95"
            )],
            unit=SECONDS, min=0,
        )),
        (8, 7, lines(
            "Samples read",
            [rates("slo_monitor_source_samples_total", "instance")],
            unit="cps", min=0,
        )),
    )  # fmt: skip


def _parts_played() -> Sequence[Placed]:
    return (
        (6, 4, stat(
            "Definitions",
            [query(f"min(slo_monitor_catalog_last_reload_successful{{{JOB}}})", instant=True)],
            mappings=words({"1": "in force", "0": "refused"}),
            thresholds=at_the_line(RED, 1, GREEN),
        )),
        (6, 4, stat(
            "Replicas that lead",
            [query(f"sum(slo_monitor_leader{{{JOB}}})", instant=True)],
            unit=SHORT, thresholds=steps((None, RED), (1, GREEN), (2, ORANGE)),
        )),
        (6, 4, stat(
            "Term of the leader",
            [query(f"max(slo_monitor_lease_epoch{{{JOB}}})", instant=True)],
            unit=SHORT, says="Counted up at each takeover; 0 without PostgreSQL.",
        )),
        (6, 4, stat(
            "Past that has been read",
            [query(f"min(slo_monitor_backfill_progress_ratio{{{JOB}}})", instant=True)],
            unit=RATIO, thresholds=at_the_line(ORANGE, 1, GREEN),
        )),
    )  # fmt: skip


def _machine() -> Sequence[Placed]:
    return (
        (12, 7, lines(
            "Memory",
            [query(f"process_resident_memory_bytes{{{JOB}}}", "{{instance}}")], unit=BYTES, min=0,
        )),
        (12, 7, lines(
            "Cores in use",
            [query(f"rate(process_cpu_seconds_total{{{JOB}}}{RATE})", "{{instance}}")],
            unit="none", min=0,
        )),
    )  # fmt: skip
