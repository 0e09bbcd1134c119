"""RUN mode: how did this run go? From what was read of every SLO to a verdict.

The rules for one SLO are in ``app/slo/run_rules.py``; here it is compared to its baseline, and
the results become one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.slo.comparison import Proportion, compare
from app.slo.phrasing import count, events, share
from app.slo.run import (
    Baseline,
    BaselineResult,
    Location,
    RunCounts,
    RunReading,
    RunResult,
    RunVerdict,
    Span,
    Trouble,
)
from app.slo.run_rules import Decision, Run, decide, interval_of, troubled
from app.slo.snapshot import Events
from app.slo.verdict import SEVERITY_ORDER, VerdictKind, VerdictReason


def judge_run(asked: RunVerdict, run: Run, readings: Sequence[RunReading]) -> RunVerdict:
    """Judge every SLO of a run; ``asked`` is the verdict without an answer.

    Its ``newest_sample`` is one that was seen after the run, if one was waited for. SLOs that are
    informational do not count; without any other it is INCONCLUSIVE.
    """
    results = tuple(sorted((judge_one(run, each) for each in readings), key=lambda r: r.slo))
    counting = [each for each in results if not each.informational]
    worst = min(counting, key=lambda r: SEVERITY_ORDER.index(r.verdict), default=None)
    seen = [each.newest for each in results if each.newest is not None]
    newest = min(seen, default=None) if len(seen) == len(results) else None
    covered = [each.covered_ratio for each in results if each.covered_ratio is not None]
    return replace(
        asked,
        verdict=worst.verdict if worst else VerdictKind.INCONCLUSIVE,
        reason=worst.reason if worst else VerdictReason.NO_SLOS,
        summary=_summary(counting, worst),
        newest_sample=newest and max(newest, asked.newest_sample or newest),
        covered_ratio=min(covered, default=None),
        results=results,
    )


def judge_one(run: Run, reading: RunReading) -> RunResult:
    """Judge one SLO of a run."""
    slo, counts = reading.slo, reading.counts
    decision, compared = decide(run, reading), None
    if counts is not None:
        compared = _compared(run, reading.baseline, counts.events)
        if decision.verdict is VerdictKind.PASS:
            decision = _beside_baseline(decision, reading.baseline, counts.events, compared)
    result = RunResult(
        slo=reading.id,
        name=slo.name,
        fingerprint=slo.fingerprint,
        group=reading.group,
        verdict=decision.verdict,
        reason=decision.reason,
        message=f"{decision.message} {reading.note}".rstrip(),
        target=float(slo.target),
        informational=reading.informational,
        query=reading.query,
        confidence=interval_of(run.rules, counts),
        baseline=compared,
        quantile=reading.quantile,
        threshold_seconds=reading.threshold_seconds,
        location=Location(slo.origin.file, slo.origin.line) if slo.origin.file else None,
    )
    return result if counts is None else _with_counts(result, counts, run.span)


def _with_counts(result: RunResult, counts: RunCounts, span: Span) -> RunResult:
    tail = 0.0 if counts.newest >= span.end else span.end - counts.end
    lacking = counts.lacking_seconds + tail
    return replace(
        result,
        start=counts.start,
        end=counts.end,
        newest=counts.newest,
        covered_ratio=max(1.0 - lacking / span.seconds, 0.0),
        events=counts.events,
        estimate=counts.estimate,
    )


def _compared(run: Run, baseline: Baseline | Trouble | None, now: Events) -> BaselineResult | None:
    if not isinstance(baseline, Baseline) or now.total <= 0 or baseline.events.total <= 0:
        return None
    before = baseline.events
    found = compare(
        Proportion(max(now.bad, 0.0), now.total),
        Proportion(max(before.bad, 0.0), before.total),
        run.rules.regression,
    )
    return BaselineResult(
        check_id=baseline.check_id,
        start=baseline.start,
        end=baseline.end,
        events=before,
        difference=found.difference,
        p_value=found.p_value,
        regressed=found.regressed,
    )


def _beside_baseline(
    decision: Decision,
    baseline: Baseline | Trouble | None,
    now: Events,
    compared: BaselineResult | None,
) -> Decision:
    """Let what passes by itself fail if it is worse than before."""
    if isinstance(baseline, Trouble):
        return troubled(baseline)
    if compared is None or not compared.regressed:
        return decision
    before = compared.events
    message = (
        f"{share(now.bad / now.total)} of {events(now.total)} were bad, and"
        f" {share(before.bad / before.total)} of {count(before.total)} in the baseline: that is"
        f" worse, and by chance with a probability of {compared.p_value:.2g} only."
    )
    return Decision(VerdictKind.FAIL, VerdictReason.REGRESSED, message)


def _summary(results: Sequence[RunResult], worst: RunResult | None) -> str:
    if worst is None:
        return "There is no SLO to judge."
    group = ", ".join(f"{name}={value}" for name, value in worst.group)
    title = f"{worst.name} {{{group}}}" if group else worst.name
    first = f"{title}: {worst.message}"
    if len(results) == 1:
        return first
    same = sum(each.verdict is worst.verdict for each in results)
    return f"{same} of {len(results)} SLOs {worst.verdict.value}; {first}"
