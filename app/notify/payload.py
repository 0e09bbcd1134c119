"""What a webhook is sent: one transition as JSON, in the words of the HTTP API.

``docs/alerts.md`` describes every field. Refuses to know who is told, and when.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from app.notify.labels import status_url
from app.slo.alert import Evidence, Transition
from app.slo.annotation import Annotation
from app.slo.instant import instant, optional_instant, reachable_instant

SCHEMA_VERSION: Final = 1

Json = dict[str, Any]


def payload(transition: Transition, external_url: str | None) -> bytes:
    """Write a transition; it is the same, byte for byte, at every attempt."""
    alert, subject = transition.alert, transition.alert.subject
    return orjson.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "id": transition.id,
            "alert_id": alert.id,
            "state": transition.state.value,
            "reason": transition.reason.value,
            "summary": transition.summary,
            "at": instant(transition.at),
            "started_at": instant(alert.started_at),
            "slo_id": subject.slo_id,
            "slo": subject.slo_name,
            "service": subject.service,
            "labels": dict(subject.labels),
            "group": dict(subject.group),
            "tier": subject.tier,
            "severity": subject.severity.value,
            "runbook": subject.runbook,
            "url": status_url(external_url, subject.slo_id),
            "evidence": _evidence(transition.evidence),
            "after": None if alert.after is None else _annotation(alert.after),
        }
    )


def _evidence(evidence: Evidence) -> Json:
    return {
        "factor": evidence.factor,
        "long_window_seconds": evidence.long_window_seconds,
        "short_window_seconds": evidence.short_window_seconds,
        "long_burn_rate": evidence.long_burn_rate,
        "short_burn_rate": evidence.short_burn_rate,
        "remaining_ratio": evidence.remaining_ratio,
        "exhausts_at": reachable_instant(evidence.exhausts_at),
        "data_until": optional_instant(evidence.data_until),
        "worst": [
            {"group": dict(share.group), "bad_ratio": share.bad_ratio} for share in evidence.worst
        ],
    }


def _annotation(annotation: Annotation) -> Json:
    return {
        "id": annotation.id,
        "kind": annotation.kind.value,
        "text": annotation.text,
        "start": instant(annotation.start),
        "end": optional_instant(annotation.end),
        "labels": dict(annotation.labels),
    }
