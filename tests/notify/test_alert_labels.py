"""Under which labels an Alertmanager knows an alert, and what a webhook is sent."""

from __future__ import annotations

import json

import pytest

from app.notify.labels import ALERT_NAMES, identity_labels, said_of
from app.notify.payload import payload
from app.slo.alert import AlertReason, Evidence, Share, Transition
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.calling import _REASONS
from app.slo.tier import Severity
from app.slo.wording import headline
from tests.notify.alerts import T0, alert_of, ended

DEPLOY = Annotation("a1", AnnotationKind.DEPLOY, "1.42", T0 - 240.0, labels={"service": "shop"})
EVIDENCE = Evidence(
    factor=14.4,
    long_window_seconds=3600,
    short_window_seconds=300,
    long_burn_rate=20.5,
    short_burn_rate=31.0,
    remaining_ratio=0.25,
    exhausts_at=T0 + 7200.5,
    data_until=float(T0),
    worst=(Share((("route", "/pay"),), 0.75),),
)


def test_labels_say_who_is_meant_and_nothing_that_is_measured() -> None:
    alert = alert_of(
        "checkout.0123456789abcdef",
        labels={"team": "payments", "cost-centre": "7", "empty": ""},
        group=(("route", "/pay"),),
        evidence=EVIDENCE,
    )
    assert identity_labels(alert) == {
        "alertname": "SloBurnRate",
        "group_route": "/pay",
        "label_cost_centre": "7",
        "label_team": "payments",
        "service": "shop",
        "severity": "page",
        "slo": "checkout.0123456789abcdef",
        "slo_id": "checkout.0123456789abcdef",
        "tier": "page-fast",
    }


@pytest.mark.parametrize(
    ("reason", "name"),
    [(AlertReason.BUDGET_BELOW, "SloBudgetBelow"), (AlertReason.NO_DATA, "SloNoData")],
)
def test_the_name_says_what_kind_of_alert_it_is(reason: AlertReason, name: str) -> None:
    labels = identity_labels(alert_of(reason=reason, severity=Severity.TICKET))
    assert (labels["alertname"], labels["severity"]) == (name, "ticket")


def test_whatever_an_alert_begins_for_has_a_name() -> None:
    assert ALERT_NAMES.keys() == {AlertReason.BURN_RATE, *_REASONS.values()}
    assert {"SloBurnRate", "SloBudgetBelow", "SloNoData"} == {*ALERT_NAMES.values()}
    for reason in ALERT_NAMES:
        assert headline(alert_of("shop", reason=reason)).startswith("shop ")


def test_annotations_say_what_a_person_wants_to_know() -> None:
    alert = alert_of(runbook="https://runbooks.example/x", evidence=EVIDENCE, after=DEPLOY)
    assert said_of(alert, None, "https://slo.example/") == {
        "summary": "shop burns its error budget too fast (page-fast)",
        "description": "shop burns.",
        "runbook_url": "https://runbooks.example/x",
        "budget_remaining": "25%",
        "budget_exhausts_at": "2026-11-18T11:46:40.500Z",
        "after": "1.42",
        "status_url": "https://slo.example/slos/shop",
    }
    assert said_of(alert, ended(alert, T0 + 60), None)["description"] == "It is over."


def test_a_webhook_is_sent_one_transition_in_the_words_of_the_api() -> None:
    alert = alert_of(
        "checkout",
        labels={"team": "payments"},
        group=(("route", "/pay"),),
        evidence=EVIDENCE,
        after=DEPLOY,
    )
    assert json.loads(payload(Transition.fired(alert), None)) == {
        "schema_version": 1,
        "id": f"{alert.id}-firing",
        "alert_id": alert.id,
        "state": "FIRING",
        "reason": "BURN_RATE",
        "summary": "checkout burns.",
        "at": "2026-11-18T09:46:40Z",
        "started_at": "2026-11-18T09:46:40Z",
        "slo_id": "checkout",
        "slo": "checkout",
        "service": "shop",
        "labels": {"team": "payments"},
        "group": {"route": "/pay"},
        "tier": "page-fast",
        "severity": "PAGE",
        "runbook": None,
        "url": None,
        "evidence": {
            "factor": 14.4,
            "long_window_seconds": 3600,
            "short_window_seconds": 300,
            "long_burn_rate": 20.5,
            "short_burn_rate": 31.0,
            "remaining_ratio": 0.25,
            "exhausts_at": "2026-11-18T11:46:40.500Z",
            "data_until": "2026-11-18T09:46:40Z",
            "worst": [{"group": {"route": "/pay"}, "bad_ratio": 0.75}],
        },
        "after": {
            "id": "a1",
            "kind": "DEPLOY",
            "text": "1.42",
            "start": "2026-11-18T09:42:40Z",
            "end": None,
            "labels": {"service": "shop"},
        },
    }


def test_the_end_of_an_alert_says_when_it_began() -> None:
    alert = alert_of(started_at=T0)
    sent = json.loads(payload(ended(alert, T0 + 90), "https://slo.example"))
    assert (sent["state"], sent["reason"]) == ("RESOLVED", "RECOVERED")
    assert (sent["started_at"], sent["at"]) == ("2026-11-18T09:46:40Z", "2026-11-18T09:48:10Z")
    assert sent["url"] == "https://slo.example/slos/shop"
