"""What is asked of the service, and whom it tells."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.grafana.asked import JOB, RATE, p95, query, rates
from deploy.grafana.parts import PER_SECOND, RED, SECONDS, SHORT, Placed, lines, override


def traffic() -> Sequence[Placed]:
    """Show what is asked of the service, and whom it tells."""
    return *_asked(), *_told()


def _asked() -> Sequence[Placed]:
    route_p95 = p95("slo_monitor_http_request_duration_seconds", "route")
    plans = f"sum by (verdict) (increase(slo_monitor_plan_runs_total{{{JOB}}}{RATE}))"
    return (
        (8, 7, lines(
            "HTTP requests by status",
            [rates("slo_monitor_http_requests_total", "code")],
            unit="reqps", min=0,
        )),
        (8, 7, lines(
            "Time to answer, p95 of the slowest routes",
            [query(f"topk(5, {route_p95} >= 0)", "{{route}}")],
            unit=SECONDS, min=0,
        )),
        (8, 7, lines(
            "gRPC calls by status",
            [rates("slo_monitor_grpc_calls_total", "code")],
            unit=PER_SECOND, min=0,
        )),
        (8, 7, lines(
            "Requests turned away",
            [rates("slo_monitor_http_refusals_total", "reason")],
            unit="reqps", min=0,
        )),
        (8, 7, lines(
            "Writes",
            [rates("slo_monitor_http_writes_total", "outcome")],
            unit="reqps", min=0,
        )),
        (8, 7, lines(
            "Plans",
            [
                query(plans, "{{verdict}}"),
                query(f"sum(slo_monitor_running_plan_runs{{{JOB}}})", "under way"),
            ],
            unit=SHORT, min=0,
        )),
    )  # fmt: skip


def _told() -> Sequence[Placed]:
    deliveries = f"max by (receiver, state) (slo_monitor_deliveries{{{JOB}}})"
    pending = f"slo_monitor_oldest_pending_delivery_timestamp_seconds{{{JOB}}}"
    return (
        (12, 7, lines(
            "Alerts told",
            [query(
                "sum by (receiver, outcome) "
                f"(rate(slo_monitor_notifications_total{{{JOB}}}{RATE}))",
                "{{receiver}} {{outcome}}",
            )],
            unit=PER_SECOND, min=0, says="Absent until an alert is told.",
        )),
        (6, 7, override(
            lines(
                "Webhooks: what waits and what is lost",
                [query(deliveries, "{{receiver}} {{state}}")],
                unit=SHORT, min=0, says="Absent if nothing waits and nothing is lost.",
            ),
            "DEAD", color={"mode": "fixed", "fixedColor": RED},
        )),
        (6, 7, lines(
            "Webhooks: longest wait",
            [query(f"time() - min by (receiver) ({pending})", "{{receiver}}")],
            unit=SECONDS, min=0, says="Absent if nothing waits.",
        )),
    )  # fmt: skip
