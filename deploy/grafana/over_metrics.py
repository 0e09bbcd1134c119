"""The dashboard over `/metrics`: all SLOs, one of them, and the service itself."""

from __future__ import annotations

from deploy.grafana.asked import REST_UID, SLOS, SOURCE_UID, UID
from deploy.grafana.fleet import fleet
from deploy.grafana.keeping_up import cycles
from deploy.grafana.one_slo import one_slo
from deploy.grafana.parts import Json, dashboard, data_source, laid_out, leads_to
from deploy.grafana.traffic import traffic


def made() -> Json:
    """Make the dashboard."""
    return dashboard(
        UID,
        "SLO Monitor",
        "All SLOs, one of them, and the service itself, from its metrics in Prometheus.",
        [
            data_source("prometheus", SOURCE_UID, "Prometheus"),
            _variable("job", "Job", "label_values(slo_monitor_leader, job)", chosen="slo-monitor"),
            _variable(
                "service",
                "Service",
                'label_values(slo_monitor_slo_target_ratio{job="$job"}, service)',
                several=True,
            ),
            _variable(
                "slo_id", "SLO", f"label_values(slo_monitor_slo_target_ratio{{{SLOS}}}, slo_id)"
            ),
        ],
        [leads_to("The same over REST", REST_UID)],
        laid_out(
            [
                ("All SLOs of $service", fleet()),
                ("One SLO: $slo_id", one_slo()),
                ("The service: cycles and Prometheus", cycles()),
                ("The service: who asks, and who is told", traffic()),
            ]
        ),
    )


def _variable(
    name: str, label: str, asked: str, *, several: bool = False, chosen: str = ""
) -> Json:
    everything = {"text": ["All"], "value": ["$__all"], "selected": True}
    named = {"text": chosen, "value": chosen, "selected": True} if chosen else {}
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": {"type": "prometheus", "uid": "${source}"},
        "query": {"query": asked, "refId": name},
        "refresh": 2,
        "sort": 1,
        "multi": several,
        "allValue": ".*" if several else None,
        "includeAll": several,
        "current": everything if several else named,
        "hide": 0,
    }
