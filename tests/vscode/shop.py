"""What the editor looks at: a shop that is slow, so that every outcome is certain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.demo import Demo

DEFINITIONS = {
    "shop.yaml": """\
version: 1
service: shop
labels: {team: demo}
slos:
  - name: checkout-latency
    description: The shop is slow, so that this is broken.
    objective: 95%
    period: 30d
    indicator:
      latency:
        histogram: http_request_duration_seconds
        match: service="shop",route="/checkout"
        threshold: 100ms
  - name: shop-availability
    description: Most pages are answered, even by this shop.
    objective: 20%
    period: 30d
    group_by: [route]
    indicator:
      ratio:
        bad: http_requests_total{service="shop",code=~"5.."}
        total: http_requests_total{service="shop"}
  - name: nobody-comes
    objective: 99%
    period: {calendar: month}
    indicator:
      ratio: {good: nothing_good_total, total: nothing_total}
plans:
  - name: good
    description: Judges what holds.
    steps:
      - wait: {duration: 3s}
      - check: {slos: [shop-availability], scope: budget}
  - name: bad
    description: Judges what is broken.
    steps:
      - wait: {duration: 1s}
      - check: {slos: [checkout-latency], scope: budget}
  - name: patience
    description: Waits for longer than anybody does.
    steps:
      - wait: {duration: 1h}
      - check: {slos: [shop-availability], scope: budget}
""",
    "stall.yaml": """\
version: 1
service: stall
slos:
  - name: stall-availability
    objective: 20%
    period: 30d
    indicator:
      ratio:
        bad: http_requests_total{service="shop",route="/cart",code=~"5.."}
        total: http_requests_total{service="shop",route="/cart"}
""",
}
SETTLES_WITHIN_SECONDS = 90.0
VERDICTS = {"checkout-latency": "FAIL", "shop-availability": "PASS", "stall-availability": "PASS"}
PAGE = "page-fast"
"""The alert that the slow shop raises."""


@contextmanager
def slow_shop(folder: Path) -> Iterator[Demo]:
    """Start it, and wait until outcomes are as they will stay; its definitions are a workspace."""
    slos = folder / "slos"
    slos.mkdir(parents=True)
    for name, text in DEFINITIONS.items():
        (slos / name).write_text(text)
    settings = {"SHOP_SLOW": "1", "SLO_MONITOR_SLOS": str(slos)}
    with Demo(folder / "state", **settings) as demo:
        demo.start_all()
        demo.wait_until(lambda: _is_settled(demo), SETTLES_WITHIN_SECONDS)
        yield demo


def _is_settled(demo: Demo) -> bool:
    fires = {alert["tier"] for alert in demo.ask("/alerts?slo=checkout-latency")["alerts"]}
    judged = {slo: demo.ask(f"/slo/check?slo={slo}")["verdict"] for slo in VERDICTS}
    return PAGE in fires and judged == VERDICTS
