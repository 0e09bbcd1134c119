"""What the dashboard over `/metrics` asks Prometheus.

Replicas show the same snapshot, so whatever is about SLOs takes one of them. What is absent in the
metrics is not known; only a count of alerts is 0 where the service says nothing of any.
"""

from __future__ import annotations

from deploy.grafana.parts import GREEN, ORANGE, RED, Json, link, steps

UID = "slo-monitor"
SOURCE_UID = "slo-monitor-prometheus"
REST_UID = "slo-monitor-rest"

RATE = "[$__rate_interval]"
"""As long as Grafana finds right for the time that is shown."""

WORST = 50
"""So many rows a table has at most: Grafana would draw thousands, and nobody would read them."""

JOB = 'job="$job"'
SLOS = f'{JOB},service=~"$service"'
ONE = f'{JOB},slo_id="$slo_id"'
IDENTITY = "slo_id, slo, service, group"
BUDGET_STEPS = steps((None, RED), (0, ORANGE), (0.25, GREEN))
HIDDEN = {"Time": True}


def query(expression: str, legend: str = "", *, instant: bool = False, rows: bool = False) -> Json:
    """Ask Prometheus: for series over time, for now, or for now as rows of a table."""
    return {
        "datasource": {"type": "prometheus", "uid": "${source}"},
        "expr": expression,
        "legendFormat": legend or "__auto",
        "instant": instant or rows,
        "range": not (instant or rows),
        "format": "table" if rows else "time_series",
        "editorMode": "code",
    }


def p95(metric: str, by: str) -> str:
    """Ask for the quantile of a histogram over the last five minutes."""
    return f"histogram_quantile(0.95, sum by (le, {by}) (rate({metric}_bucket{{{JOB}}}[5m])))"


def of_the_slo() -> list[Json]:
    """Lead from the id of an SLO to its part of either dashboard."""
    chosen = "${__value.raw:percentencode}"
    return [
        link("Show this SLO", f"/d/{UID}?var-slo_id={chosen}&${{__url_time_range}}"),
        link("Show it over REST", f"/d/{REST_UID}?var-slo={chosen}&${{__url_time_range}}"),
    ]


def rates(metric: str, by: str) -> Json:
    """Ask how often each second, by a label."""
    return query(f"sum by ({by}) (rate({metric}{{{JOB}}}{RATE}))", f"{{{{{by}}}}}")
