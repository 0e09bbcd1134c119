"""The account against the shop's own tally: every event once, whatever was stopped meanwhile.

``HOLD_SECONDS`` is how long the traffic runs and how long Prometheus stays away; a release runs
this with 60 and more, ``make test`` with a few seconds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demo import Demo

pytestmark = pytest.mark.e2e

HOLD_SECONDS = float(os.environ.get("HOLD_SECONDS", "12"))
SETTLES_WITHIN_SECONDS = 120.0


def counted(demo: Demo) -> dict[str, dict[str, float]]:
    """What the service counted, in the form of the shop's tally."""
    statuses: list[dict[str, Any]] = demo.ask("/slos?service=shop")["slos"]
    found: dict[str, dict[str, float]] = {}
    for status in statuses:
        if status["name"] == "shop-availability" and status["events"] and status["group"]:
            events = status["events"]
            route = status["group"]["route"]
            found[route] = {"total": events["total"], "bad": events["bad"]}
    return found


def checkout_latency(demo: Demo) -> tuple[float, float]:
    events = demo.ask("/slos/checkout-latency")["events"]
    return events["good"], events["total"]


def tallied(demo: Demo) -> dict[str, dict[str, float]]:
    return {
        route: {"total": counts["total"], "bad": counts["bad"]}
        for route, counts in demo.tally().items()
    }


def assert_counts_equal_the_tally(demo: Demo) -> None:
    """Traffic has ended: within a scrape and a cycle both must say the same."""
    demo.wait_until(lambda: counted(demo) == tallied(demo), SETTLES_WITHIN_SECONDS)
    checkout = demo.tally()["/checkout"]
    assert checkout_latency(demo) == (checkout["le_0_3"], checkout["total"])


def let_traffic_run() -> None:
    time.sleep(HOLD_SECONDS)  # traffic takes time: there is no condition to poll


def test_counts_equal_the_tally_across_every_stop_but_the_shops_own(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        demo.start_all()
        demo.wait_until(lambda: bool(counted(demo)))
        demo.stop("prometheus")
        let_traffic_run()
        demo.start("prometheus")
        demo.stop("slo-monitor")
        let_traffic_run()
        demo.start("slo-monitor")
        demo.wait_until(lambda: bool(counted(demo)))
        demo.kill("slo-monitor")
        demo.start("slo-monitor")
        let_traffic_run()
        demo.stop_traffic()
        assert_counts_equal_the_tally(demo)
        before = counted(demo)
        demo.kill("slo-monitor")
        demo.start("slo-monitor")
        demo.wait_until(lambda: demo.ask("/slos")["slos"] != [])
        assert counted(demo) == before


def test_a_restart_of_the_shop_loses_only_what_no_scrape_saw(tmp_path: Path) -> None:
    def scraped() -> float:
        vector = demo.query('sum(last_over_time(http_requests_total{service="shop"}[1h]))')
        return float(vector[0]["value"][1]) if vector else 0.0

    with Demo(tmp_path) as demo:
        demo.start_all()
        demo.wait_until(lambda: sum(c["total"] for c in counted(demo).values()) > 0)
        let_traffic_run()
        demo.kill("shop")
        seen = scraped()
        assert seen > 0
        demo.start("shop")
        let_traffic_run()
        demo.stop_traffic()
        second_life = tallied(demo)
        expected = seen + sum(counts["total"] for counts in second_life.values())
        demo.wait_until(
            lambda: sum(counts["total"] for counts in counted(demo).values()) == expected,
            SETTLES_WITHIN_SECONDS,
        )
