"""Prints how far budgets and alerts are off, over a month of known truth, and verdicts on runs.

    python -m tests.history.accuracy --seed 1 --days 31 --flavour prometheus

Exits with 1 if one of our figures is further off than 0.05 % and its two allowances, an alert by
more than a step, a verdict is wrong, or too few runs get one. Runs are always read from Prometheus.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.slo.snapshot import Snapshot
from app.sources.connection import Connection
from app.sources.flavour import Flavour
from tests.history import alerting, verdicts
from tests.history.holding import Held, held
from tests.history.loaded import END, Loaded, loaded_into, step_at
from tests.history.month import PERIOD, History, definitions, generate
from tests.history.peers import FORMULAS, error_ratios
from tests.history.tables import aligned
from tests.history.world import HOUR, Timeline

BEFORE_END = (37, 9 * HOUR + 13 * 60 + 7)
"""When it is evaluated, in seconds before the end: off every grid."""

_SERVERS = (Flavour.PROMETHEUS, Flavour.VICTORIAMETRICS)

LEFT_OF_ALERTS = 2
HEADINGS = ("service", "bad events", *FORMULAS, "ours", "edges ±", "unseen", "latency, ours")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was counted at one time, beside the truth."""

    at: int
    snapshot: Snapshot
    figures: Sequence[Held]

    def period(self, slo_name: str) -> Held | None:
        """The figures of an SLO's whole period."""
        for one in self.figures:
            if one.name == slo_name and one.seconds == PERIOD:
                return one
        return None


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was found out; ``edges`` hold predictions with ideal window edges against ours."""

    evaluations: Sequence[Evaluation]
    table: str
    alerts: Sequence[alerting.Compared]
    edges: Sequence[alerting.Compared]


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, load, evaluate, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=31)
    parser.add_argument("--flavour", choices=_SERVERS, default=Flavour.PROMETHEUS, type=Flavour)
    asked = parser.parse_args(arguments)
    history = generate(Timeline.of(asked.days, END), asked.seed)
    try:
        measured = _measure(history, asked.flavour)
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:  # what a test would say
        parser.exit(2, f"{missing}\n")
    _tell(f"seed {asked.seed}, {asked.days:g} days, {asked.flavour}\n\n{measured.table}\n")
    wrong = _judge(measured.evaluations)
    _tell(f"\n{aligned(alerting.rows(measured.alerts), LEFT_OF_ALERTS)}\n")
    wrong |= _judge_alerts(measured)
    return wrong | verdicts.measure(asked.seed, _tell)


def _measure(history: History, flavour: Flavour) -> Measured:
    with (
        tempfile.TemporaryDirectory() as folder,
        loaded_into(flavour, history, Path(folder)) as loaded,
    ):
        evaluations = [asyncio.run(_evaluate(loaded, END - seconds)) for seconds in BEFORE_END]
        table = _table(history, evaluations[0], loaded.connection)
        began = time.monotonic()
        replayed = asyncio.run(
            alerting.replayed(loaded, definitions([s.service.name for s in history.stories]))
        )
        _note(f"replayed in {time.monotonic() - began:.0f} s")
        return Measured(
            evaluations,
            table,
            alerting.compared(history, replayed),
            alerting.edges_compared(history, replayed),
        )


async def _evaluate(loaded: Loaded, now: int) -> Evaluation:
    at, history = step_at(now), loaded.history
    began = time.monotonic()
    snapshot = await loaded.evaluated(at, definitions([s.service.name for s in history.stories]))
    _note(f"evaluated in {time.monotonic() - began:.0f} s")
    figures = [one for status in snapshot for one in held(status, history.truth)]
    return Evaluation(at, snapshot, figures)


def _table(history: History, evaluation: Evaluation, asked: Connection) -> str:
    rows = [_row(history, evaluation, s.service.name, asked) for s in history.stories]
    return aligned([HEADINGS, *rows], 1)


def _row(
    history: History, evaluation: Evaluation, service: str, asked: Connection
) -> Sequence[str]:
    ours = evaluation.period(f"{service}-availability")
    slower = evaluation.period(f"{service}-latency")
    events = history.truth.events(service, evaluation.at - PERIOD, evaluation.at)
    peers = _errors(error_ratios(asked, service, evaluation.at), events.bad, events.total)
    if ours is None or slower is None or ours.consumed_error is None:
        return (service, f"{events.bad}", *peers, "none", "", "", "none")
    return (
        service,
        f"{events.bad}",
        *peers,
        _percent(ours.consumed_error),
        f"{ours.share('edges', 'bad'):.3%}",
        f"{ours.share('unseen', 'bad'):.3%}",
        _percent(slower.consumed_error),
    )


def _errors(ratios: Mapping[str, float | None], bad: int, total: int) -> list[str]:
    if not bad:
        return ["none" if not ratio else "wrong" for ratio in ratios.values()]
    true = bad / total
    return [_percent(None if ratio is None else ratio / true - 1) for ratio in ratios.values()]


def _percent(error: float | None) -> str:
    return "NaN" if error is None else f"{error:+.3%}"


def _judge(evaluations: Sequence[Evaluation]) -> int:
    figures = [one for evaluation in evaluations for one in evaluation.figures]
    wrong = [sentence for one in figures for sentence in one.outside()]
    differing = [one.seconds for one in figures if any(one.inexact())]
    lengths = ", ".join(f"{seconds:,} s" for seconds in sorted(set(differing)))
    _tell(
        f"{len(figures)} windows of {len(evaluations)} evaluations: {len(wrong)} figures are beyond"
        f" the bound; {len(differing)} windows"
        f"{f' (of {lengths})' if differing else ''} differ from what was sampled up to their edges"
    )
    for sentence in wrong:
        _tell(sentence)
    return 1 if wrong else 0


def _judge_alerts(measured: Measured) -> int:
    found, edges = measured.alerts, measured.edges
    wrong = [sentence for one in found for sentence in one.wrong()]
    alerts = sum(one.expected for one in found)
    moved = sum(steps != 0 for one in edges for steps in (*one.begins, *one.ends))
    added, left_out = sum(one.spurious for one in edges), sum(one.missed for one in edges)
    _tell(
        f"{alerts} alerts predicted, {sum(one.found for one in found)} fired;"
        f" {len(wrong)} of {len(found)} SLOs and tiers are further off than one step\n"
        f"without the cells of 5 min in which the windows of 1 d and 3 d begin: {moved} of"
        f" {2 * alerts} begins and ends would be other steps, {added} alerts would not be there,"
        f" {left_out} more would"
    )
    for sentence in wrong:
        _tell(sentence)
    return 1 if wrong else 0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
