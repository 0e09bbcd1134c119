"""A definition as its author wrote it, in the contract's words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.api.wire.scalar import Count, Ratio, Seconds, View, WholeSeconds, known
from app.slo.definition import CalendarUnit, NoData
from app.slo.tier import Severity


class RollingPeriod(View):
    """The promise holds over the last so many seconds, at any time."""

    kind: Literal["ROLLING"]
    seconds: WholeSeconds
    """Length of the period."""


class CalendarPeriod(View):
    """The promise holds over each calendar unit."""

    kind: Literal["CALENDAR"]
    unit: Annotated[str, known(CalendarUnit)]
    """What the calendar is cut into."""
    timezone: str
    """IANA name of the time zone whose clocks cut it."""


Period = Annotated[RollingPeriod | CalendarPeriod, Field(discriminator="kind")]


class Matcher(View):
    """A condition on one label of a series."""

    label: str
    """Name of the label."""
    operator: str
    """As in PromQL: `=`, `!=`, `=~` or `!~`."""
    value: str
    """What the label is compared with; a regular expression is anchored at both ends."""


class Selector(View):
    """The series of one metric whose labels meet every matcher."""

    metric: str
    """Name of the metric."""
    matchers: list[Matcher]
    """All of them must hold."""


class LatencyIndicator(View):
    """An event is good when its duration is at or under the threshold."""

    kind: Literal["LATENCY"]
    histogram: str
    """Name of the histogram, without `_bucket`."""
    matchers: list[Matcher]
    """Which of its series count."""
    threshold_seconds: Seconds
    """The longest duration of a good event."""
    estimate: bool
    """Whether interpolation is accepted where the threshold is no bucket bound."""


class RatioIndicator(View):
    """One counter counts all events, another the good or the bad ones among them."""

    kind: Literal["RATIO"]
    total: Selector
    """What counts all events."""
    good: Selector | None
    """What counts the good ones, null if the bad ones are counted."""
    bad: Selector | None
    """What counts the bad ones, null if the good ones are counted."""


Indicator = Annotated[LatencyIndicator | RatioIndicator, Field(discriminator="kind")]


class Tier(View):
    """A burn-rate tier as it applies to this SLO."""

    name: str
    """Name of the condition."""
    severity: Annotated[str, known(Severity)]
    """Whom it calls."""
    budget_share: Ratio
    """Share of the budget that the long window may spend."""
    factor: float
    """The burn rate that both windows have to reach; it follows from the share."""
    long_window_seconds: WholeSeconds
    """Shows that the matter is significant."""
    short_window_seconds: WholeSeconds
    """Shows that the matter is still going on."""


class DroppedTier(View):
    """A tier that cannot mean anything for this SLO."""

    name: str
    """Name of the condition."""
    reason: str
    """Why not, in a sentence."""


class AlertPolicy(View):
    """When somebody is called."""

    disable: list[str]
    """Tiers that are switched off."""
    min_events: Count
    """Events that a long window needs before its burn rate is trusted."""
    keep_firing_seconds: WholeSeconds
    """How long a condition must not have held for its alert to end."""
    budget_below: Ratio | None
    """A ticket is opened when a smaller share of the budget is left; null: it is not."""
    no_data_seconds: WholeSeconds | None
    """A ticket is opened when samples are missing for so long; null: it is not."""
    tiers: list[Tier]
    """The tiers that apply."""
    dropped: list[DroppedTier]
    """The tiers that do not apply although nobody switched them off."""


class GatePolicy(View):
    """How a gate treats the SLO."""

    no_data: Annotated[str, known(NoData)]
    """The verdict where the state is unknown or nothing happened."""
    warn_below: Ratio | None
    """The gate warns when a smaller share of the budget is left; null: it does not."""


class Origin(View):
    """Where the definition was written."""

    file: str
    """Name of the file."""
    line: int
    """Line in it, from 1."""


class Definition(View):
    """An SLO as its author wrote it; with `group_by` it stands for one SLO per label set."""

    name: str
    """Unique in the catalog."""
    service: str
    """The service that makes the promise."""
    description: str
    """The author's sentence, empty if there is none."""
    labels: dict[str, str]
    """The author's labels."""
    group_by: list[str]
    """Labels that tell one SLO from its siblings; empty if the definition is one SLO."""
    max_groups: int
    """The most label sets that become SLOs."""
    target: Ratio
    """Share of events that must be good; strictly between 0 and 1."""
    period: Period
    """What the promise is made over."""
    indicator: Indicator
    """How events are read from Prometheus."""
    alerts: AlertPolicy
    """When somebody is called."""
    gate: GatePolicy
    """How a gate treats the SLO."""
    runbook: str | None
    """Where help is written down."""
    origin: Origin
    """Where the definition was written."""
