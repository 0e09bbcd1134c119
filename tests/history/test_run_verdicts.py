"""No run gets a verdict that is not true, and nearly all that can be judged are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.slo.verdict import VerdictKind
from tests.history.made_runs import Case
from tests.history.run_verdicts import (
    LEAST_DECIDED,
    Answered,
    decided_share,
    made_and_answered,
    table,
)
from tests.prometheus.server import require_prometheus

pytestmark = [pytest.mark.prometheus, pytest.mark.slow]

RUNS, SEED = 300, 7


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Answered]:
    require_prometheus()
    return made_and_answered(RUNS, SEED, tmp_path_factory.mktemp("runs"))


def test_no_pass_and_no_fail_is_wrong(found: Sequence[Answered]) -> None:
    wrong = [f"{each.result.slo}: {each.result.message}" for each in found if each.is_wrong]
    assert wrong == [], table(found)


def test_nearly_all_runs_with_enough_events_are_judged(found: Sequence[Answered]) -> None:
    assert decided_share(found) >= LEAST_DECIDED, table(found)


def test_runs_of_each_kind_pass_and_fail(found: Sequence[Answered]) -> None:
    for case in (Case.SLOW, Case.FAILING, Case.BORDERLINE, Case.PUSHED):
        kinds = {each.result.verdict for each in found if each.run.case is case}
        assert {VerdictKind.PASS, VerdictKind.FAIL} <= kinds


def test_what_cannot_be_read_is_an_error(found: Sequence[Answered]) -> None:
    away = {each.result.verdict for each in found if each.run.case is Case.AWAY}
    assert away == {VerdictKind.ERROR}
