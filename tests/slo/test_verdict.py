"""May this ship?"""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest

from app.slo.definition import GatePolicy, NoData, Slo
from app.slo.snapshot import (
    Basis,
    Budget,
    Data,
    Estimate,
    Events,
    Reason,
    State,
    Status,
)
from app.slo.verdict import SEVERITY_ORDER, Mode, Verdict, VerdictKind, VerdictReason, judge
from tests.slo.making import STEP, T0, alert, ratio, status

PAGE = alert("page-fast")
TICKET = alert("ticket-slow")
LOW = Budget(400.0, Basis.PERIOD, 0.9, 0.1, None)
GONE = Budget(400.0, Basis.PERIOD, 1.5, -0.5, None)


def verdict(*statuses: Status) -> Verdict:
    return judge(statuses, T0 // STEP, T0, T0 + 30)


def gated(policy: GatePolicy) -> Slo:
    return ratio(gate=policy)


def unknown(data: Data, reason: Reason, slo: Slo | None = None) -> Status:
    return status(slo).unknown(data, reason, "why")


QUIET = status(data=Data.ZERO_TRAFFIC, sli=None, events=Events(0, 0))
EXHAUSTED = status(ratio("exhausted"), state=State.EXHAUSTED, budget=GONE)
AT_RISK = status(ratio("at-risk"), state=State.AT_RISK, alerts=(TICKET,))
FAILED = unknown(Data.QUERY_ERROR, Reason.SOURCE_TIMEOUT, ratio("failed"))

ONE = {
    "healthy": (status(), "PASS", "BUDGET_LEFT"),
    "exhausted": (EXHAUSTED, "FAIL", "BUDGET_EXHAUSTED"),
    "a page is firing": (status(state=State.AT_RISK, alerts=(PAGE,)), "FAIL", "PAGE_FIRING"),
    "exhausted and a page is firing": (
        status(state=State.EXHAUSTED, budget=GONE, alerts=(PAGE,)),
        "FAIL",
        "BUDGET_EXHAUSTED",
    ),
    "a ticket is firing": (AT_RISK, "WARNING", "AT_RISK"),
    "the budget will be gone": (status(state=State.AT_RISK), "WARNING", "AT_RISK"),
    "little is left": (
        status(gated(GatePolicy(warn_below=0.25)), budget=LOW),
        "WARNING",
        "BUDGET_LOW",
    ),
    "little is left, but nobody asked": (status(budget=LOW), "PASS", "BUDGET_LEFT"),
    "more is left than to warn at": (
        status(gated(GatePolicy(warn_below=0.25))),
        "PASS",
        "BUDGET_LEFT",
    ),
    "no traffic": (QUIET, "INCONCLUSIVE", "NO_TRAFFIC"),
    "stale": (unknown(Data.STALE, Reason.SAMPLES_STOPPED), "INCONCLUSIVE", "STALE"),
    "no data": (unknown(Data.NO_DATA, Reason.NO_SERIES), "INCONCLUSIVE", "NO_DATA"),
    "no answer": (FAILED, "INCONCLUSIVE", "QUERY_ERROR"),
    "no bound": (
        unknown(Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND),
        "INCONCLUSIVE",
        "QUERY_ERROR",
    ),
    "loading": (unknown(Data.STALE, Reason.BACKFILLING), "INCONCLUSIVE", "BACKFILLING"),
    "expired": (unknown(Data.STALE, Reason.SNAPSHOT_EXPIRED), "INCONCLUSIVE", "SNAPSHOT_EXPIRED"),
    "an estimate around the target": (
        status(estimate=Estimate(0.98, 0.995)),
        "INCONCLUSIVE",
        "ESTIMATE_STRADDLES_TARGET",
    ),
    "an estimate above the target": (
        status(estimate=Estimate(0.99, 0.995)),
        "PASS",
        "BUDGET_LEFT",
    ),
    "an estimate below the target": (
        status(estimate=Estimate(0.97, 0.98), state=State.EXHAUSTED, budget=GONE),
        "FAIL",
        "BUDGET_EXHAUSTED",
    ),
}


@pytest.mark.parametrize("case", ONE)
def test_one_slo_decides_by_its_status(case: str) -> None:
    given, kind, reason = ONE[case]
    found = verdict(given)
    assert (found.verdict, found.reason) == (kind, reason)
    assert [(r.status, r.verdict, r.reason) for r in found.results] == [(given, kind, reason)]
    assert found.results[0].message in found.summary


@pytest.mark.parametrize(
    ("no_data", "kind"),
    [(NoData.INCONCLUSIVE, "INCONCLUSIVE"), (NoData.FAIL, "FAIL"), (NoData.PASS, "PASS")],
)
def test_without_data_the_definition_decides(no_data: NoData, kind: str) -> None:
    slo = gated(GatePolicy(no_data=no_data))
    assert verdict(unknown(Data.STALE, Reason.SAMPLES_STOPPED, slo)).verdict == kind
    assert verdict(status(slo, data=Data.ZERO_TRAFFIC)).verdict == kind


@pytest.mark.parametrize("no_data", list(NoData))
def test_an_expired_snapshot_is_inconclusive_whatever_the_definition_says(no_data: NoData) -> None:
    slo = gated(GatePolicy(no_data=no_data))
    found = verdict(unknown(Data.STALE, Reason.SNAPSHOT_EXPIRED, slo))
    assert (found.verdict, found.reason) == ("INCONCLUSIVE", "SNAPSHOT_EXPIRED")


def test_fail_is_worst_and_pass_is_best() -> None:
    assert SEVERITY_ORDER == (
        VerdictKind.FAIL,
        VerdictKind.ERROR,
        VerdictKind.INCONCLUSIVE,
        VerdictKind.WARNING,
        VerdictKind.PASS,
    )


@pytest.mark.parametrize(
    ("worse", "better"), list(pairwise([EXHAUSTED, FAILED, AT_RISK, status()]))
)
def test_the_worst_slo_decides(worse: Status, better: Status) -> None:
    for order in ([worse, better], [better, worse]):
        found = verdict(*order)
        alone = verdict(worse)
        assert (found.verdict, found.reason) == (alone.verdict, alone.reason)


def test_the_summary_counts_the_worst_and_names_one() -> None:
    found = verdict(status(), EXHAUSTED, AT_RISK)
    assert found.summary.startswith("1 of 3 SLOs FAIL; exhausted: ")


def test_no_slo_at_all_is_inconclusive() -> None:
    found = verdict()
    assert (found.verdict, found.reason) == (VerdictKind.INCONCLUSIVE, VerdictReason.NO_SLOS)
    assert (found.start, found.newest_sample, found.covered_ratio) == (None, None, None)
    assert found.results == ()


def test_a_verdict_tells_the_data_that_it_rests_on() -> None:
    older = status(ratio("older"), newest_sample=T0 - 60.0, start=5.0, covered_ratio=0.5)
    found = verdict(status(), older)
    assert (found.mode, found.end, found.expected_until) == (Mode.BUDGET, T0, T0 + 30)
    assert (found.start, found.newest_sample, found.covered_ratio) == (5.0, T0 - 60, 0.5)


def test_the_newest_sample_is_not_known_where_one_slo_has_none() -> None:
    assert verdict(status(), status(ratio("never"), newest_sample=None)).newest_sample is None


def test_the_same_question_to_the_same_generation_has_the_same_id() -> None:
    expected = hashlib.sha256(f'[{T0 // STEP}, ["at-risk", "exhausted"]]'.encode()).hexdigest()[:32]
    assert verdict(EXHAUSTED, AT_RISK).check_id == expected
    assert verdict(AT_RISK, EXHAUSTED).check_id == expected


def test_another_question_or_generation_has_another_id() -> None:
    ids = {
        verdict(EXHAUSTED).check_id,
        verdict(EXHAUSTED, AT_RISK).check_id,
        judge([EXHAUSTED], T0 // STEP + 1, T0 + STEP, T0 + 30).check_id,
    }
    assert len(ids) == 3
