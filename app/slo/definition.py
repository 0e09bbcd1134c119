"""What was promised: an SLO as its author wrote it, checked and typed.

Refuses to know the file that it came from beyond its name and line, and the language of queries:
a selector is data here, and ``app/sources/promql.py`` writes it as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from app.slo.tier import Tier

Group = tuple[tuple[str, str], ...]
"""The label values that tell one SLO of a ``group_by`` definition from its siblings, by name."""


class MatchOperator(StrEnum):
    """How a matcher compares; regular expressions are RE2 and anchored at both ends."""

    EQUAL = "="
    NOT_EQUAL = "!="
    REGEX = "=~"
    NOT_REGEX = "!~"


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on one label; an absent label has the value ``""``."""

    label: str
    operator: MatchOperator
    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """The series of one metric whose labels meet every matcher."""

    metric: str
    matchers: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class LatencyIndicator:
    """An event is good when its duration is at or under the threshold.

    ``histogram`` is the family's name without ``_bucket``; ``estimate`` accepts interpolation
    where the threshold is no bucket bound.
    """

    histogram: str
    matchers: tuple[Matcher, ...]
    threshold_seconds: float
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class RatioIndicator:
    """``total`` counts the events; exactly one of ``good`` and ``bad`` counts a share of them."""

    total: Selector
    good: Selector | None = None
    bad: Selector | None = None


Indicator = LatencyIndicator | RatioIndicator


@dataclass(frozen=True, slots=True)
class RollingPeriod:
    """The promise holds over the last ``seconds`` (1 h to 366 d), at any time."""

    seconds: int


class CalendarUnit(StrEnum):
    """The calendar periods that a promise can be made over; a week begins on Monday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """The promise holds over each calendar unit, as the clocks of ``timezone`` cut it."""

    unit: CalendarUnit
    timezone: str


Period = RollingPeriod | CalendarPeriod


class NoData(StrEnum):
    """What a gate answers for an SLO whose state is unknown or that saw no traffic."""

    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"
    PASS = "pass"


KEEP_FIRING_SECONDS = 300
"""So long a condition must not have held for its alert to end, unless the author says otherwise."""


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """When somebody is called.

    ``tiers`` are those that the author wrote out: one with a standard tier's name stands in its
    place. A long window needs ``min_events`` events to be trusted. ``budget_below`` (0 to 1) and
    ``no_data_seconds`` call for a budget that is nearly spent and for samples that are missing;
    ``None``: they do not.
    """

    disable: frozenset[str] = frozenset()
    min_events: float = 20.0
    tiers: tuple[Tier, ...] = ()
    keep_firing_seconds: int = KEEP_FIRING_SECONDS
    budget_below: float | None = None
    no_data_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """How a gate treats this SLO; it warns when less than ``warn_below`` (0 to 1) is left."""

    no_data: NoData = NoData.INCONCLUSIVE
    warn_below: float | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition was written; ``line`` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Slo:
    """One definition. With ``group_by`` it stands for one SLO for each label set found.

    ``target`` is exact and lies strictly between 0 and 1: it is parsed through ``Decimal``, so
    that 99.9 % leaves exactly 1/1000 of budget.
    """

    name: str
    service: str
    target: Decimal
    period: Period
    indicator: Indicator
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    group_by: tuple[str, ...] = ()
    max_groups: int = 1000
    alerts: AlertPolicy = AlertPolicy()
    gate: GatePolicy = GatePolicy()
    runbook: str | None = None
    origin: Origin = Origin("", 0)

    @cached_property
    def error_budget_ratio(self) -> float:
        """The share of events that may be bad: 1 − target, subtracted before it is rounded."""
        return float(Fraction(1) - Fraction(self.target))

    @cached_property
    def fingerprint(self) -> str:
        """Identify what is counted: a change of it starts a new account.

        The objective, the period and the texts are left out: changing them keeps the count.
        """
        meaning = json.dumps([_meaning(self.indicator), sorted(self.group_by)], sort_keys=True)
        return hashlib.sha256(meaning.encode()).hexdigest()[:16]

    def id_of(self, group: Group) -> str:
        """Name one SLO: the definition's name, and 16 hex digits of the group's hash if grouped."""
        if not self.group_by or not group:
            return self.name
        if group not in self._ids:
            text = json.dumps(sorted(group), separators=(",", ":"), ensure_ascii=False)
            self._ids[group] = f"{self.name}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        return self._ids[group]

    @cached_property
    def _ids(self) -> dict[Group, str]:
        return {}


def _meaning(indicator: Indicator) -> object:
    if isinstance(indicator, LatencyIndicator):
        return [
            "latency",
            indicator.histogram,
            _sorted_matchers(indicator.matchers),
            indicator.threshold_seconds,
            indicator.estimate,
        ]
    return ["ratio", *(_selector(s) for s in (indicator.total, indicator.good, indicator.bad))]


def _selector(selector: Selector | None) -> object:
    return selector and [selector.metric, _sorted_matchers(selector.matchers)]


def _sorted_matchers(matchers: tuple[Matcher, ...]) -> list[list[str]]:
    return sorted([m.label, m.operator.value, m.value] for m in matchers)
