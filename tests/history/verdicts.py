"""The verdicts on played runs, beside the truth.

    python -m tests.history.verdicts --seed 1

A PASS where the truth is a FAIL is wrong, and a FAIL where it is a PASS. Where nothing happened, or
Prometheus could not be asked, either would be wrong. Exits with 1 if one is wrong, or too few runs
with enough events get one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.gate.question import RunQuestion
from app.slo.interval import Confidence
from app.slo.run import RunResult, RunRules, RunVerdict
from app.slo.verdict import VerdictKind
from tests.history.loaded import END
from tests.history.played import Played, Truth, played
from tests.history.run_text import TESTID, definitions, promises, text
from tests.history.runs import USUAL, Kind, plans
from tests.history.tables import aligned
from tests.history.world import HOUR
from tests.prometheus.judged_runs import Judging, judging
from tests.prometheus.server import PrometheusServer, free_port, require_prometheus

DECIDED = (VerdictKind.PASS, VerdictKind.FAIL)
WHOLE = (
    Kind.CLEAN,
    Kind.SLOW,
    Kind.FAILING,
    Kind.OTHER_EDGES,
    Kind.MIDDLE_LOST,
    Kind.RESTARTED,
    Kind.PUSHED,
)
"""Kinds that were scraped until after their end; of others, too much is in no sample."""

LEAST_DECIDED = 0.95
HEADINGS = (
    "runs",
    "number",
    "PASS",
    "FAIL",
    "INCONCLUSIVE",
    "ERROR",
    "wrong",
    "enough events",
    "of them decided",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A run and the verdict on it."""

    run: Played
    verdict: RunVerdict

    @property
    def kind(self) -> Kind:
        """What is special about the run."""
        return self.run.plan.kind

    @property
    def has_enough(self) -> bool:
        """Whether the truth is clear from what the targets counted, and was there to be read."""
        return self.kind in WHOLE and self.run.has_enough

    @property
    def is_decided(self) -> bool:
        """Whether the verdict is one or the other."""
        return self.verdict.verdict in DECIDED

    def wrong(self) -> Iterator[str]:
        """Say which results, or the verdict over them, contradict the truth."""
        is_lost = self.kind in (Kind.WRONG_LABELS, Kind.AWAY)
        met = None if is_lost else self.run.is_met
        if _contradicts(self.verdict.verdict, met):
            yield f"{self}: {self.verdict.summary} Truly: {self._said(self.run.truths)}"
        for result, truth in zip(_in_order(self.run, self.verdict), self.run.truths, strict=True):
            if _contradicts(result.verdict, None if is_lost else truth.is_met):
                yield f"{self}: {result.message} Truly: {self._said([truth])}"

    def _said(self, truths: Sequence[Truth]) -> str:
        return ", ".join(f"{one.good} of {one.total} good (target {one.target})" for one in truths)

    def __str__(self) -> str:
        return f"{self.run.name} ({self.kind}) {self.verdict.verdict}"


def _contradicts(verdict: VerdictKind, is_met: bool | None) -> bool:  # noqa: FBT001  # a truth
    if verdict not in DECIDED:
        return False
    return is_met is None or is_met is not (verdict is VerdictKind.PASS)


def _in_order(run: Played, verdict: RunVerdict) -> Sequence[RunResult]:
    by_name = {each.name: each for each in verdict.results}
    return [by_name[name] for name in promises(run)]


def play(seed: int, counts: Mapping[Kind, int] = USUAL) -> list[Played]:
    """Let runs take place within some hours; many of them at the same time."""
    rng = np.random.default_rng([seed, 5])
    runs = []
    for number, plan in enumerate(plans(counts, rng)):
        start = round(END - HOUR - float(rng.uniform(0, 4 * HOUR)), 3)
        runs.append(played(plan, f"run-{number:03d}", start, rng))
    return runs


async def judge(runs: Sequence[Played]) -> list[Judged]:
    """Load what was scraped into a Prometheus, and ask about every run."""
    require_prometheus()
    with tempfile.TemporaryDirectory() as folder:
        server = PrometheusServer(Path(folder))
        server.load_openmetrics(text(runs))
        with server:
            here = [run for run in runs if run.plan.kind is not Kind.AWAY]
            found = await _asked(server.url, runs, here)
    away = [run for run in runs if run.plan.kind is Kind.AWAY]
    return found + await _asked(f"http://127.0.0.1:{free_port()}", runs, away)


async def _asked(url: str, runs: Sequence[Played], about: Sequence[Played]) -> list[Judged]:
    async with judging(url, definitions(runs), END) as open_:
        return [await _ask(open_, run) for run in about]


async def _ask(open_: Judging, run: Played) -> Judged:
    open_.now = run.end + 0.5 if run.plan.kind is Kind.AT_ONCE else float(END)
    return Judged(run, await open_.verdict(question(run)))


def question(run: Played) -> RunQuestion:
    """Ask about a run as its user would."""
    plan, match = run.plan, {}
    if plan.by_label:
        match = {TESTID: run.name}
    if plan.kind is Kind.WRONG_LABELS:
        is_value = int(run.name[-1]) % 2
        match = {TESTID: f"{run.name}-b"} if is_value else {"test_run": run.name}
    sure = Confidence() if plan.kind is Kind.UNSURE else None
    return RunQuestion(
        slos=promises(run),
        start=run.start,
        end=run.end,
        match=match,
        rules=RunRules(min_events=plan.min_events, confidence=sure),
    )


def decided_share(found: Sequence[Judged]) -> float:
    """Give the share of PASS and FAIL among the runs with enough events."""
    enough = [one for one in found if one.has_enough]
    return sum(one.is_decided for one in enough) / len(enough)


def rows(found: Sequence[Judged]) -> list[tuple[str, ...]]:
    """Make the table of verdicts by kind, with the sum below."""
    kinds = dict.fromkeys(one.kind for one in found)
    lines = [_row(kind, [one for one in found if one.kind is kind]) for kind in kinds]
    return [HEADINGS, *lines, _row("all", found)]


def _row(name: str, found: Sequence[Judged]) -> tuple[str, ...]:
    verdicts = Counter(one.verdict.verdict for one in found)
    enough = [one for one in found if one.has_enough]
    return (
        name,
        f"{len(found)}",
        *(f"{verdicts[kind]}" for kind in VerdictKind if kind is not VerdictKind.WARNING),
        f"{sum(any(True for _ in one.wrong()) for one in found)}",
        f"{len(enough)}",
        f"{decided_share(found):.1%}" if enough else "-",
    )


def measure(seed: int, tell: Callable[[str], object]) -> int:
    """Play, judge and tell; 1 if that is not good enough."""
    found = asyncio.run(judge(play(seed)))
    wrong = [sentence for one in found for sentence in one.wrong()]
    share = decided_share(found)
    tell(f"\n{aligned(rows(found), 1)}\n")
    tell(
        f"{len(found)} runs: {len(wrong)} verdicts are wrong; {share:.1%} of the runs with enough"
        f" events got a PASS or a FAIL (at least {LEAST_DECIDED:.0%} have to)"
    )
    for sentence in wrong:
        tell(sentence)
    return 1 if wrong or share < LEAST_DECIDED else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, judge and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    return measure(asked.seed, lambda text: sys.stdout.write(f"{text}\n"))


if __name__ == "__main__":
    sys.exit(main())
