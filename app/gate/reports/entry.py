"""What the reports know of a verdict, and how much each part of it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.slo.verdict import Mode, VerdictKind

GATE_NAME = "SLO gate"


class Level(StrEnum):
    """How much an entry matters to whoever waits for the gate."""

    ERROR = "error"
    """It keeps the gate shut: FAIL, ERROR, INCONCLUSIVE, and every word that is not known."""
    WARNING = "warning"
    NOTE = "note"
    """It is no pass and is told only: its SLO is informational."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a definition stands; ``line`` counts from 1."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Events:
    """What was judged."""

    bad: float
    total: float


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which bounds the SLI lies, and how sure that is."""

    low: float
    high: float
    level: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between which bounds the SLI was interpolated."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Latency:
    """A quantile beside the longest duration of a good event; seconds."""

    quantile: float
    value: float | None
    low: float | None
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a run was compared with."""

    sli: float | None
    total: float | None
    p_value: float | None
    is_regressed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said of one SLO; ``name`` is how people know it, ``slo`` its id."""

    slo: str
    name: str
    verdict: str
    reason: str
    message: str
    is_informational: bool = False
    sli: float | None = None
    target: float | None = None
    events: Events | None = None
    estimate: Estimate | None = None
    confidence: Interval | None = None
    latency: Latency | None = None
    remaining_ratio: float | None = None
    baseline: Baseline | None = None
    location: Location | None = None
    queries: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """Say how much it matters."""
        if self.verdict == VerdictKind.PASS:
            return Level.NONE
        if self.is_informational:
            return Level.NOTE
        return Level.WARNING if self.verdict == VerdictKind.WARNING else Level.ERROR

    @property
    def surely_bad(self) -> float | None:
        """Give the number of events that were bad however the others are estimated."""
        if self.events is None or self.estimate is None:
            return None if self.events is None else self.events.bad
        return self.events.total * (1 - self.estimate.high)

    @property
    def spent_ratio(self) -> float | None:
        """Give the bad events as a share of those allowed: above 1 the target is missed."""
        if self.remaining_ratio is not None:
            return 1 - self.remaining_ratio
        if self.sli is None or self.target is None or not 0 < self.target < 1:
            return None
        return (1 - self.sli) / (1 - self.target)


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict over several SLOs; the entries that matter most come first."""

    check_id: str
    verdict: str
    reason: str
    summary: str
    mode: str
    start: str | None
    end: str | None
    match: Mapping[str, str]
    newest_sample: str | None
    entries: tuple[Entry, ...]

    @property
    def is_run(self) -> bool:
        """Say whether it judges one run, and not the budgets as they stand."""
        return self.mode != Mode.BUDGET

    @property
    def is_passed(self) -> bool:
        """Say whether the gate is open."""
        return self.verdict in {VerdictKind.PASS, VerdictKind.WARNING}

    @property
    def told(self) -> tuple[Entry, ...]:
        """Give the entries, and before them the gate itself where none of them says why it is shut.

        So no list of entries looks like a pass under a verdict that is none.
        """
        if self.is_passed or any(entry.level is Level.ERROR for entry in self.entries):
            return self.entries
        gate = Entry("", GATE_NAME, self.verdict, self.reason, self.summary)
        return gate, *self.entries
