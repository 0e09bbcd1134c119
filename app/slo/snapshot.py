"""What is published: the statuses of every SLO at one evaluation time, immutable.

Missing values are ``None`` throughout: never 0, 1, −1 or NaN. Ratios are 0 to 1 (a remaining
budget may fall below 0), times are Unix seconds, durations are seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import overload

from app.slo.alert import Alert
from app.slo.definition import Group, Slo
from app.slo.roll import Roll


class State(StrEnum):
    """What an SLO's owner should make of it."""

    HEALTHY = "HEALTHY"
    AT_RISK = "AT_RISK"
    EXHAUSTED = "EXHAUSTED"
    UNKNOWN = "UNKNOWN"


class Data(StrEnum):
    """How far the figures can be trusted; in the last three they stand as of ``data_until``."""

    OK = "OK"
    ZERO_TRAFFIC = "ZERO_TRAFFIC"
    STALE = "STALE"
    NO_DATA = "NO_DATA"
    QUERY_ERROR = "QUERY_ERROR"

    @property
    def is_missing(self) -> bool:
        """Whether the present is not known."""
        return self in (Data.STALE, Data.NO_DATA, Data.QUERY_ERROR)


class Reason(StrEnum):
    """Why a status is not simply OK."""

    BACKFILLING = "BACKFILLING"
    SNAPSHOT_EXPIRED = "SNAPSHOT_EXPIRED"
    NO_SERIES = "NO_SERIES"
    SAMPLES_STOPPED = "SAMPLES_STOPPED"
    NO_EVENTS = "NO_EVENTS"
    THRESHOLD_NOT_A_BOUND = "THRESHOLD_NOT_A_BOUND"
    SOURCE_UNREACHABLE = "SOURCE_UNREACHABLE"
    SOURCE_TIMEOUT = "SOURCE_TIMEOUT"
    SOURCE_REJECTED = "SOURCE_REJECTED"


class Counting(StrEnum):
    """How the events were counted; see ``docs/slo-math.md`` for the bound of each."""

    EXACT = "EXACT"
    AGGREGATED = "AGGREGATED"


class Basis(StrEnum):
    """What the budget is a share of."""

    PERIOD = "PERIOD"
    PREVIOUS_PERIOD = "PREVIOUS_PERIOD"


@dataclass(frozen=True, slots=True)
class Events:
    """Good and total events of a window; counts, fractional where they were estimated."""

    good: float
    total: float

    @property
    def bad(self) -> float:
        """Count the events that broke the promise."""
        return self.total - self.good

    @property
    def sli(self) -> float | None:
        """Give the share of good events, ``None`` where nothing happened."""
        return self.good / self.total if self.total > 0 else None


@dataclass(frozen=True, slots=True)
class Budget:
    """The bad events allowed in the period, and what became of them."""

    events: float
    basis: Basis
    consumed_ratio: float | None
    remaining_ratio: float | None
    exhausts_at: float | None


@dataclass(frozen=True, slots=True)
class BurnRate:
    """How fast a window spends the budget: 1 spends it in exactly one period."""

    window_seconds: int
    burn_rate: float | None
    events: Events | None


@dataclass(frozen=True, slots=True)
class Quantile:
    """A latency quantile as the bucket that holds it and the interpolation inside.

    ``high_seconds`` and ``value_seconds`` are ``None`` in the ``+Inf`` bucket.
    """

    quantile: float
    value_seconds: float | None
    low_seconds: float
    high_seconds: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """The quantiles of a window that ended at ``evaluated_at``."""

    window_seconds: int
    evaluated_at: float
    quantiles: tuple[Quantile, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bounds of an SLI that had to be interpolated inside a bucket."""

    sli_low: float
    sli_high: float


@dataclass(frozen=True, slots=True)
class Excluded:
    """What is left out of the figures of a period: its events, and how much time that was."""

    events: Events
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """One SLO at one evaluation time: everything that any face shows of it."""

    slo: Slo
    group: Group
    state: State
    data: Data
    reason: Reason | None
    message: str | None
    counting: Counting
    start: float
    end: float
    covered_ratio: float
    since: float | None
    data_until: float | None
    newest_sample: float | None
    sli: float | None
    estimate: Estimate | None
    events: Events | None
    budget: Budget | None
    burn_rates: tuple[BurnRate, ...]
    latency: Latency | None
    alerts: tuple[Alert, ...]
    evaluated_at: float
    excluded: Excluded | None = None
    id: str = field(init=False)
    """The name of this SLO on every face."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.slo.id_of(self.group))

    @property
    def title(self) -> str:
        """Name this SLO for people: the definition's name, and the group's labels."""
        group = ", ".join(f"{name}={value}" for name, value in self.group)
        return f"{self.slo.name} {{{group}}}" if group else self.slo.name

    def unknown(self, data: Data, reason: Reason, message: str) -> Status:
        """Say that the present is not known; the period's figures and alerts stay as they stood."""
        return replace(
            self,
            state=State.UNKNOWN,
            data=data,
            reason=reason,
            message=message,
            burn_rates=tuple(BurnRate(b.window_seconds, None, None) for b in self.burn_rates),
            latency=None,
        )


class Statuses(Sequence[Status]):
    """Statuses that are worked out when somebody asks for them, and then kept."""

    def __init__(self, count: int, work_out: Callable[[int], Status]) -> None:
        self._work_out = work_out
        self._known: list[Status | None] = [None] * count

    def __len__(self) -> int:
        return len(self._known)

    @overload
    def __getitem__(self, which: int) -> Status: ...

    @overload
    def __getitem__(self, which: slice) -> Sequence[Status]: ...

    def __getitem__(self, which: int | slice) -> Status | Sequence[Status]:
        if isinstance(which, slice):
            return [self[place] for place in range(*which.indices(len(self)))]
        status = self._known[which]
        if status is None:
            status = self._known[which] = self._work_out(range(len(self))[which])
        return status


@dataclass(frozen=True)
class Snapshot:
    """All statuses of one evaluation, ordered by id.

    ``generation`` is the number of the step on the clock's grid: the same after a restart and on
    every replica. One that ``is_expired`` was too old when it was read: it says so of every SLO.
    """

    generation: int
    evaluated_at: float
    roll: Roll
    statuses: Sequence[Status]
    is_expired: bool = False

    def __iter__(self) -> Iterator[Status]:
        return iter(self.statuses)

    @property
    def firing(self) -> Collection[Alert]:
        """The alerts that fire, in no order."""
        return [alert for status in self.statuses for alert in status.alerts]

    def get(self, slo_id: str) -> Status | None:
        """Find one status by its id."""
        place = self.roll.places.get(slo_id)
        return None if place is None else self.statuses[place]

    def named(self, name: str) -> Sequence[Status]:
        """Find the statuses that a name stands for: one id, or all groups of a definition."""
        place = self.roll.places.get(name)
        places = self.roll.places_by_name.get(name, ()) if place is None else (place,)
        return [self.statuses[place] for place in places]

    def expired(self, message: str) -> Snapshot:
        """Answer everything as unknown: this snapshot is too old to speak for the present."""

        def gone(place: int) -> Status:
            return self.statuses[place].unknown(Data.STALE, Reason.SNAPSHOT_EXPIRED, message)

        statuses = Statuses(len(self.statuses), gone)
        return _Expired(
            self.generation, self.evaluated_at, self.roll, statuses, is_expired=True, was=self
        )

    @staticmethod
    def of(generation: int, evaluated_at: float, statuses: Iterable[Status]) -> Snapshot:
        """Build a snapshot of statuses that are known already."""
        ordered = tuple(sorted(statuses, key=lambda status: status.id))
        roll = Roll.of([(status.slo, status.group) for status in ordered])
        return Snapshot(generation, evaluated_at, roll, ordered)


@dataclass(frozen=True)
class _Expired(Snapshot):
    """What is left of a snapshot that expired: its alerts fire as they did."""

    was: Snapshot = field(kw_only=True)

    @property
    def firing(self) -> Collection[Alert]:
        return self.was.firing
