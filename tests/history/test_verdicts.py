"""The verdicts on runs of which every request is known."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from app.slo.verdict import VerdictKind
from tests.history.played import Played, played
from tests.history.runs import USUAL, Kind, plans
from tests.history.verdicts import LEAST_DECIDED, Judged, decided_share, judge, play, rows

FEW = dict.fromkeys(USUAL, 3) | {
    Kind.RESTARTED: 12,
    Kind.OTHER_EDGES: 10,
    Kind.AT_ONCE: 6,
    Kind.BORDERLINE: 6,
}
"""Most are those that would be judged wrongly if nothing were allowed for."""

SEED = 1


def a_run(kind: Kind, seed: int) -> Played:
    rng = np.random.default_rng(seed)
    (plan,) = plans({kind: 1}, rng)
    return played(plan, "run", 1_000_000.0, rng)


@pytest.fixture(scope="module")
def found() -> list[Judged]:
    return asyncio.run(judge(play(SEED, FEW)))


@pytest.mark.prometheus
def test_no_verdict_contradicts_what_the_targets_counted(found: list[Judged]) -> None:
    assert len(found) >= 40
    assert [sentence for one in found for sentence in one.wrong()] == []


@pytest.mark.prometheus
def test_runs_with_enough_events_get_a_verdict(found: list[Judged]) -> None:
    assert sum(one.has_enough for one in found) >= 20
    assert decided_share(found) >= LEAST_DECIDED


@pytest.mark.prometheus
def test_runs_of_which_nothing_is_known_get_none(found: list[Judged]) -> None:
    lost = {Kind.EMPTY, Kind.WRONG_LABELS, Kind.UNSURE, Kind.FEW}
    answers = {one.verdict.verdict for one in found if one.kind in lost}
    assert answers == {VerdictKind.INCONCLUSIVE}
    away = {one.verdict.verdict for one in found if one.kind is Kind.AWAY}
    assert away == {VerdictKind.ERROR}
    table = rows(found)
    assert table[-1][1] == f"{len(found)}"


def test_the_same_seed_plays_the_same_runs() -> None:
    one, other = (play(3, {Kind.CLEAN: 2, Kind.RESTARTED: 1}) for _ in range(2))
    assert [run.truths for run in one] == [run.truths for run in other]
    assert [run.start for run in one] == [run.start for run in other]


@pytest.mark.parametrize("seed", range(5))
def test_a_borderline_run_lies_within_a_third_of_a_sigma(seed: int) -> None:
    run = a_run(Kind.BORDERLINE, seed)
    truth, target = run.availability, float(run.plan.target)
    sigma = (truth.total * target * (1 - target)) ** 0.5
    assert abs(truth.good - target * truth.total) <= 0.3 * sigma + 0.5
    assert not truth.is_clear
    assert not run.has_enough


@pytest.mark.parametrize("seed", range(5))
def test_clean_runs_keep_every_promise_and_the_others_break_theirs(seed: int) -> None:
    clean, slow, failing = (a_run(kind, seed) for kind in (Kind.CLEAN, Kind.SLOW, Kind.FAILING))
    assert (clean.availability.is_met, clean.latency.is_met, clean.is_met) == (True, True, True)
    assert (slow.availability.is_met, slow.latency.is_met, slow.is_met) == (True, False, False)
    assert (failing.availability.is_met, failing.is_met) == (False, False)


def test_nothing_happens_in_an_empty_run() -> None:
    runs = [a_run(Kind.EMPTY, seed) for seed in range(8)]
    assert {run.is_met for run in runs} == {None}
    assert not any(run.has_enough for run in runs)


def test_what_the_scrapes_leave_open_is_known() -> None:
    """With a dozen scrapes an edge may hold a tenth of the events: that may turn a verdict."""
    runs = [a_run(Kind.OTHER_EDGES, seed) for seed in range(40)]
    assert {run.has_enough for run in runs} == {True, False}
