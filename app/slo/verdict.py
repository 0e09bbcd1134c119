"""A gate's answer: may this ship?

``judge`` is BUDGET mode: it reads a snapshot and nothing else. RUN mode is in
``app/slo/judging.py``. The rules and the order of severity stand in ``docs/slo-math.md`` ("The
verdict").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.slo.definition import NoData
from app.slo.snapshot import Data, Reason, State, Status
from app.slo.tier import Severity


class VerdictKind(StrEnum):
    """What a gate can answer. A client never takes a kind that it does not know for PASS."""

    PASS = "PASS"
    WARNING = "WARNING"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    ERROR = "ERROR"


SEVERITY_ORDER = (
    VerdictKind.FAIL,
    VerdictKind.ERROR,
    VerdictKind.INCONCLUSIVE,
    VerdictKind.WARNING,
    VerdictKind.PASS,
)
"""Over several SLOs the first of these that occurs is the verdict."""


class Mode(StrEnum):
    """What a verdict judges: the budget as it stands, or the events of one run."""

    BUDGET = "BUDGET"
    RUN = "RUN"


class VerdictReason(StrEnum):
    """The stable code behind a verdict; the first are of budgets, the last of runs."""

    BUDGET_LEFT = "BUDGET_LEFT"
    BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED"
    BUDGET_LOW = "BUDGET_LOW"
    PAGE_FIRING = "PAGE_FIRING"
    AT_RISK = "AT_RISK"
    ESTIMATE_STRADDLES_TARGET = "ESTIMATE_STRADDLES_TARGET"
    NO_TRAFFIC = "NO_TRAFFIC"
    STALE = "STALE"
    NO_DATA = "NO_DATA"
    QUERY_ERROR = "QUERY_ERROR"
    BACKFILLING = "BACKFILLING"
    SNAPSHOT_EXPIRED = "SNAPSHOT_EXPIRED"
    NO_SLOS = "NO_SLOS"
    ABOVE_TARGET = "ABOVE_TARGET"
    BELOW_TARGET = "BELOW_TARGET"
    P95_ABOVE_THRESHOLD = "P95_ABOVE_THRESHOLD"
    LATENCY_ABOVE_THRESHOLD = "LATENCY_ABOVE_THRESHOLD"
    REGRESSED = "REGRESSED"
    NO_BASELINE = "NO_BASELINE"
    TOO_FEW_EVENTS = "TOO_FEW_EVENTS"
    INTERVAL_STRADDLES_TARGET = "INTERVAL_STRADDLES_TARGET"
    EDGES_STRADDLE_TARGET = "EDGES_STRADDLE_TARGET"
    NOT_SETTLED = "NOT_SETTLED"
    PARTIAL_DATA = "PARTIAL_DATA"
    UNKNOWN_LABEL = "UNKNOWN_LABEL"
    SOURCE_UNREACHABLE = "SOURCE_UNREACHABLE"
    SOURCE_TIMEOUT = "SOURCE_TIMEOUT"
    SOURCE_REJECTED = "SOURCE_REJECTED"


@dataclass(frozen=True, slots=True)
class Result:
    """The gate's answer for one SLO, with the status that it was read from."""

    status: Status
    verdict: VerdictKind
    reason: VerdictReason
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer over every SLO asked for."""

    check_id: str
    mode: Mode
    verdict: VerdictKind
    reason: VerdictReason
    summary: str
    start: float | None
    end: float
    expected_until: float
    newest_sample: float | None
    covered_ratio: float | None
    results: tuple[Result, ...]


def judge(
    statuses: Sequence[Status], generation: int, evaluated_at: float, expected_until: float
) -> Verdict:
    """Decide in BUDGET mode: may we ship, by the budgets as they stand?

    No SLO at all is INCONCLUSIVE. ``check_id`` follows from the generation and the question, so
    that the same question to the same snapshot has the same answer under the same name.
    """
    results = tuple(_judge_one(status) for status in statuses)
    worst = min(results, key=lambda r: SEVERITY_ORDER.index(r.verdict), default=None)
    newest = [s.newest_sample for s in statuses if s.newest_sample is not None]
    return Verdict(
        check_id=_check_id(generation, [s.id for s in statuses]),
        mode=Mode.BUDGET,
        verdict=worst.verdict if worst else VerdictKind.INCONCLUSIVE,
        reason=worst.reason if worst else VerdictReason.NO_SLOS,
        summary=_summary(results, worst),
        start=min((s.start for s in statuses), default=None),
        end=evaluated_at,
        expected_until=expected_until,
        newest_sample=min(newest, default=None) if len(newest) == len(statuses) else None,
        covered_ratio=min((s.covered_ratio for s in statuses), default=None),
        results=results,
    )


def _judge_one(status: Status) -> Result:
    verdict, reason, message = _decide(status)
    return Result(status, verdict, reason, message)


def _decide(status: Status) -> tuple[VerdictKind, VerdictReason, str]:
    if status.reason is Reason.SNAPSHOT_EXPIRED:  # the service's trouble: not the SLO's to excuse
        message = status.message or "The snapshot has expired."
        return VerdictKind.INCONCLUSIVE, VerdictReason.SNAPSHOT_EXPIRED, message
    if status.state is State.UNKNOWN:
        return _without_data(
            status, _unknown_reason(status), status.message or "The state is unknown."
        )
    if status.data is Data.ZERO_TRAFFIC or status.budget is None:
        message = "Nothing happened in the period, so there is nothing to judge."
        return _without_data(status, VerdictReason.NO_TRAFFIC, message)
    if _straddles(status):
        message = "The target lies between the bounds of the estimate."
        return VerdictKind.INCONCLUSIVE, VerdictReason.ESTIMATE_STRADDLES_TARGET, message
    return _by_budget(status, status.budget.remaining_ratio or 0.0)


def _by_budget(status: Status, remaining: float) -> tuple[VerdictKind, VerdictReason, str]:
    left = f"{remaining:.1%} of the error budget is left"
    warn_below = status.slo.gate.warn_below
    paging = [a.subject.tier for a in status.alerts if a.subject.severity is Severity.PAGE]
    if status.state is State.EXHAUSTED:
        return VerdictKind.FAIL, VerdictReason.BUDGET_EXHAUSTED, f"{left}: it is exhausted."
    if paging:
        return VerdictKind.FAIL, VerdictReason.PAGE_FIRING, f"{paging[0]} is firing; {left}."
    if status.state is State.AT_RISK:
        return (
            VerdictKind.WARNING,
            VerdictReason.AT_RISK,
            f"{left}, and it is being spent too fast.",
        )
    if warn_below is not None and remaining < warn_below:
        message = f"{left}, less than the {warn_below:.0%} to warn at."
        return VerdictKind.WARNING, VerdictReason.BUDGET_LOW, message
    return VerdictKind.PASS, VerdictReason.BUDGET_LEFT, f"{left}."


ON_NO_DATA = {
    NoData.INCONCLUSIVE: VerdictKind.INCONCLUSIVE,
    NoData.FAIL: VerdictKind.FAIL,
    NoData.PASS: VerdictKind.PASS,
}


def _without_data(
    status: Status, reason: VerdictReason, message: str
) -> tuple[VerdictKind, VerdictReason, str]:
    return ON_NO_DATA[status.slo.gate.no_data], reason, message


def _unknown_reason(status: Status) -> VerdictReason:
    if status.reason is Reason.BACKFILLING:
        return VerdictReason.BACKFILLING
    return VerdictReason(status.data.value)


def _straddles(status: Status) -> bool:
    if status.estimate is None:
        return False
    target = float(status.slo.target)
    return status.estimate.sli_low < target <= status.estimate.sli_high


def _summary(results: tuple[Result, ...], worst: Result | None) -> str:
    if worst is None:
        return "There is no SLO to judge."
    first = f"{worst.status.title}: {worst.message}"
    if len(results) == 1:
        return first
    same = sum(r.verdict is worst.verdict for r in results)
    return f"{same} of {len(results)} SLOs {worst.verdict.value}; {first}"


def _check_id(generation: int, ids: Iterable[str]) -> str:
    question = json.dumps([generation, sorted(ids)])
    return hashlib.sha256(question.encode()).hexdigest()[:32]
