"""A shop that is slow: of its SLOs one is broken, one holds, and of one nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sdk.served import Served, served

SLOW, FINE, EMPTY = "checkout-latency", "shop-availability", "nobody-comes"
VERDICTS = {SLOW: "FAIL", FINE: "PASS", EMPTY: "INCONCLUSIVE"}
"""Of the budgets, and of any run since the first scrape."""
DEFINITIONS = """\
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
  - name: look
    description: Judges the budgets.
    steps:
      - check: {scope: budget}
"""
SETTLES_WITHIN_SECONDS = 60.0
ENOUGH_SECONDS = 15.0
"""So much is known when tests begin, so that they can ask about a run that is over."""


@contextmanager
def slow_shop(folder: Path) -> Iterator[Served]:
    """Start it, and wait until there is something to be judged."""
    with served(folder, DEFINITIONS, SHOP_SLOW="1") as shop:
        shop.demo.wait_until(
            lambda: (
                shop.known_seconds(SLOW) >= ENOUGH_SECONDS
                and all(_verdict(shop, slo) == verdict for slo, verdict in VERDICTS.items())
            ),
            SETTLES_WITHIN_SECONDS,
        )
        yield shop


def _verdict(shop: Served, slo: str) -> str:
    return str(shop.get("/slo/check", slo=slo)["verdict"])
