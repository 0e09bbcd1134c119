"""The labels and annotations under which an Alertmanager knows an alert.

Labels are the alert's identity and stay the same for as long as it lasts, so nothing that is
measured stands in them. Refuses to know when an alert is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from app.slo.alert import Alert, AlertReason, Transition
from app.slo.instant import reachable_instant
from app.slo.wording import headline

Labels = Mapping[str, str]

ALERT_NAMES = {
    AlertReason.BURN_RATE: "SloBurnRate",
    AlertReason.BUDGET_BELOW: "SloBudgetBelow",
    AlertReason.NO_DATA: "SloNoData",
}
"""By why an alert began."""

_NOT_IN_A_NAME = re.compile(r"[^a-zA-Z0-9_]")


def identity_labels(alert: Alert) -> Labels:
    """Give an alert's labels, by name; an empty value is no label.

    Where two names of a definition become one, the value of the later one stays.
    """
    subject = alert.subject
    own = {
        "alertname": ALERT_NAMES[alert.reason],
        "service": subject.service,
        "severity": subject.severity.lower(),
        "slo": subject.slo_name,
        "slo_id": subject.slo_id,
        "tier": subject.tier,
    }
    for prefix, labels in (("label", subject.labels), ("group", dict(subject.group))):
        own |= {f"{prefix}_{_sanitised(name)}": labels[name] for name in sorted(labels)}
    return {name: own[name] for name in sorted(own) if own[name]}


def said_of(alert: Alert, ended: Transition | None, external_url: str | None) -> Labels:
    """Say of an alert what a person wants to know."""
    evidence = alert.evidence if ended is None else ended.evidence
    remaining, exhausts_at = evidence.remaining_ratio, reachable_instant(evidence.exhausts_at)
    said = {
        "summary": headline(alert),
        "description": alert.summary if ended is None else ended.summary,
        "runbook_url": alert.subject.runbook,
        "budget_remaining": None if remaining is None else f"{100 * remaining:.3g}%",
        "budget_exhausts_at": exhausts_at,
        "after": None if alert.after is None else alert.after.text,
        "status_url": status_url(external_url, alert.subject.slo_id),
    }
    return {name: text for name, text in said.items() if text}


def status_url(external_url: str | None, slo_id: str) -> str | None:
    """Say where the status of an alert's SLO is found from outside, if that is known."""
    if external_url is None:
        return None
    return f"{external_url.rstrip('/')}/slos/{quote(slo_id, safe='')}"


def _sanitised(name: str) -> str:
    return _NOT_IN_A_NAME.sub("_", name)
