"""A gate's answer."""

from __future__ import annotations

from typing import Annotated, Literal

from app.api.wire.scalar import Instant, Ratio, Seconds, View, known
from app.api.wire.status import BurnRate, Events
from app.slo import verdict as domain


class VerdictData(View):
    """How fresh and how complete the data under a verdict is."""

    expected_until: Instant
    """How far the data should reach by the clock."""
    newest_sample: Instant | None
    """Where the data of the least fresh SLO ends; null if one of them has none."""
    covered_ratio: Ratio | None
    """The least share of a period that has been read; null if there is no SLO."""


class LatencyResult(View):
    """The latency quantile beside a verdict."""

    quantile: Ratio
    """Which quantile."""
    value_seconds: Seconds | None
    """Interpolated; null in the bucket without an upper bound."""
    low_seconds: Seconds
    """Lower bound of its bucket."""
    high_seconds: Seconds | None
    """Upper bound of its bucket; null if it has none."""
    threshold_seconds: Seconds
    """The longest duration of a good event."""


class BudgetResult(View):
    """What is left of the budget."""

    remaining_ratio: float | None
    """Share of the budget that is left; null if it is not known."""


class Result(View):
    """The verdict on one SLO."""

    slo: str
    """Id of the SLO."""
    group: dict[str, str]
    """The label values that tell it from its siblings; empty if it is not grouped."""
    verdict: Annotated[str, known(domain.VerdictKind)]
    """The answer for this SLO."""
    reason: Annotated[str, known(domain.VerdictReason)]
    """Code of the reason."""
    sli: float | None
    """Share of good events; null if it is not known."""
    target: Ratio
    """Share of events that must be good."""
    events: Events | None
    """What was judged; null if it is not known."""
    confidence: None
    """Null in BUDGET mode."""
    latency: LatencyResult | None
    """The 95th percentile of the last minutes; null if it is not known or no latency SLO."""
    budget: BudgetResult | None
    """The error budget of the period; null if it is not known."""
    burn_rates: list[BurnRate]
    """By ascending window."""
    baseline: None
    """Null in BUDGET mode."""
    query: str | None
    """What reads the events, one query to a line."""
    message: str
    """The reason as a sentence."""


class Verdict(View):
    """A gate's answer over every SLO asked for; the worst of the results."""

    schema_version: Literal[1]
    """Stays 1 while only additions are made."""
    check_id: str
    """Follows from the evaluation and the question."""
    verdict: Annotated[str, known(domain.VerdictKind)]
    """The answer; treat an unknown value as anything but PASS."""
    reason: Annotated[str, known(domain.VerdictReason)]
    """Code of the reason for the worst result."""
    summary: str
    """The answer as a sentence."""
    mode: Annotated[str, known(domain.Mode)]
    """BUDGET judges the budgets as they stand."""
    start: Instant | None
    """Where the earliest judged period begins; null if there is no SLO."""
    end: Instant
    """Where the judged periods end."""
    match: dict[str, str]
    """Empty in BUDGET mode."""
    data: VerdictData
    """How fresh and complete the data is."""
    results: list[Result]
    """By id of the SLO."""
