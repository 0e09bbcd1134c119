"""What is kept of checks, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.interval import IntervalMethod
from app.slo.run import (
    Baseline,
    BaselineResult,
    CheckPlace,
    IntervalResult,
    Location,
    OpenCheck,
    RunResult,
    RunVerdict,
)
from app.slo.snapshot import Estimate, Events, Quantile
from app.slo.verdict import VerdictKind, VerdictReason
from app.store.checks import SqlChecks
from app.store.sql import SqlStore

T0 = 1_700_000_000.0
KEPT = 90 * 86_400
PASS, FAIL, ERROR = VerdictKind.PASS, VerdictKind.FAIL, VerdictKind.ERROR

RESULT = RunResult(
    slo="checkout.0123456789abcdef",
    name="checkout",
    fingerprint="f",
    group=(("route", "/päy"),),
    verdict=PASS,
    reason=VerdictReason.ABOVE_TARGET,
    message="99.9% of 1,000 events were good; at least 99% must.",
    target=0.99,
    informational=False,
    query='a{b="c"}\nd',
    start=T0 - 302.5,
    end=T0 - 2.5,
    covered_ratio=0.99,
    events=Events(999.0, 1000.0),
    estimate=Estimate(0.98, 1.0),
    confidence=IntervalResult(IntervalMethod.WILSON, 0.95, 0.97, 0.999),
    baseline=BaselineResult(
        "b", T0 - 900, T0 - 600, Events(10.0, 11.0), -0.1, 0.9, regressed=False
    ),
    quantile=Quantile(0.95, None, 10.0, None),
    threshold_seconds=0.3,
    location=Location("slos/shop.yaml", 7),
)


def check_id(number: int) -> str:
    return f"{number:032x}"


def verdict(number: int = 1, *results: RunResult, kind: VerdictKind = PASS) -> RunVerdict:
    return RunVerdict(
        check_id=check_id(number),
        verdict=kind,
        reason=VerdictReason.ABOVE_TARGET,
        summary="It went well.",
        start=T0 - 300,
        end=T0,
        match={"testid": "a"},
        newest_sample=T0 + 3,
        covered_ratio=0.99,
        created_at=T0 + number,
        created_by="ci",
        results=results or (RESULT,),
    )


def begun(number: int = 1, digest: str = "d") -> OpenCheck:
    return OpenCheck(check_id(number), digest, T0 + number, T0 + number + 60)


def finished(number: int = 1, *results: RunResult, kind: VerdictKind = PASS) -> OpenCheck:
    return replace(begun(number), verdict=verdict(number, *results, kind=kind))


@pytest.fixture
def checks(store: SqlStore) -> SqlChecks:
    return SqlChecks(store.transactor, KEPT)


async def test_a_verdict_is_read_as_it_was_kept(checks: SqlChecks) -> None:
    await checks.finish(finished())
    assert await checks.get(check_id(1)) == finished()
    assert await checks.get(check_id(2)) is None


async def test_a_check_is_begun_once(checks: SqlChecks) -> None:
    assert await checks.claim(begun(), T0 + 2) is None
    assert await checks.claim(replace(begun(), created_at=T0 + 5), T0 + 5) == begun()
    await checks.finish(finished())
    assert await checks.claim(begun(), T0 + 9) == finished()


async def test_a_check_that_is_overdue_makes_room(checks: SqlChecks) -> None:
    await checks.claim(begun(), T0)
    assert await checks.claim(begun(), T0 + 1000) is None
    assert await checks.claim(begun(digest="other"), T0 + 1000) == begun()


async def test_a_check_that_ended_in_an_error_makes_room_for_the_same_question(
    checks: SqlChecks,
) -> None:
    await checks.finish(finished(1, kind=ERROR))
    assert await checks.claim(begun(digest="other"), T0) == finished(1, kind=ERROR)
    assert await checks.claim(begun(), T0) is None


async def test_a_check_that_came_to_nothing_is_forgotten(checks: SqlChecks) -> None:
    await checks.claim(begun(1), T0)
    await checks.finish(finished(2))
    for number in (1, 2):
        await checks.drop(check_id(number))
    assert await checks.get(check_id(1)) is None
    assert await checks.get(check_id(2)) == finished(2)


async def test_verdicts_are_listed_from_the_last_one_on(checks: SqlChecks) -> None:
    for number in (2, 1, 4, 3):
        await checks.finish(finished(number))
    await checks.claim(begun(9), T0)
    found = await checks.find(None, 3)
    assert [each.check_id for each in found] == [check_id(n) for n in (4, 3, 2)]
    assert found[0] == replace(verdict(4), results=())
    place = CheckPlace(found[-1].created_at, found[-1].check_id)
    assert [each.check_id for each in await checks.find(place, 3)] == [check_id(1)]


async def test_old_verdicts_are_forgotten(store: SqlStore) -> None:
    checks = SqlChecks(store.transactor, 1000)
    await checks.finish(finished(1))
    late = replace(finished(2), created_at=T0 + 1002)
    await checks.finish(late)
    assert await checks.get(check_id(1)) is None
    assert await checks.last_passes([(RESULT.slo, "f")], T0) != {}


async def test_the_last_pass_before_a_run_is_found(checks: SqlChecks) -> None:
    for number, end in ((1, T0 - 50), (2, T0 - 20), (3, T0 + 50)):
        await checks.finish(finished(number, replace(RESULT, end=end)))
    found = await checks.last_passes([(RESULT.slo, "f"), ("other", "f")], T0)
    expected = Baseline(T0 - 302.5, T0 - 20, Events(999.0, 1000.0), check_id(2))
    assert found == {(RESULT.slo, "f"): expected}


@pytest.mark.parametrize(
    "other",
    [
        replace(RESULT, verdict=FAIL),
        replace(RESULT, fingerprint="another definition"),
        replace(RESULT, events=Events(0.0, 0.0)),
        replace(RESULT, events=None),
    ],
)
async def test_only_passes_of_the_same_definition_are_last_passes(
    checks: SqlChecks, other: RunResult
) -> None:
    await checks.finish(finished(1, other))
    assert await checks.last_passes([(RESULT.slo, "f")], T0) == {}


async def test_a_pass_counts_although_the_whole_failed(checks: SqlChecks) -> None:
    failed = replace(RESULT, slo="other", verdict=FAIL)
    await checks.finish(finished(1, RESULT, failed, kind=FAIL))
    assert list(await checks.last_passes([(RESULT.slo, "f"), ("other", "f")], T0)) == [
        (RESULT.slo, "f")
    ]
