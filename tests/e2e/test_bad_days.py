"""Prometheus gone, hanging or back; definitions broken; the service told to stop at any moment."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.demo.settings import DEMO_DEFINITIONS
from tests.e2e.demo import Demo

pytestmark = pytest.mark.e2e

EXIT_WITHIN_SECONDS = 10.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    definitions = tmp_path_factory.mktemp("definitions") / "slos"
    shutil.copytree(DEMO_DEFINITIONS, definitions)
    state = tmp_path_factory.mktemp("demo")
    with Demo(state, SLO_MONITOR_SLOS=str(definitions)) as running:
        running.start_all()
        running.wait_until(lambda: verdict(running) in {"PASS", "WARNING", "FAIL"})
        yield running


def check(demo: Demo) -> dict[str, Any]:
    answer: dict[str, Any] = demo.ask("/slo/check?slo=checkout-latency")
    return answer


def verdict(demo: Demo) -> str:
    return str(check(demo)["verdict"])


def status(demo: Demo) -> dict[str, Any]:
    answer: dict[str, Any] = demo.ask("/slos/checkout-latency")
    return answer


@pytest.mark.parametrize("gone", ["stopped", "hanging"])
def test_the_gate_is_inconclusive_while_prometheus_is_away_and_recovers(
    demo: Demo, gone: str
) -> None:
    before = status(demo)["events"]["total"]
    if gone == "stopped":
        demo.stop("prometheus")
    else:
        demo.pause("prometheus")
    demo.wait_until(lambda: verdict(demo) == "INCONCLUSIVE")
    away = status(demo)
    assert away["state"] == "UNKNOWN"
    assert away["data"] in {"STALE", "QUERY_ERROR"}
    assert away["events"]["total"] >= before
    assert all(burn["burn_rate"] is None for burn in away["burn_rates"])
    if gone == "stopped":
        demo.start("prometheus")
    else:
        demo.resume("prometheus")
    demo.wait_until(lambda: status(demo)["data"] == "OK")
    demo.wait_until(lambda: status(demo)["events"]["total"] > away["events"]["total"])


def test_a_broken_definition_keeps_the_catalog_in_force_and_says_where_it_is_broken(
    demo: Demo,
) -> None:
    file = demo.settings.definitions / "broken.yaml"
    file.write_text(
        "version: 1\nservice: shop\nslos:\n  - name: oops\n    objective: 100%\n    period: 7d\n"
        "    indicator: {latency: {histogram: h, threshold: 1s}}\n"
    )
    demo.wait_until(lambda: "broken.yaml:5" in " ".join(demo.ask("/readyz")["details"]))
    assert verdict(demo) in {"PASS", "WARNING", "FAIL"}
    file.unlink()
    demo.wait_until(lambda: demo.ask("/readyz")["details"] == [])


def test_a_new_definition_comes_into_force_without_a_restart(demo: Demo) -> None:
    file = demo.settings.definitions / "more.yaml"
    file.write_text(
        "version: 1\nservice: shop\nslos:\n"
        "  - name: cart-availability\n    objective: 99%\n    period: 7d\n    indicator:\n"
        "      ratio:\n"
        '        bad: http_requests_total{service="shop",route="/cart",code=~"5.."}\n'
        '        total: http_requests_total{service="shop",route="/cart"}\n'
    )
    demo.wait_until(lambda: demo.ask("/slos/cart-availability")["data"] == "OK")
    grouped = demo.ask("/slos?label=route:/cart")["slos"][0]
    demo.wait_until(
        lambda: demo.ask("/slos/cart-availability")["events"]["total"] >= grouped["events"]["total"]
    )


def test_sigterm_in_the_middle_of_a_cycle_ends_the_service_in_time(demo: Demo) -> None:
    before = status(demo)["events"]["total"]
    demo.pause("prometheus")
    demo.wait_until(lambda: status(demo)["data"] != "OK")  # a cycle is waiting for an answer now
    began = time.monotonic()
    assert demo.stop("slo-monitor") == 0
    assert time.monotonic() - began < EXIT_WITHIN_SECONDS
    demo.resume("prometheus")
    demo.start("slo-monitor")
    demo.wait_until(lambda: status(demo)["data"] == "OK")
    assert status(demo)["events"]["total"] >= before
