"""The part of the mapping that shows a definition; see ``app/api/views.py``."""

from __future__ import annotations

from app.api.wire import definition as shape
from app.slo.burn import applicable_tiers, dropped_tiers
from app.slo.definition import (
    CalendarPeriod,
    Indicator,
    LatencyIndicator,
    Matcher,
    Period,
    Selector,
    Slo,
)
from app.slo.period import nominal_seconds
from app.slo.tier import Tier


def definition_view(slo: Slo) -> shape.Definition:
    """Show an SLO as its author wrote it."""
    return shape.Definition(
        name=slo.name,
        service=slo.service,
        description=slo.description,
        labels=dict(slo.labels),
        group_by=list(slo.group_by),
        max_groups=slo.max_groups,
        target=float(slo.target),
        period=period_view(slo.period),
        indicator=_indicator(slo.indicator),
        alerts=_alerts(slo),
        gate=shape.GatePolicy(no_data=slo.gate.no_data.name, warn_below=slo.gate.warn_below),
        runbook=slo.runbook,
        origin=shape.Origin(file=slo.origin.file, line=slo.origin.line),
    )


def period_view(period: Period) -> shape.RollingPeriod | shape.CalendarPeriod:
    """Show what a promise is made over."""
    if isinstance(period, CalendarPeriod):
        return shape.CalendarPeriod(
            kind="CALENDAR", unit=period.unit.name, timezone=period.timezone
        )
    return shape.RollingPeriod(kind="ROLLING", seconds=period.seconds)


def _alerts(slo: Slo) -> shape.AlertPolicy:
    policy = slo.alerts
    return shape.AlertPolicy(
        disable=sorted(policy.disable),
        min_events=policy.min_events,
        keep_firing_seconds=policy.keep_firing_seconds,
        budget_below=policy.budget_below,
        no_data_seconds=policy.no_data_seconds,
        tiers=[_tier(tier, nominal_seconds(slo.period)) for tier in applicable_tiers(slo)],
        dropped=[
            shape.DroppedTier(name=tier.name, reason=reason) for tier, reason in dropped_tiers(slo)
        ],
    )


def _tier(tier: Tier, period_seconds: int) -> shape.Tier:
    return shape.Tier(
        name=tier.name,
        severity=tier.severity.name,
        budget_share=tier.budget_share,
        factor=tier.factor(period_seconds),
        long_window_seconds=tier.long_window_seconds,
        short_window_seconds=tier.short_window_seconds,
    )


def _indicator(indicator: Indicator) -> shape.LatencyIndicator | shape.RatioIndicator:
    if isinstance(indicator, LatencyIndicator):
        return shape.LatencyIndicator(
            kind="LATENCY",
            histogram=indicator.histogram,
            matchers=_matchers(indicator.matchers),
            threshold_seconds=indicator.threshold_seconds,
            estimate=indicator.estimate,
        )
    return shape.RatioIndicator(
        kind="RATIO",
        total=_selector(indicator.total),
        good=_optional_selector(indicator.good),
        bad=_optional_selector(indicator.bad),
    )


def _optional_selector(selector: Selector | None) -> shape.Selector | None:
    return None if selector is None else _selector(selector)


def _selector(selector: Selector) -> shape.Selector:
    return shape.Selector(metric=selector.metric, matchers=_matchers(selector.matchers))


def _matchers(matchers: tuple[Matcher, ...]) -> list[shape.Matcher]:
    return [
        shape.Matcher(label=each.label, operator=each.operator.value, value=each.value)
        for each in matchers
    ]
