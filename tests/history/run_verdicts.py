"""The verdicts on runs whose every event is known, beside what is true of them.

    python -m tests.history.run_verdicts --seed 1 --runs 400

Exits with 1 if a PASS or a FAIL is wrong, or if too few of the runs that could be judged were.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from app.gate.question import RunQuestion
from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.run import RunResult, RunRules
from app.slo.verdict import VerdictKind
from tests.history.made_runs import BEGIN, Case, MadeRun, made_runs
from tests.history.scraped_runs import openmetrics
from tests.history.tables import aligned
from tests.prometheus.judged_runs import Judging, judging
from tests.prometheus.server import PrometheusServer, free_port, require_prometheus

ENOUGH_EVENTS = 100
LEAST_DECIDED = 0.95
NOW = BEGIN + 3600.0

DECIDABLE = frozenset({Case.CLEAN, Case.SLOW, Case.FAILING, Case.BORDERLINE, Case.PUSHED})
"""Runs of which nothing is missing."""

_PERIOD = RollingPeriod(30 * 86_400)


@dataclass(frozen=True, slots=True)
class Answered:
    """One SLO of a run: what was answered, and whether it is true that it was met."""

    run: MadeRun
    result: RunResult
    is_met: bool
    events: int

    @property
    def is_wrong(self) -> bool:
        """Whether it is a PASS or a FAIL that is not true."""
        if self.run.case in (Case.EMPTY, Case.LABELS, Case.AWAY):
            return self.result.verdict in (VerdictKind.PASS, VerdictKind.FAIL)
        wrong = VerdictKind.FAIL if self.is_met else VerdictKind.PASS
        return self.result.verdict is wrong

    @property
    def is_decided(self) -> bool:
        """Whether it is a PASS or a FAIL."""
        return self.result.verdict in (VerdictKind.PASS, VerdictKind.FAIL)


def slos_of(run: MadeRun) -> list[Slo]:
    """What the run was promised: 99 % of its requests do not fail, 95 % take at most 0.3 s."""
    metric = "http_requests_total"
    own: tuple[Matcher, ...] = (Matcher("service", MatchOperator.EQUAL, run.name),)
    failed = Matcher("code", MatchOperator.REGEX, "5..")
    if run.is_pushed:  # the labels of the run choose its series
        metric, own = "k6_http_reqs_total", ()
        failed = Matcher("failed", MatchOperator.EQUAL, "true")
    ratio = RatioIndicator(Selector(metric, own), bad=Selector(metric, (*own, failed)))
    availability = Slo(f"{run.name}-availability", run.name, Decimal("0.99"), _PERIOD, ratio)
    if run.is_pushed:
        return [availability]
    latency = LatencyIndicator("request_seconds", own, 0.3)
    return [availability, Slo(f"{run.name}-latency", run.name, Decimal("0.95"), _PERIOD, latency)]


async def answered(url: str, runs: Sequence[MadeRun]) -> list[Answered]:
    """Ask about each run."""
    slos = [slo for run in runs for slo in slos_of(run)]
    away = f"http://127.0.0.1:{free_port()}"
    async with judging(url, slos, NOW) as there, judging(away, slos, NOW) as gone:
        found: list[Answered] = []
        for run in runs:
            found += await _asked(gone if run.case is Case.AWAY else there, run)
        return found


async def _asked(gate: Judging, run: MadeRun) -> Iterable[Answered]:
    names = tuple(slo.name for slo in slos_of(run))
    rules = RunRules(min_events=ENOUGH_EVENTS)
    question = RunQuestion(names, run.start, run.end, match=run.match, rules=rules)
    verdict = await gate.verdict(question)
    total, failed, slow = run.truth()
    met = {
        f"{run.name}-availability": 100 * failed <= total,
        f"{run.name}-latency": 20 * slow <= total,
    }
    return [Answered(run, result, met[result.slo], total) for result in verdict.results]


def table(found: Sequence[Answered]) -> str:
    """Write how many of each case got which verdict."""
    rows = [("case", "SLOs", "PASS", "FAIL", "INCONCLUSIVE", "ERROR", "wrong")]
    for case in Case:
        mine = [each for each in found if each.run.case is case]
        kinds = Counter(each.result.verdict for each in mine)
        shown = (VerdictKind.PASS, VerdictKind.FAIL, VerdictKind.INCONCLUSIVE, VerdictKind.ERROR)
        counts = [str(kinds[kind]) for kind in shown]
        wrong = sum(each.is_wrong for each in mine)
        rows.append((case.value, f"{len(mine)}", *counts, f"{wrong}"))  # type: ignore[arg-type]  # seven
    return aligned(rows, 1)


def decided_share(found: Sequence[Answered]) -> float:
    """How many of those that could be judged were."""
    able = [e for e in found if e.run.case in DECIDABLE and e.events >= ENOUGH_EVENTS]
    return sum(each.is_decided for each in able) / max(len(able), 1)


def made_and_answered(count: int, seed: int, folder: Path) -> list[Answered]:
    """Make up runs, load what was scraped of them, and ask about each."""
    runs = made_runs(count, seed)
    server = PrometheusServer(folder)
    server.load_openmetrics(openmetrics(runs))
    with server:
        return asyncio.run(answered(server.url, runs))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make up runs, ask about them, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=400)
    asked = parser.parse_args(arguments)
    try:
        require_prometheus()
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:
        parser.exit(2, f"{missing}\n")
    with tempfile.TemporaryDirectory() as folder:
        found = made_and_answered(asked.runs, asked.seed, Path(folder))
    wrong, share = [each for each in found if each.is_wrong], decided_share(found)
    sys.stdout.write(
        f"{table(found)}\n\n{asked.runs} runs: {len(wrong)} wrong verdicts; of those that could be"
        f" judged {share:.1%} were (at least {LEAST_DECIDED:.0%} must)\n"
    )
    for each in wrong:
        total, failed, slow = each.run.truth()
        sys.stdout.write(
            f"{each.result.slo} ({each.run.case}): {each.result.verdict} {each.result.message}"
            f" In truth {failed} of {total} failed, {slow} were slow.\n"
        )
    return 1 if wrong or share < LEAST_DECIDED else 0


if __name__ == "__main__":
    sys.exit(main())
