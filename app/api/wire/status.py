"""One SLO at one evaluation time, and lists of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.api.wire.definition import Definition, Period
from app.api.wire.scalar import Count, Instant, Ratio, Seconds, View, WholeSeconds, known
from app.slo import snapshot as domain
from app.slo.alert import AlertReason
from app.slo.tier import Severity


class IndicatorKind(StrEnum):
    """What an SLO is about."""

    LATENCY = "LATENCY"
    RATIO = "RATIO"


class Events(View):
    """Events of a window."""

    good: Count
    """Events that kept the promise."""
    bad: Count
    """Events that broke it."""
    total: Count
    """All events."""


class Estimate(View):
    """Bounds of an SLI that had to be interpolated inside a bucket."""

    sli_low: float
    """The SLI if every event in the bucket was bad."""
    sli_high: float
    """The SLI if every event in the bucket was good."""


class Budget(View):
    """The bad events allowed in the period, and what became of them."""

    events: Count
    """How many bad events are allowed."""
    basis: Annotated[str, known(domain.Basis)]
    """What the budget is a share of."""
    consumed_ratio: float | None
    """Share that is spent; above 1 when more than all of it is."""
    remaining_ratio: float | None
    """Share that is left; below 0 when more than all of it is spent."""
    exhausts_at: Instant | None
    """When it is gone at the present rate; null if that is not foreseen."""


class BurnRate(View):
    """How fast a window spends the budget."""

    window_seconds: WholeSeconds
    """Length of the window."""
    burn_rate: float | None
    """1 spends the budget in exactly one period; null if it is not known."""
    events: Events | None
    """What happened in the window; null if it is not known."""


class Quantile(View):
    """A latency quantile as the bucket that holds it and the interpolation inside."""

    quantile: Ratio
    """Which quantile, such as 0.95."""
    value_seconds: Seconds | None
    """Interpolated; null in the bucket without an upper bound."""
    low_seconds: Seconds
    """Lower bound of the bucket."""
    high_seconds: Seconds | None
    """Upper bound of the bucket; null if it has none."""


class Latency(View):
    """The quantiles of a window."""

    window_seconds: WholeSeconds
    """Length of the window."""
    evaluated_at: Instant
    """When the window ended."""
    quantiles: list[Quantile]
    """In ascending order."""


class StatusAlert(View):
    """An alert of this SLO that fires."""

    id: str
    """Names the episode, from its begin to its end."""
    tier: str
    """Name of the condition."""
    severity: Annotated[str, known(Severity)]
    """Whom it calls."""
    reason: Annotated[str, known(AlertReason)]
    """Code of why it fires."""
    started_at: Instant
    """The evaluation in which it began."""
    summary: str
    """What was seen then, in a sentence."""
    factor: float | None
    """The burn rate that both windows were at or above; null if it is not about burning."""
    long_window_seconds: WholeSeconds | None
    """Shows that the matter is significant."""
    short_window_seconds: WholeSeconds | None
    """Shows that the matter is still going on."""


class Excluded(View):
    """What exclusions take out of the figures of the period."""

    events: Events
    """Events that are in no other figure."""
    seconds: Seconds
    """How much of the period is excluded."""


class Status(View):
    """One SLO at one evaluation time.

    When `data` is STALE, NO_DATA or QUERY_ERROR, the figures of the period stand as of
    `data_until`, and those of the present are null.
    """

    id: str
    """The definition's name; for a group followed by `.` and 16 hex digits."""
    name: str
    """Name of the definition."""
    service: str
    """The service that makes the promise."""
    labels: dict[str, str]
    """The author's labels."""
    group: dict[str, str]
    """The label values of this group, empty if the definition is not grouped."""
    indicator: Annotated[str, known(IndicatorKind)]
    """What the SLO is about."""
    target: Ratio
    """Share of events that must be good."""
    threshold_seconds: Seconds | None
    """The longest duration of a good event; null unless `indicator` is LATENCY."""
    period: Period
    """What the promise is made over."""
    state: Annotated[str, known(domain.State)]
    """What the owner should make of it."""
    data: Annotated[str, known(domain.Data)]
    """How far the figures can be trusted."""
    reason: Annotated[str, known(domain.Reason)] | None
    """Code of why `data` or `state` is what it is; null if all is well."""
    message: str | None
    """The same as a sentence."""
    counting: Annotated[str, known(domain.Counting)]
    """How the events were counted."""
    start: Instant
    """Where the counted period truly begins."""
    end: Instant
    """Where it truly ends."""
    covered_ratio: Ratio
    """Share of the period that has been read from Prometheus."""
    since: Instant | None
    """Time of the earliest sample in the account."""
    data_until: Instant | None
    """How far the figures reach; null if there are none."""
    sli: float | None
    """Share of good events over the period; null if nothing happened or nothing is known."""
    estimate: Estimate | None
    """Bounds of `sli` where it was interpolated; null where it was counted."""
    events: Events | None
    """Events of the period, without those that are excluded."""
    excluded: Excluded | None
    """What is excluded from the figures; null if nothing is."""
    budget: Budget | None
    """The error budget of the period."""
    burn_rates: list[BurnRate]
    """By ascending window."""
    latency: Latency | None
    """Recent latency quantiles; null unless `indicator` is LATENCY and they are known."""
    alerts: list[StatusAlert]
    """The alerts that fire."""
    evaluated_at: Instant
    """What the status is true for."""


class StatusDetail(Status):
    """A status with what it is read from."""

    definition: Definition
    """The SLO as its author wrote it."""
    queries: list[str]
    """The queries that read its events, as Prometheus is asked them."""


class StatusList(View):
    """Statuses of one evaluation, by id."""

    generation: int | None
    """Number of the step on the clock's grid; null if no service evaluated it."""
    evaluated_at: Instant
    """What the list is true for."""
    slos: list[Status]
    """Ordered by id."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""
