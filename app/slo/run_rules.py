"""The rules by which an SLO of a run is judged: the first that applies decides.

They stand in ``docs/slo-math.md`` ("The verdict"). A run of which something is missing is never
judged by the rest of it. The comparison to a baseline is in ``app/slo/judging.py``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from app.slo.definition import NoData
from app.slo.instant import instant
from app.slo.interval import events_to_decide, interval
from app.slo.looks import GAP_SCRAPES, USUAL_SCRAPE_SECONDS
from app.slo.phrasing import count, events, seconds, share
from app.slo.run import IntervalResult, RunCounts, RunReading, RunRules, Span, Trouble
from app.slo.snapshot import Events
from app.slo.tally import EDGE_SCRAPES
from app.slo.verdict import ON_NO_DATA, VerdictKind, VerdictReason

LATE_SECONDS = 300
"""What has not come so long after a run will not come any more."""

MOST_EDGES = 0.5
"""The first and the last look may lie this share of a run away from its edges, taken together."""

_JUDGED_AS_P95 = Fraction(95, 100)
_ERRORS = frozenset(
    {
        VerdictReason.SOURCE_UNREACHABLE,
        VerdictReason.SOURCE_TIMEOUT,
        VerdictReason.SOURCE_REJECTED,
    }
)


class Run(NamedTuple):
    """What is judged: the range, by which rules, and when its samples were read."""

    span: Span
    rules: RunRules
    read_at: float


class Decision(NamedTuple):
    """A verdict on one SLO, with its code and its sentence."""

    verdict: VerdictKind
    reason: VerdictReason
    message: str


def decide(run: Run, reading: RunReading) -> Decision:
    """Judge one SLO of a run by itself."""
    if reading.trouble is not None:
        return troubled(reading.trouble)
    if reading.counts is None:
        return _without_samples(run, reading)
    missing = _missing(run, reading.counts)
    if missing is not None:
        return missing
    few = _too_few(run.rules, reading, reading.counts)
    return few or _by_events(run, reading, reading.counts)


def troubled(trouble: Trouble) -> Decision:
    """Judge what nothing can be said of: an ERROR where Prometheus did not answer."""
    verdict = VerdictKind.ERROR if trouble.reason in _ERRORS else VerdictKind.INCONCLUSIVE
    return Decision(verdict, trouble.reason, trouble.message)


def _inconclusive(reason: VerdictReason, message: str) -> Decision:
    return Decision(VerdictKind.INCONCLUSIVE, reason, message)


def _without_samples(run: Run, reading: RunReading) -> Decision:
    """No sample in the run; a selector that matches nothing at all is never a PASS."""
    verdict = _on_no_data(run.rules, reading)
    if verdict is VerdictKind.PASS and not reading.matched:
        verdict = VerdictKind.INCONCLUSIVE
    what = "no scrape fell into the run" if reading.matched else "no series matches"
    message = f"There is nothing to judge: {reading.hint or what}."
    return Decision(verdict, VerdictReason.NO_DATA, message)


def _on_no_data(rules: RunRules, reading: RunReading) -> VerdictKind:
    wanted: NoData = rules.no_data or reading.slo.gate.no_data
    return ON_NO_DATA[wanted]


def _missing(run: Run, counts: RunCounts) -> Decision | None:
    """Say what is missing of a run, if so much is that the rest must not speak for it."""
    span, tail = run.span, run.span.end - counts.end
    scrape = counts.scrape_seconds or USUAL_SCRAPE_SECONDS
    allowed = (GAP_SCRAPES if counts.are_pushed else EDGE_SCRAPES) * scrape
    if counts.newest < span.end and tail > allowed:
        gone = _is_over(run)
        reason = VerdictReason.PARTIAL_DATA if gone else VerdictReason.NOT_SETTLED
        later = "" if gone else ": wait for the data to settle"
        ended = f"The newest sample is of {instant(counts.end)}, {seconds(tail)} before the end"
        return _inconclusive(reason, f"{ended} of the run{later}.")
    if counts.lacking_seconds > 0:
        lost = f"Of {seconds(counts.lacking_seconds)} of the run there are no samples"
        return _inconclusive(VerdictReason.PARTIAL_DATA, f"{lost}, and what happened is not known.")
    edges = max(span.start - counts.start, 0.0) + max(tail, 0.0)
    if edges > MOST_EDGES * span.seconds:
        far = f"Scrapes are {seconds(scrape)} apart, too far for a run of {seconds(span.seconds)}"
        return _inconclusive(VerdictReason.PARTIAL_DATA, f"{far}.")
    return None


def _too_few(rules: RunRules, reading: RunReading, counts: RunCounts) -> Decision | None:
    """Say that nothing happened, or too little to judge."""
    total, least = counts.events.total, rules.min_events
    if total <= 0 and any(each.total > 0 for each in _extremes(counts)):
        message = f"Nothing was counted in the run, and {_in_doubt(counts)}."
        return _inconclusive(VerdictReason.EDGES_STRADDLE_TARGET, message)
    if total <= 0:
        message = "The series exist, and nothing happened in the run."
        return Decision(_on_no_data(rules, reading), VerdictReason.NO_TRAFFIC, message)
    if total < least:
        needed = f"at least {count(least)} are needed: {count(least - total)} more"
        message = f"{events(total)} in the run, and {needed}."
        return _inconclusive(VerdictReason.TOO_FEW_EVENTS, message)
    return None


def _by_events(run: Run, reading: RunReading, counts: RunCounts) -> Decision:
    """Decide by the counts, or by the interval around them where one is asked for."""
    rules, total, target = run.rules, counts.events.total, Fraction(reading.slo.target)
    low, high = _goods(counts)
    if _reaches(low, total, target) != _reaches(high, total, target):
        bounds = f"{share(low / total, target)} to {share(high / total, target)}"
        message = f"The target of {share(target)} lies between the bounds of the estimate, {bounds}"
        return _inconclusive(VerdictReason.ESTIMATE_STRADDLES_TARGET, f"{message}.")
    found = interval_of(rules, counts)
    if found is not None and found.low < float(target) <= found.high:
        message = _straddling(rules, counts, found, float(target))
        return _inconclusive(VerdictReason.INTERVAL_STRADDLES_TARGET, message)
    worst, best = _extremes(counts)
    if _reaches(worst.good, worst.total, target) != _reaches(best.good, best.total, target):
        return _straddled_by_edges(run, counts, target)
    return _by_target(reading, counts, passes=_reaches(low, total, target))


def _extremes(counts: RunCounts) -> tuple[Events, Events]:
    """Give the events of the run at worst and at best: between two scrapes they have no time.

    At worst all bad ones at its edges are its, and no good one, and all that nobody saw was bad;
    at best the other way round.
    """
    total, head, tail, unseen = counts.events.total, counts.head, counts.tail, counts.unseen
    low, high = _goods(counts)
    good_low, bad_high = low - head.good, total - low + tail.bad + unseen
    good_high, bad_low = high + tail.good + unseen, total - high - head.bad
    worst, best = (
        Events(max(good, 0.0), max(good, 0.0) + max(bad, 0.0))
        for good, bad in ((good_low, bad_high), (good_high, bad_low))
    )
    return worst, best


def _straddled_by_edges(run: Run, counts: RunCounts, target: Fraction) -> Decision:
    worst, best = (each.sli for each in _extremes(counts))
    message = (
        f"Of {events(counts.events.total)}, {_in_doubt(counts)}: from"
        f" {share(worst or 0.0, target)} to {share(best or 0.0, target)} are good, and at least"
        f" {share(target)} must be"
    )
    can_settle = counts.newest < run.span.end and not counts.are_pushed and not _is_over(run)
    if can_settle:
        message = f"{message}: wait for the data to settle"
    reason = VerdictReason.NOT_SETTLED if can_settle else VerdictReason.EDGES_STRADDLE_TARGET
    return _inconclusive(reason, f"{message}.")


def _is_over(run: Run) -> bool:
    """Whether what has not come will not come any more."""
    return run.read_at - run.span.end > LATE_SECONDS


def _in_doubt(counts: RunCounts) -> str:
    at_edges, unseen = counts.head.total + counts.tail.total, math.ceil(counts.unseen)
    said = f"up to {count(at_edges)} may lie on either side of an edge of the run"
    after = f"up to {count(unseen)} more may have come after the last scrape of a process"
    if not unseen:
        return said
    return f"{said}, and {after}" if at_edges else after


def _goods(counts: RunCounts) -> tuple[float, float]:
    good = min(counts.events.good, counts.events.total)
    if counts.good_low is None or counts.good_high is None:
        return good, good
    return min(counts.good_low, good), max(counts.good_high, good)


def _reaches(good: float, total: float, target: Fraction) -> bool:
    """Whether the share of good events is the target or more; nothing is rounded."""
    whole_good, whole = int(good), int(total)
    if whole_good == good and whole == total:
        return whole_good * target.denominator >= target.numerator * whole
    return Fraction(good) >= target * Fraction(total)


def _by_target(reading: RunReading, counts: RunCounts, *, passes: bool) -> Decision:
    good, total, target = counts.events.good, counts.events.total, Fraction(reading.slo.target)
    threshold = reading.threshold_seconds
    were = "were good" if threshold is None else f"took at most {seconds(threshold)}"
    said = f"{share(good / total, target)} of {events(total)} {were}"
    if passes:
        message = f"{said}; at least {share(target)} must."
        return Decision(VerdictKind.PASS, VerdictReason.ABOVE_TARGET, message)
    reason = VerdictReason.BELOW_TARGET
    if threshold is not None:
        reason = VerdictReason.LATENCY_ABOVE_THRESHOLD
        if target == _JUDGED_AS_P95:
            reason = VerdictReason.P95_ABOVE_THRESHOLD
    message = f"{said}{_quantile(reading)}, and at least {share(target)} must."
    return Decision(VerdictKind.FAIL, reason, message)


def _quantile(reading: RunReading) -> str:
    found = reading.quantile
    if found is None:
        return ""
    name = f"p{found.quantile * 100:.4g}"
    if found.value_seconds is None:
        return f" ({name} is more than {seconds(found.low_seconds)})"
    return f" ({name} is about {seconds(found.value_seconds)})"


def _straddling(rules: RunRules, counts: RunCounts, found: IntervalResult, target: float) -> str:
    total = counts.events.total
    bounds = f"{share(found.low)} to {share(found.high)}"
    said = f"The target of {share(target)} lies in the {found.level:.4g} interval, {bounds}"
    needed = None
    if rules.confidence is not None:
        needed = events_to_decide(counts.events.good / total, target, rules.confidence)
    if needed is None:
        return f"{said}; at this ratio no number of events would decide."
    return f"{said}, of {events(total)}; at this ratio {count(needed)} would decide."


def interval_of(rules: RunRules, counts: RunCounts | None) -> IntervalResult | None:
    """Find the interval of the SLI, if one is asked for; around both bounds of an estimate."""
    if rules.confidence is None or counts is None or counts.events.total <= 0:
        return None
    confidence, total = rules.confidence, counts.events.total
    low, high = (interval(good, total, confidence) for good in _goods(counts))
    return IntervalResult(confidence.method, confidence.level, low.low, high.high)
