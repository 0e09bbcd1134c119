"""Verdicts as the service writes them: a run with something of everything, and budgets."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Wire = dict[str, Any]

LATE: Wire = {
    "slo": "checkout-latency",
    "group": {},
    "verdict": "FAIL",
    "reason": "P95_ABOVE_THRESHOLD",
    "sli": 0.93,
    "target": 0.95,
    "events": {"good": 9300, "bad": 700, "total": 10000},
    "estimate": None,
    "confidence": {"method": "WILSON", "level": 0.95, "low": 0.92483, "high": 0.93484},
    "latency": {
        "quantile": 0.95,
        "value_seconds": 0.34,
        "low_seconds": 0.3,
        "high_seconds": 0.4,
        "threshold_seconds": 0.3,
    },
    "budget": None,
    "burn_rates": [],
    "baseline": {
        "check_id": None,
        "start": "2026-11-22T14:00:00Z",
        "end": "2026-11-22T15:00:00Z",
        "sli": 0.97,
        "events": {"good": 9700, "bad": 300, "total": 10000},
        "difference": 0.04,
        "p_value": 0.0003,
        "regressed": True,
    },
    "query": 'http_request_duration_seconds_bucket{service="checkout",le=~"0\\\\.3|\\\\+Inf"}',
    "start": "2026-11-22T15:00:00Z",
    "end": "2026-11-22T15:05:00Z",
    "informational": False,
    "location": {"file": "checkout.yaml", "line": 6},
    "message": "93.00% of 10,000 requests took at most 300 ms; the target is 95%.",
}
AVAILABLE: Wire = {
    **LATE,
    "slo": "checkout-availability",
    "verdict": "PASS",
    "reason": "ABOVE_TARGET",
    "location": {"file": "checkout.yaml", "line": 14},
    "sli": 0.9995,
    "target": 0.999,
    "events": {"good": 9995, "bad": 5, "total": 10000},
    "confidence": None,
    "latency": None,
    "baseline": None,
    "query": 'http_requests_total{service="checkout",code=~"5.."}\n'
    'http_requests_total{service="checkout"}',
    "message": "99.95% of 10,000 events were good; the target is 99.9%.",
}
UNDECIDED: Wire = {
    **AVAILABLE,
    "slo": "search-availability",
    "verdict": "INCONCLUSIVE",
    "reason": "TOO_FEW_EVENTS",
    "location": {"file": "search.yaml", "line": 4},
    "sli": 1.0,
    "events": {"good": 12, "bad": 0, "total": 12},
    "query": None,
    "message": "12 events are too few to decide; it needs 100.",
}
REPORTING: Wire = {
    **AVAILABLE,
    "slo": "report-latency.0123456789abcdef",
    "group": {"route": "/report"},
    "verdict": "FAIL",
    "reason": "BELOW_TARGET",
    "informational": True,
    "location": None,
    "sli": 0.4,
    "target": 0.5,
    "events": {"good": 4, "bad": 6, "total": 10},
    "query": None,
    "message": "40.00% of 10 requests took at most 2 s; the target is 50%.",
}
RUN: Wire = {
    "schema_version": 1,
    "check_id": "6f1d3a52b04e4c8f",
    "verdict": "FAIL",
    "reason": "P95_ABOVE_THRESHOLD",
    "summary": "1 of 3 SLOs FAIL; checkout-latency: 93.00% of 10,000 requests took at most 300 ms; "
    "the target is 95%.",
    "mode": "RUN",
    "start": "2026-11-22T15:00:00Z",
    "end": "2026-11-22T15:05:00Z",
    "match": {"testid": "build-1042"},
    "data": {
        "expected_until": "2026-11-22T15:05:00Z",
        "newest_sample": "2026-11-22T15:05:04.123Z",
        "covered_ratio": 1.0,
    },
    "results": [AVAILABLE, LATE, REPORTING, UNDECIDED],
}
BUDGET: Wire = {
    **RUN,
    "verdict": "WARNING",
    "reason": "AT_RISK",
    "summary": "checkout-latency: 41.0% of the error budget is left, and it is being spent too "
    "fast.",
    "mode": "BUDGET",
    "start": "2026-10-23T15:00:00Z",
    "end": "2026-11-22T15:04:30Z",
    "match": {},
    "results": [
        {
            **LATE,
            "verdict": "WARNING",
            "reason": "AT_RISK",
            "sli": 0.9705,
            "confidence": None,
            "baseline": None,
            "budget": {"remaining_ratio": 0.41},
            "message": "41.0% of the error budget is left, and it is being spent too fast.",
        }
    ],
}
PASSING: Wire = {
    **RUN,
    "verdict": "PASS",
    "reason": "ABOVE_TARGET",
    "summary": "checkout-availability: 99.95% of 10,000 events were good; the target is 99.9%.",
    "results": [AVAILABLE],
}
NO_SLOS: Wire = {
    **RUN,
    "verdict": "INCONCLUSIVE",
    "reason": "NO_SLOS",
    "summary": "There is no SLO to judge.",
    "start": None,
    "match": {},
    "data": {"expected_until": "2026-11-22T15:05:00Z", "newest_sample": None},
    "results": [],
}
AWAY: Wire = {
    **RUN,
    "verdict": "ERROR",
    "reason": "SOURCE_UNREACHABLE",
    "summary": "checkout-latency: Prometheus cannot be reached.",
    "results": [
        {
            **dict.fromkeys(LATE),
            "slo": "checkout-latency",
            "verdict": "ERROR",
            "reason": "SOURCE_UNREACHABLE",
            "message": "Prometheus cannot be reached.",
        }
    ],
}
EVERY_VERDICT = {
    "run": RUN,
    "budget": BUDGET,
    "passing": PASSING,
    "no slos": NO_SLOS,
    "prometheus away": AWAY,
}


def changed(verdict: Mapping[str, Any], /, **fields: object) -> Wire:
    """The verdict of one SLO, with these fields of its result changed."""
    found = copy.deepcopy(dict(verdict))
    found["results"] = [{**found["results"][0], **fields}]
    return found
