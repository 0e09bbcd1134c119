"""The shape of a definition file, and how it becomes SLOs.

The models are also the source of the JSON schema that editors use, so every field says what it
means. Refuses to know YAML and positions; see ``app/catalog/positions.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from app.catalog.alerting import AlertsPart
from app.catalog.exclusions import ExclusionPart, to_exclusions
from app.catalog.fields import (
    GroupBy,
    Histogram,
    LabelName,
    Matchers,
    Name,
    Objective,
    PlainSelector,
    Ratio,
    Rolling,
    Runbook,
    Service,
    Threshold,
    Timezone,
    Version,
)
from app.catalog.part import Part
from app.catalog.plans import PlanPart, to_plans
from app.catalog.positions import FieldPath
from app.slo.definition import (
    CalendarPeriod,
    CalendarUnit,
    GatePolicy,
    Indicator,
    LatencyIndicator,
    NoData,
    Origin,
    Period,
    RatioIndicator,
    Selector,
    Slo,
)
from app.slo.exclusion import Exclusion
from app.slo.plan import Plan


class LatencyPart(Part):
    """Events are requests; a good one took at most the threshold."""

    histogram: Histogram = Field(
        description="Name of the histogram without _bucket; it must count seconds."
    )
    match: Matchers = Field(
        default=(),
        json_schema_extra={"default": ""},
        description='Matchers on its labels, such as service="checkout".',
    )
    threshold: Threshold = Field(
        description="The longest duration of a good event, such as 300ms; best a bucket's bound."
    )
    estimate: bool = Field(
        default=False,
        description="Accept interpolation where the threshold is no bucket's bound.",
    )


class RatioPart(Part):
    """Events are counted by one selector, the good or the bad ones among them by another."""

    exactly_one_of = ("good", "bad")

    good: PlainSelector | None = Field(
        default=None, description="Selector of the counters of good events; or give bad."
    )
    bad: PlainSelector | None = Field(
        default=None, description="Selector of the counters of bad events; or give good."
    )
    total: PlainSelector = Field(description="Selector of the counters of all events.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._require_exactly_one(*self.exactly_one_of)
        part = self.good or self.bad
        if part and _same_series(part, self.total):
            name, always = ("good", "100%") if self.good else ("bad", "0%")
            raise ValueError(
                f"must select different series in {name} and total: they are the same, so the"
                f" SLI would always be {always}"
            )
        return self


class IndicatorPart(Part):
    """How events are read from Prometheus: exactly one of latency and ratio."""

    exactly_one_of = ("latency", "ratio")

    latency: LatencyPart | None = Field(
        default=None, description="Good events are those at or under a threshold of a histogram."
    )
    ratio: RatioPart | None = Field(
        default=None, description="Good events are counted by counters of their own."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._require_exactly_one(*self.exactly_one_of)
        return self


class CalendarPart(Part):
    """A period that begins and ends with the calendar."""

    calendar: Annotated[CalendarUnit, Field(strict=False)] = Field(
        description="The unit of the calendar: week (from Monday), month or quarter."
    )
    timezone: Timezone = Field(
        default="UTC", description="IANA name of the time zone whose midnight cuts the periods."
    )


_ROLLING, _CALENDAR = "(rolling)", "(calendar)"
"""Tags of the alternatives, which appear in the paths of errors: they must not look like fields."""


def _kind_of_period(value: object) -> str:
    return _CALENDAR if isinstance(value, dict) else _ROLLING


class GatePart(Part):
    """How a deployment gate treats this SLO."""

    no_data: Annotated[NoData, Field(strict=False)] = Field(
        default=NoData.INCONCLUSIVE,
        description="The verdict when the state is unknown or there was no traffic.",
    )
    warn_below: Ratio | None = Field(
        default=None, description="Warn when less than this share of the budget remains: 25%."
    )


class SloPart(Part):
    """One promise."""

    name: Name = Field(description="Unique in the catalog: lower-case letters, digits and -.")
    description: str = Field(default="", description="The promise in a sentence.")
    objective: Objective = Field(
        description='Share of events that must be good, such as "99.9%" or 0.999.'
    )
    period: Annotated[
        Annotated[Rolling, Tag(_ROLLING)] | Annotated[CalendarPart, Tag(_CALENDAR)],
        Discriminator(_kind_of_period),
    ] = Field(
        description="What the objective is promised over: 30d (rolling, 1h to 366d) or"
        " {calendar: month, timezone: Europe/Berlin}."
    )
    group_by: GroupBy = Field(
        default=[],
        json_schema_extra={"uniqueItems": True},
        description="Labels whose values make separate SLOs of this definition.",
    )
    max_groups: int = Field(
        default=1000, ge=1, le=10_000, description="Most groups that are kept; a cut is reported."
    )
    indicator: IndicatorPart = Field(description="How events are read: latency or ratio.")
    alerts: AlertsPart = Field(default=AlertsPart(), description="Who is called, and when.")
    gate: GatePart = Field(default=GatePart(), description="The deployment gate.")
    runbook: Runbook | None = Field(
        default=None, description="http or https URL of what to do when the promise is in danger."
    )


class Document(Part):
    """A definition file."""

    version: Version = Field(description="Version of this format: the number 1.")
    service: Service = Field(description="The service that the promises are about.")
    labels: dict[LabelName, str] = Field(
        default={}, description="Labels of every SLO of this file, such as {team: payments}."
    )
    slos: list[SloPart] = Field(min_length=1, description="The promises.")
    exclusions: list[ExclusionPart] = Field(
        default=[], description="Times outside the promises, of this file's SLOs or of others."
    )
    plans: list[PlanPart] = Field(
        default=[], description="Lists of steps that end in a verdict: load, settle, check."
    )

    def to_slos(self, file: str, lines: Sequence[int]) -> tuple[Slo, ...]:
        """Turn the file into definitions; ``lines`` says where each begins, from 1."""
        return tuple(
            self._to_slo(part, Origin(file, line))
            for part, line in zip(self.slos, lines, strict=True)
        )

    def faults(self, slos: Sequence[Slo]) -> Iterator[tuple[FieldPath, str]]:
        """Say what is wrong with definitions as a whole; ``slos`` are what they became."""
        for index, (part, slo) in enumerate(zip(self.slos, slos, strict=True)):
            for path, fault in part.alerts.faults(slo):
                yield ("slos", index, "alerts", *path), fault

    def to_exclusions(self, file: str, lines: Sequence[int]) -> tuple[Exclusion, ...]:
        """Turn the file's exclusions over; ``lines`` says where each begins, from 1."""
        return to_exclusions(self.exclusions, file, lines)

    def to_plans(self, file: str, lines: Sequence[int]) -> tuple[Plan, ...]:
        """Turn the file's plans over; ``lines`` says where each begins, from 1."""
        return to_plans(self.plans, file, lines)

    def _to_slo(self, part: SloPart, origin: Origin) -> Slo:
        return Slo(
            name=part.name,
            service=self.service,
            target=part.objective,
            period=_period(part.period),
            indicator=_indicator(part.indicator),
            description=part.description,
            labels=dict(self.labels),
            group_by=tuple(part.group_by),
            max_groups=part.max_groups,
            alerts=part.alerts.to_policy(),
            gate=GatePolicy(part.gate.no_data, part.gate.warn_below),
            runbook=part.runbook,
            origin=origin,
        )


def _period(period: Rolling | CalendarPart) -> Period:
    if isinstance(period, CalendarPart):
        return CalendarPeriod(period.calendar, period.timezone)
    return period


def _indicator(part: IndicatorPart) -> Indicator:
    if part.latency:
        latency = part.latency
        return LatencyIndicator(
            latency.histogram, latency.match, latency.threshold, latency.estimate
        )
    assert part.ratio is not None  # noqa: S101 - the model holds exactly one of the two
    return RatioIndicator(total=part.ratio.total, good=part.ratio.good, bad=part.ratio.bad)


def _same_series(one: Selector, other: Selector) -> bool:
    return one.metric == other.metric and set(one.matchers) == set(other.matchers)
