"""A run, such as a load test: what is asked about it, what was counted, and how it was judged.

The rules of the verdict are in ``app/slo/judging.py``. Times are Unix seconds; missing values are
``None``. A verdict holds everything that is shown of it, since it is kept for longer than the
definitions that it was given by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.slo.comparison import Regression
from app.slo.definition import Group, LatencyIndicator, NoData, Slo
from app.slo.interval import Confidence, IntervalMethod
from app.slo.snapshot import Estimate, Events, Quantile
from app.slo.verdict import Mode, VerdictKind, VerdictReason


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, (start, end]."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class RunRules:
    """How runs are to be judged.

    ``min_events`` are needed for a verdict; without ``confidence`` the counts themselves decide.
    ``no_data`` overrides what the definition says.
    """

    min_events: float = 1.0
    confidence: Confidence | None = None
    regression: Regression = field(default_factory=Regression)
    no_data: NoData | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be said of an SLO, as a code and as a sentence."""

    reason: VerdictReason
    message: str


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What was counted of one SLO in a run.

    ``start`` is the last look at its series before the run (its begin where all of them were born
    in it), ``end`` the last one in it, ``newest`` the last one of all. Of the ``events``, ``head``
    may have happened before the run; ``tail`` came after the last look, and may be of it; so many
    as ``unseen`` may processes have counted while nobody looked. Two looks are ``scrape_seconds``
    apart. Series that ``are_pushed`` end when whoever sends them ends. For ``lacking_seconds``
    samples are missing that cannot be made up for. Of targets that ``ended`` the last look was
    well before the last one of all. ``good_low`` and ``good_high`` bound what had to be estimated.
    """

    start: float
    end: float
    newest: float
    events: Events
    head: Events = field(default_factory=lambda: Events(0.0, 0.0))
    tail: Events = field(default_factory=lambda: Events(0.0, 0.0))
    unseen: float = 0.0
    scrape_seconds: float | None = None
    are_pushed: bool = False
    lacking_seconds: float = 0.0
    ended: tuple[Group, ...] = ()
    good_low: float | None = None
    good_high: float | None = None

    @property
    def estimate(self) -> Estimate | None:
        """The bounds of the SLI, where they are not the same."""
        low, high, total = self.good_low, self.good_high, self.events.total
        if low is None or high is None or low == high or total <= 0:
            return None
        return Estimate(low / total, high / total)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a run is compared to: the events of another one, of the same SLO."""

    start: float
    end: float
    events: Events
    check_id: str | None = None


@dataclass(frozen=True, slots=True)
class RunReading:
    """What was read of one SLO: its counts (``None``: no sample fell into the run), or trouble.

    ``matched`` says whether its selectors match any series at all, ``hint`` why not. ``baseline``
    is trouble if there should be one and is none; ``note`` says what is left out without harm.
    ``asked_as`` is the id of a group that was asked for and not found.
    """

    slo: Slo
    group: Group = ()
    counts: RunCounts | None = None
    trouble: Trouble | None = None
    matched: bool = True
    hint: str = ""
    baseline: Baseline | Trouble | None = None
    note: str = ""
    quantile: Quantile | None = None
    query: str = ""
    informational: bool = False
    asked_as: str = ""

    @property
    def id(self) -> str:
        """The id of the SLO."""
        return self.asked_as or self.slo.id_of(self.group)

    @property
    def threshold_seconds(self) -> float | None:
        """The longest duration of a good event, of a latency SLO."""
        indicator = self.slo.indicator
        return indicator.threshold_seconds if isinstance(indicator, LatencyIndicator) else None


@dataclass(frozen=True, slots=True)
class IntervalResult:
    """The interval that the true SLI lies in."""

    method: IntervalMethod
    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """How a run compares: ``difference`` of the shares of bad events, positive if it is worse."""

    check_id: str | None
    start: float
    end: float
    events: Events
    difference: float
    p_value: float
    regressed: bool


@dataclass(frozen=True, slots=True)
class Location:
    """Where a definition was written; ``line`` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """The gate's answer for one SLO of a run."""

    slo: str
    name: str
    fingerprint: str
    group: Group
    verdict: VerdictKind
    reason: VerdictReason
    message: str
    target: float
    informational: bool
    query: str
    start: float | None = None
    end: float | None = None
    newest: float | None = None
    covered_ratio: float | None = None
    events: Events | None = None
    estimate: Estimate | None = None
    confidence: IntervalResult | None = None
    baseline: BaselineResult | None = None
    quantile: Quantile | None = None
    threshold_seconds: float | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """The gate's answer over every SLO of a run."""

    check_id: str
    verdict: VerdictKind
    reason: VerdictReason
    summary: str
    start: float
    end: float
    match: Mapping[str, str] = field(default_factory=dict)
    newest_sample: float | None = None
    covered_ratio: float | None = None
    created_at: float = 0.0
    created_by: str = ""
    results: tuple[RunResult, ...] = ()

    @property
    def mode(self) -> Mode:
        """What was judged."""
        return Mode.RUN


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A check that was begun: ``digest`` says of which question, ``due_at`` when it must be over.

    ``verdict`` is there once it is.
    """

    id: str
    digest: str
    created_at: float
    due_at: float
    verdict: RunVerdict | None = None


class CheckPlace(NamedTuple):
    """Where a check stands in their order: by when it was asked for, and then by id."""

    created_at: float
    id: str
