"""A gate's answer."""

from __future__ import annotations

from typing import Annotated, Literal

from app.api.wire.answer import Problem
from app.api.wire.scalar import Instant, Ratio, Seconds, View, known
from app.api.wire.status import BurnRate, Estimate, Events
from app.slo import verdict as domain
from app.slo.interval import IntervalMethod


class VerdictData(View):
    """How fresh and how complete the data under a verdict is."""

    expected_until: Instant
    """How far the data should reach by the clock."""
    newest_sample: Instant | None
    """Where the data of the least fresh SLO ends; null if one of them has none."""
    covered_ratio: Ratio | None
    """The least share of a period or run that is known; null if there is none."""


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


class Confidence(View):
    """The interval in which the true share of good events lies."""

    method: Annotated[str, known(IntervalMethod)]
    """How it was found."""
    level: Ratio
    """How sure that is."""
    low: Ratio
    """Its lower end."""
    high: Ratio
    """Its upper end."""


class BaselineResult(View):
    """What a run was compared to, and how it compares."""

    check_id: str | None
    """The check that counted it; null if it was counted for this one."""
    start: Instant
    """Where what was counted begins."""
    end: Instant
    """Where it ends."""
    sli: float | None
    """Share of good events then."""
    events: Events | None
    """What was counted."""
    difference: float
    """By how much the share of bad events is larger now."""
    p_value: Ratio
    """How probable that is, or more, if nothing has changed."""
    regressed: bool
    """Whether that counts as a regression."""


class Location(View):
    """Where a definition is written."""

    file: str
    """The file, below the folder that definitions are read from."""
    line: int
    """The line, from 1."""


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
    estimate: Estimate | None
    """Bounds of the share where it had to be estimated; else null."""
    confidence: Confidence | None
    """The interval that decided; null unless one was asked for."""
    latency: LatencyResult | None
    """Of a run, the quantile that the target is about; of a budget, the 95th percentile of the last
    minutes. Null if it is not known, or no latency SLO."""
    budget: BudgetResult | None
    """The error budget of the period; null if it is not known."""
    burn_rates: list[BurnRate]
    """By ascending window."""
    baseline: BaselineResult | None
    """What a run was compared to; null if to nothing."""
    query: str | None
    """What reads the events, one query to a line."""
    start: Instant | None
    """Where what was counted really begins: of a run, the last look before it; null if unknown."""
    end: Instant | None
    """Where it really ends: of a run, the last look in it; null if unknown."""
    informational: bool
    """Whether this result does not count in the verdict."""
    location: Location | None
    """Where the definition is written; null if it was read from no file."""
    message: str
    """The reason as a sentence."""


class Verdict(View):
    """A gate's answer over every SLO asked for; the worst of the results."""

    schema_version: Literal[1]
    """Stays 1 while only additions are made."""
    check_id: str
    """Of a run, the name under which it is kept; of budgets, it follows from the evaluation and
    the question."""
    verdict: Annotated[str, known(domain.VerdictKind)]
    """The answer; treat an unknown value as anything but PASS."""
    reason: Annotated[str, known(domain.VerdictReason)]
    """Code of the reason for the worst result."""
    summary: str
    """The answer as a sentence."""
    mode: Annotated[str, known(domain.Mode)]
    """BUDGET judges the budgets as they stand, RUN the events of a time."""
    start: Instant | None
    """Where the run, or the earliest judged period, begins; null if there is no SLO."""
    end: Instant
    """Where the run or the judged periods end."""
    match: dict[str, str]
    """Labels that the series of the run have."""
    data: VerdictData
    """How fresh and complete the data is."""
    results: list[Result]
    """By id of the SLO."""


class VerdictProblem(Problem):
    """Why a run could not be judged: Prometheus could not be read."""

    verdict: Verdict
    """What was found out in spite of that."""


class CheckPending(View):
    """A check of a run that is not over."""

    check_id: str
    """Ask for it by this."""
    retry_after_seconds: Seconds
    """When to ask again."""


class CheckSummary(View):
    """A verdict on a run, without its results."""

    check_id: str
    """Names it."""
    verdict: Annotated[str, known(domain.VerdictKind)]
    """The answer."""
    reason: Annotated[str, known(domain.VerdictReason)]
    """Code of the reason for the worst result."""
    summary: str
    """The answer as a sentence."""
    start: Instant
    """Where the run begins."""
    end: Instant
    """Where it ends."""
    match: dict[str, str]
    """Labels that its series have."""
    created_at: Instant
    """When it was asked for."""
    created_by: str
    """Who asked."""


class CheckList(View):
    """Verdicts on runs, the one that was asked for last first."""

    checks: list[CheckSummary]
    """By when they were asked for, the last first."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""
