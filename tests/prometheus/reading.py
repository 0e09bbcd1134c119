"""Evaluates definitions once against a real server, as the service would at that time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.commands.evaluate import evaluate_once
from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.snapshot import Status
from app.sources.connection import Connection

HOURS_6 = 6 * 3600
EQUAL, REGEX = MatchOperator.EQUAL, MatchOperator.REGEX


def availability(name: str, *matchers: Matcher, group_by: tuple[str, ...] = ()) -> Slo:
    total = Selector("http_requests_total", matchers)
    errors = Selector("http_requests_total", (*matchers, Matcher("code", REGEX, "5..")))
    indicator = RatioIndicator(total, bad=errors)
    period = RollingPeriod(HOURS_6)
    return Slo(name, "shop", Decimal("0.99"), period, indicator, group_by=group_by)


def latency(name: str, *matchers: Matcher, threshold: float = 0.3, estimate: bool = False) -> Slo:
    indicator = LatencyIndicator("request_seconds", matchers, threshold, estimate)
    return Slo(name, "shop", Decimal("0.95"), RollingPeriod(HOURS_6), indicator)


async def evaluated(url: str, slos: Sequence[Slo], at: int) -> dict[str, Status]:
    snapshot = await evaluate_once(Connection(url), slos, at, 30, lambda _share: None)
    return {status.id: status for status in snapshot}
