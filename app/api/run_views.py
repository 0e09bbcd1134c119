"""The part of the mapping that shows verdicts on runs. See ``app/api/views.py``."""

from __future__ import annotations

from collections.abc import Iterator

from app.api.views import (
    SCHEMA_VERSION,
    estimate_view,
    events_view,
    location_view,
    quantile_fields,
)
from app.api.wire import verdict as shape
from app.slo.instant import instant, optional_instant
from app.slo.run import (
    BaselineResult,
    IntervalResult,
    RunResult,
    RunVerdict,
)


def run_verdict_view(verdict: RunVerdict) -> shape.Verdict:
    """Show a verdict on a run."""
    head = verdict_head(verdict)
    return head.model_copy(update={"results": list(verdict_results(verdict))})


def verdict_results(verdict: RunVerdict) -> Iterator[shape.Result]:
    """Show what a verdict says of each SLO, one by one."""
    return map(_result, verdict.results)


def verdict_head(verdict: RunVerdict) -> shape.Verdict:
    """Show a verdict on a run but for its results."""
    return shape.Verdict(
        schema_version=SCHEMA_VERSION,
        check_id=verdict.check_id,
        verdict=verdict.verdict.name,
        reason=verdict.reason.name,
        summary=verdict.summary,
        mode=verdict.mode.name,
        start=instant(verdict.start),
        end=instant(verdict.end),
        match=dict(verdict.match),
        data=shape.VerdictData(
            expected_until=instant(verdict.end),
            newest_sample=optional_instant(verdict.newest_sample),
            covered_ratio=verdict.covered_ratio,
        ),
        results=[],
    )


def summary_view(verdict: RunVerdict) -> shape.CheckSummary:
    """Show a verdict without its results."""
    return shape.CheckSummary(
        check_id=verdict.check_id,
        verdict=verdict.verdict.name,
        reason=verdict.reason.name,
        summary=verdict.summary,
        start=instant(verdict.start),
        end=instant(verdict.end),
        match=dict(verdict.match),
        created_at=instant(verdict.created_at),
        created_by=verdict.created_by,
    )


def _result(result: RunResult) -> shape.Result:
    location = result.location
    return shape.Result(
        slo=result.slo,
        group=dict(result.group),
        verdict=result.verdict.name,
        reason=result.reason.name,
        sli=None if result.events is None else result.events.sli,
        target=result.target,
        events=events_view(result.events),
        estimate=estimate_view(result.estimate),
        confidence=_confidence(result.confidence),
        latency=_latency(result),
        budget=None,
        burn_rates=[],
        baseline=_baseline(result.baseline),
        query=result.query or None,
        start=optional_instant(result.start),
        end=optional_instant(result.end),
        informational=result.informational,
        location=None if location is None else location_view(location.file, location.line),
        message=result.message,
    )


def _confidence(found: IntervalResult | None) -> shape.Confidence | None:
    if found is None:
        return None
    return shape.Confidence(
        method=found.method.name, level=found.level, low=found.low, high=found.high
    )


def _latency(result: RunResult) -> shape.LatencyResult | None:
    if result.quantile is None or result.threshold_seconds is None:
        return None
    return shape.LatencyResult(
        **quantile_fields(result.quantile), threshold_seconds=result.threshold_seconds
    )


def _baseline(found: BaselineResult | None) -> shape.BaselineResult | None:
    if found is None:
        return None
    return shape.BaselineResult(
        check_id=found.check_id,
        start=instant(found.start),
        end=instant(found.end),
        sli=found.events.sli,
        events=events_view(found.events),
        difference=found.difference,
        p_value=found.p_value,
        regressed=found.regressed,
    )
