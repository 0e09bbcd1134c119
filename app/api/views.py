"""The single mapping from the domain to what travels; every face shows these views.

Refuses to compute: a value is renamed or written as JSON can hold it, and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from app.api.definition_view import definition_view, period_view
from app.api.wire import status as shape
from app.api.wire import verdict as verdict_shape
from app.slo.alert import Alert
from app.slo.definition import LatencyIndicator, Slo
from app.slo.instant import instant, optional_instant, reachable_instant
from app.slo.snapshot import (
    Budget,
    BurnRate,
    Estimate,
    Events,
    Excluded,
    Latency,
    Quantile,
    Snapshot,
    Status,
)
from app.slo.verdict import Result, Verdict

SCHEMA_VERSION: Final = 1
"""Of a verdict; a change that is no addition would raise it."""

JUDGED_QUANTILE = 0.95
"""The quantile that a verdict shows beside a latency SLO."""


def status_view(status: Status) -> shape.Status:
    """Show one SLO at one evaluation time."""
    return shape.Status(**_status_fields(status))


def detail_view(status: Status, queries: Sequence[str]) -> shape.StatusDetail:
    """Show one SLO with its definition and the queries that read its events."""
    return shape.StatusDetail(
        **_status_fields(status),
        definition=definition_view(status.slo),
        queries=list(queries),
    )


def list_view(
    snapshot: Snapshot, statuses: Iterable[Status], next_cursor: str | None
) -> shape.StatusList:
    """Show statuses of one snapshot, in the order given."""
    return shape.StatusList(
        generation=snapshot.generation,
        evaluated_at=instant(snapshot.evaluated_at),
        slos=[status_view(status) for status in statuses],
        next_cursor=next_cursor,
    )


def verdict_view(
    verdict: Verdict, queries_of: Callable[[Status], Sequence[str]]
) -> verdict_shape.Verdict:
    """Show a gate's answer; ``queries_of`` gives the queries that read a status."""
    return verdict_shape.Verdict(
        schema_version=SCHEMA_VERSION,
        check_id=verdict.check_id,
        verdict=verdict.verdict.name,
        reason=verdict.reason.name,
        summary=verdict.summary,
        mode=verdict.mode.name,
        start=optional_instant(verdict.start),
        end=instant(verdict.end),
        match={},
        data=verdict_shape.VerdictData(
            expected_until=instant(verdict.expected_until),
            newest_sample=optional_instant(verdict.newest_sample),
            covered_ratio=verdict.covered_ratio,
        ),
        results=[result_view(result, queries_of(result.status)) for result in verdict.results],
    )


def result_view(result: Result, queries: Sequence[str]) -> verdict_shape.Result:
    """Show what a gate says of one SLO."""
    status = result.status
    return verdict_shape.Result(
        slo=status.id,
        group=dict(status.group),
        verdict=result.verdict.name,
        reason=result.reason.name,
        sli=status.sli,
        target=float(status.slo.target),
        events=events_view(status.events),
        estimate=estimate_view(status.estimate),
        confidence=None,
        latency=_latency_result(status),
        budget=_budget_result(status.budget),
        burn_rates=[_burn_rate(rate) for rate in status.burn_rates],
        baseline=None,
        query="\n".join(queries) or None,
        start=instant(status.start),
        end=instant(status.end),
        informational=False,
        location=location_view(status.slo.origin.file, status.slo.origin.line),
        message=result.message,
    )


def _status_fields(status: Status) -> dict[str, Any]:
    slo = status.slo
    return {
        "id": status.id,
        "name": slo.name,
        "service": slo.service,
        "labels": dict(slo.labels),
        "group": dict(status.group),
        "indicator": _indicator_kind(slo).name,
        "target": float(slo.target),
        "threshold_seconds": _threshold_seconds(slo),
        "period": period_view(slo.period),
        "state": status.state.name,
        "data": status.data.name,
        "reason": status.reason and status.reason.name,
        "message": status.message,
        "counting": status.counting.name,
        "start": instant(status.start),
        "end": instant(status.end),
        "covered_ratio": status.covered_ratio,
        "since": optional_instant(status.since),
        "data_until": optional_instant(status.data_until),
        "sli": status.sli,
        "estimate": estimate_view(status.estimate),
        "events": events_view(status.events),
        "excluded": _excluded(status.excluded),
        "budget": _budget(status.budget),
        "burn_rates": [_burn_rate(rate) for rate in status.burn_rates],
        "latency": _latency(status.latency),
        "alerts": [_alert(alert) for alert in status.alerts],
        "evaluated_at": instant(status.evaluated_at),
    }


def _excluded(excluded: Excluded | None) -> shape.Excluded | None:
    if excluded is None:
        return None
    events = events_view(excluded.events)
    assert events is not None  # noqa: S101  # there are some, if only none
    return shape.Excluded(events=events, seconds=excluded.seconds)


def _indicator_kind(slo: Slo) -> shape.IndicatorKind:
    is_latency = isinstance(slo.indicator, LatencyIndicator)
    return shape.IndicatorKind.LATENCY if is_latency else shape.IndicatorKind.RATIO


def _threshold_seconds(slo: Slo) -> float | None:
    indicator = slo.indicator
    return indicator.threshold_seconds if isinstance(indicator, LatencyIndicator) else None


def _count(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def events_view(events: Events | None) -> shape.Events | None:
    """Show the events of a window."""
    if events is None:
        return None
    return shape.Events(
        good=_count(events.good), bad=_count(events.bad), total=_count(events.total)
    )


def location_view(file: str, line: int) -> verdict_shape.Location | None:
    """Show where a definition is written, if that is a file."""
    return verdict_shape.Location(file=file, line=line) if file else None


def estimate_view(estimate: Estimate | None) -> shape.Estimate | None:
    """Show the bounds of an SLI, if it had to be estimated."""
    if estimate is None:
        return None
    return shape.Estimate(sli_low=estimate.sli_low, sli_high=estimate.sli_high)


def _budget(budget: Budget | None) -> shape.Budget | None:
    if budget is None:
        return None
    return shape.Budget(
        events=_count(budget.events),
        basis=budget.basis.name,
        consumed_ratio=budget.consumed_ratio,
        remaining_ratio=budget.remaining_ratio,
        exhausts_at=reachable_instant(budget.exhausts_at),
    )


def _burn_rate(rate: BurnRate) -> shape.BurnRate:
    return shape.BurnRate(
        window_seconds=rate.window_seconds,
        burn_rate=rate.burn_rate,
        events=events_view(rate.events),
    )


def _latency(latency: Latency | None) -> shape.Latency | None:
    if latency is None:
        return None
    return shape.Latency(
        window_seconds=latency.window_seconds,
        evaluated_at=instant(latency.evaluated_at),
        quantiles=[shape.Quantile(**quantile_fields(entry)) for entry in latency.quantiles],
    )


def quantile_fields(entry: Quantile) -> dict[str, Any]:
    """Show a quantile with its bucket."""
    return {
        "quantile": entry.quantile,
        "value_seconds": entry.value_seconds,
        "low_seconds": entry.low_seconds,
        "high_seconds": entry.high_seconds,
    }


def _alert(alert: Alert) -> shape.StatusAlert:
    return shape.StatusAlert(
        id=alert.id,
        tier=alert.subject.tier,
        severity=alert.subject.severity.name,
        reason=alert.reason.name,
        started_at=instant(alert.started_at),
        summary=alert.summary,
        factor=alert.evidence.factor,
        long_window_seconds=alert.evidence.long_window_seconds,
        short_window_seconds=alert.evidence.short_window_seconds,
    )


def _budget_result(budget: Budget | None) -> verdict_shape.BudgetResult | None:
    if budget is None:
        return None
    return verdict_shape.BudgetResult(remaining_ratio=budget.remaining_ratio)


def _latency_result(status: Status) -> verdict_shape.LatencyResult | None:
    threshold_seconds = _threshold_seconds(status.slo)
    if status.latency is None or threshold_seconds is None:
        return None
    for entry in status.latency.quantiles:
        if entry.quantile == JUDGED_QUANTILE:
            return verdict_shape.LatencyResult(
                **quantile_fields(entry), threshold_seconds=threshold_seconds
            )
    return None
