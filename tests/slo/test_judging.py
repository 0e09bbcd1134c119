"""How did this run go? The rules, one by one, and the answer over several SLOs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.slo.comparison import Regression
from app.slo.definition import GatePolicy, NoData, Origin
from app.slo.interval import Confidence, IntervalMethod
from app.slo.judging import judge_one, judge_run
from app.slo.run import (
    Baseline,
    Location,
    RunCounts,
    RunReading,
    RunResult,
    RunRules,
    RunVerdict,
    Span,
    Trouble,
)
from app.slo.run_rules import Run
from app.slo.snapshot import Events, Quantile
from app.slo.verdict import VerdictKind, VerdictReason
from tests.slo.making import T0, latency, ratio

SPAN = Span(T0, T0 + 300)
P95 = latency(target=Decimal("0.95"))


def counted(good: float, total: float, **changes: Any) -> RunCounts:  # noqa: ANN401  # whatever the field takes
    end = changes.get("end", T0 + 295.0)
    counts = RunCounts(T0 - 5.0, end, end, Events(good, total), scrape_seconds=15.0)
    return replace(counts, **changes)


def reading(good: float = 9990, total: float = 10_000, **changes: Any) -> RunReading:  # noqa: ANN401
    return replace(RunReading(ratio(), counts=counted(good, total)), **changes)


def judged(read: RunReading, rules: RunRules | None = None, read_at: float = T0 + 310) -> RunResult:
    return judge_one(Run(SPAN, rules or RunRules(), read_at), read)


def answer(result: RunResult) -> tuple[str, str]:
    return result.verdict.value, result.reason.value


def test_a_run_above_its_target_passes() -> None:
    found = judged(reading())
    assert answer(found) == ("PASS", "ABOVE_TARGET")
    assert found.message == "99.9% of 10,000 events were good; at least 99% must."
    assert (found.start, found.end, found.events) == (T0 - 5, T0 + 295, Events(9990, 10_000))


def test_exactly_the_target_is_enough() -> None:
    assert judged(reading(9900)).verdict is VerdictKind.PASS
    assert judged(reading(9899)).verdict is VerdictKind.FAIL


def test_a_run_below_its_target_fails() -> None:
    found = judged(reading(9800))
    assert answer(found) == ("FAIL", "BELOW_TARGET")
    assert found.message == "98% of 10,000 events were good, and at least 99% must."


def test_a_share_just_below_the_target_is_not_rounded_to_it() -> None:
    assert judged(reading(98_999_999, 1e8)).message.startswith("98.999999% of 100,000,000 events")


def test_a_p95_that_is_too_long_is_named() -> None:
    slow = reading(930, 1000, slo=P95, quantile=Quantile(0.95, 0.34, 0.3, 0.4))
    found = judged(slow)
    assert answer(found) == ("FAIL", "P95_ABOVE_THRESHOLD")
    assert found.message == (
        "93% of 1,000 events took at most 0.3 s (p95 is about 0.34 s), and at least 95% must."
    )
    other = judged(reading(930, 1000, slo=latency()))
    assert other.reason is VerdictReason.LATENCY_ABOVE_THRESHOLD


def test_a_quantile_without_an_upper_bound_is_said_to_be_more() -> None:
    slow = reading(930, 1000, slo=P95, quantile=Quantile(0.95, None, 10.0, None))
    assert "(p95 is more than 10 s)" in judged(slow).message


@pytest.mark.parametrize(
    ("policy", "verdict"), [("inconclusive", "INCONCLUSIVE"), ("fail", "FAIL"), ("pass", "PASS")]
)
def test_without_traffic_the_policy_decides(policy: str, verdict: str) -> None:
    rules = RunRules(no_data=NoData(policy))
    assert answer(judged(reading(0, 0), rules)) == (verdict, "NO_TRAFFIC")
    assert answer(judged(reading(counts=None), rules)) == (verdict, "NO_DATA")
    by_author = ratio(gate=GatePolicy(no_data=NoData(policy)))
    assert answer(judged(reading(0, 0, slo=by_author))) == (verdict, "NO_TRAFFIC")


def test_a_selector_that_matches_nothing_never_passes() -> None:
    nothing = reading(counts=None, matched=False, hint="no series has testid=abc")
    found = judged(nothing, RunRules(no_data=NoData.PASS))
    assert answer(found) == ("INCONCLUSIVE", "NO_DATA")
    assert found.message == "There is nothing to judge: no series has testid=abc."


def test_too_few_events_say_how_many_are_needed() -> None:
    found = judged(reading(60, 60), RunRules(min_events=100))
    assert answer(found) == ("INCONCLUSIVE", "TOO_FEW_EVENTS")
    assert found.message == "60 events in the run, and at least 100 are needed: 40 more."


def test_an_interval_around_the_target_decides_nothing() -> None:
    sure = RunRules(confidence=Confidence(0.95))
    found = judged(reading(995, 1000), sure)
    assert answer(found) == ("INCONCLUSIVE", "INTERVAL_STRADDLES_TARGET")
    assert "at this ratio 1,522 would decide" in found.message
    assert found.confidence is not None
    assert found.confidence.low < 0.99 < found.confidence.high
    assert judged(reading(9950, 10_000), sure).verdict is VerdictKind.PASS
    assert judged(reading(9850, 10_000), sure).verdict is VerdictKind.FAIL


def test_the_method_of_the_interval_is_told() -> None:
    exact = RunRules(confidence=Confidence(0.99, IntervalMethod.CLOPPER_PEARSON))
    confidence = judged(reading(), exact).confidence
    assert confidence is not None
    assert (confidence.method, confidence.level) == (IntervalMethod.CLOPPER_PEARSON, 0.99)


def test_an_estimate_around_the_target_decides_nothing() -> None:
    wide = reading(counts=counted(9950, 10_000, good_low=9800.0, good_high=9990.0))
    found = judged(wide)
    assert answer(found) == ("INCONCLUSIVE", "ESTIMATE_STRADDLES_TARGET")
    assert found.message.endswith("between the bounds of the estimate, 98% to 99.9%.")
    above = reading(counts=counted(9950, 10_000, good_low=9910.0, good_high=9990.0))
    assert judged(above).verdict is VerdictKind.PASS


def test_an_interval_reaches_around_both_bounds_of_an_estimate() -> None:
    wide = reading(counts=counted(9950, 10_000, good_low=9905.0, good_high=9990.0))
    found = judged(wide, RunRules(confidence=Confidence(0.95)))
    assert found.reason is VerdictReason.INTERVAL_STRADDLES_TARGET


def test_a_run_whose_end_has_not_come_is_not_judged() -> None:
    early = reading(counts=counted(9990, 10_000, end=T0 + 250.0))
    assert answer(judged(early)) == ("INCONCLUSIVE", "NOT_SETTLED")
    found = judged(early, read_at=T0 + 1000)
    assert answer(found) == ("INCONCLUSIVE", "PARTIAL_DATA")
    assert found.covered_ratio == pytest.approx(250 / 300)


def test_a_run_that_was_seen_beyond_its_end_has_settled() -> None:
    seen = reading(counts=counted(9990, 10_000, end=T0 + 250.0, newest=T0 + 310.0))
    found = judged(seen)
    assert (found.verdict, found.covered_ratio) == (VerdictKind.PASS, 1.0)


def test_events_that_may_lie_on_either_side_of_an_edge_decide_nothing() -> None:
    barely = counted(9910, 10_000, newest=T0 + 310.0)
    assert judged(reading(counts=replace(barely, head=Events(480, 500)))).reason.value == (
        "ABOVE_TARGET"
    )
    late = judged(reading(counts=replace(barely, tail=Events(480, 500))))
    assert answer(late) == ("INCONCLUSIVE", "EDGES_STRADDLE_TARGET")
    assert late.message == (
        "Of 10,000 events, up to 500 may lie on either side of an edge of the run: from 98.9% to"
        " 99.14% are good, and at least 99% must be."
    )
    early = counted(9890, 10_000, newest=T0 + 310.0, head=Events(480, 500))
    assert judged(reading(counts=early)).reason.value == "EDGES_STRADDLE_TARGET"
    assert judged(reading(8000, counts=counted(8000, 10_000, head=Events(480, 500)))).verdict is (
        VerdictKind.FAIL
    )


def test_what_nobody_saw_may_have_been_good_or_bad() -> None:
    lost = judged(reading(counts=counted(9910, 10_000, newest=T0 + 310.0, unseen=99.5)))
    assert answer(lost) == ("INCONCLUSIVE", "EDGES_STRADDLE_TARGET")
    assert lost.message == (
        "Of 10,000 events, up to 100 more may have come after the last scrape of a process: from"
        " 98.12% to 99.11% are good, and at least 99% must be."
    )
    for good, verdict in ((9999, "PASS"), (9000, "FAIL")):
        seen = judged(reading(counts=counted(good, 10_000, unseen=50.0)))
        assert seen.verdict.value == verdict


def test_what_the_next_scrape_will_tell_is_waited_for() -> None:
    barely = reading(counts=counted(9910, 10_000, unseen=200.0))
    found = judged(barely)
    assert answer(found) == ("INCONCLUSIVE", "NOT_SETTLED")
    assert found.message.endswith("must be: wait for the data to settle.")
    assert judged(barely, read_at=T0 + 1000).reason is VerdictReason.EDGES_STRADDLE_TARGET


def test_a_run_in_which_something_may_have_happened_is_not_taken_for_an_idle_one() -> None:
    rules = RunRules(no_data=NoData.PASS)
    idle = counted(0, 0, newest=T0 + 310.0)
    assert judged(reading(counts=idle), rules).verdict is VerdictKind.PASS
    perhaps = judged(reading(counts=replace(idle, tail=Events(3, 5))), rules)
    assert answer(perhaps) == ("INCONCLUSIVE", "EDGES_STRADDLE_TARGET")


def test_pushed_series_may_end_a_little_before_the_run() -> None:
    pushed = counted(9990, 10_000, end=T0 + 285.0, scrape_seconds=5.0)
    assert judged(reading(counts=pushed)).reason is VerdictReason.NOT_SETTLED
    assert judged(reading(counts=replace(pushed, are_pushed=True))).verdict is VerdictKind.PASS


def test_a_run_of_which_samples_are_lacking_is_not_judged() -> None:
    for good in (9990, 9000):
        lacking = reading(counts=counted(good, 10_000, lacking_seconds=60.0))
        found = judged(lacking)
        assert answer(found) == ("INCONCLUSIVE", "PARTIAL_DATA")
        assert found.covered_ratio == pytest.approx(1 - 65 / 300)


def test_a_run_that_is_short_for_its_scrapes_is_not_judged() -> None:
    short = reading(counts=counted(9990, 10_000, start=T0 - 160.0, scrape_seconds=160.0))
    found = judged(short)
    assert answer(found) == ("INCONCLUSIVE", "PARTIAL_DATA")
    assert found.message == "Scrapes are 160 s apart, too far for a run of 300 s."


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("UNKNOWN_LABEL", "INCONCLUSIVE"),
        ("QUERY_ERROR", "INCONCLUSIVE"),
        ("SOURCE_UNREACHABLE", "ERROR"),
        ("SOURCE_TIMEOUT", "ERROR"),
        ("SOURCE_REJECTED", "ERROR"),
    ],
)
def test_trouble_is_never_a_pass(reason: str, verdict: str) -> None:
    trouble = Trouble(VerdictReason(reason), "why")
    found = judged(reading(trouble=trouble), RunRules(no_data=NoData.PASS))
    assert (answer(found), found.message) == ((verdict, reason), "why")


BEFORE = Baseline(T0 - 600, T0 - 300, Events(9990, 10_000), "earlier")


def test_a_run_that_is_worse_than_its_baseline_fails() -> None:
    found = judged(reading(9920, baseline=BEFORE))
    assert answer(found) == ("FAIL", "REGRESSED")
    assert found.message.startswith("0.8% of 10,000 events were bad, and 0.1% of 10,000 in the")
    assert found.baseline is not None
    assert (found.baseline.check_id, found.baseline.regressed) == ("earlier", True)
    assert found.baseline.difference == pytest.approx(0.007)


def test_what_counts_as_a_regression_is_a_parameter() -> None:
    allowed = RunRules(regression=Regression(min_difference=0.01))
    found = judged(reading(9920, baseline=BEFORE), allowed)
    assert found.verdict is VerdictKind.PASS
    assert found.baseline is not None
    assert not found.baseline.regressed


def test_a_run_that_fails_by_itself_fails_for_that() -> None:
    assert judged(reading(9000, baseline=BEFORE)).reason is VerdictReason.BELOW_TARGET


def test_a_baseline_that_is_not_there_leaves_a_pass_open() -> None:
    none = Trouble(VerdictReason.NO_BASELINE, "There is no such check.")
    assert answer(judged(reading(baseline=none))) == ("INCONCLUSIVE", "NO_BASELINE")
    assert judged(reading(9000, baseline=none)).verdict is VerdictKind.FAIL


def test_what_is_left_out_without_harm_is_said() -> None:
    found = judged(reading(note="There was no pass before."))
    assert found.message.endswith("must. There was no pass before.")


def asked() -> RunVerdict:
    return RunVerdict(
        "id", VerdictKind.ERROR, VerdictReason.NO_SLOS, "", SPAN.start, SPAN.end, {"testid": "a"}
    )


def over(*readings: RunReading) -> RunVerdict:
    return judge_run(asked(), Run(SPAN, RunRules(), T0 + 310), readings)


def test_over_several_slos_the_worst_decides() -> None:
    unreachable = Trouble(VerdictReason.SOURCE_UNREACHABLE, "gone")
    bad = reading(9000, slo=ratio("bad"))
    silent = reading(slo=ratio("silent"), trouble=unreachable)
    assert over(reading(), silent).verdict is VerdictKind.ERROR
    found = over(reading(), silent, bad)
    assert (found.verdict, found.reason) == (VerdictKind.FAIL, VerdictReason.BELOW_TARGET)
    assert found.summary.startswith("1 of 3 SLOs FAIL; bad: 90% of 10,000 events")
    assert [each.slo for each in found.results] == ["availability", "bad", "silent"]
    assert found.match == {"testid": "a"}


def test_informational_slos_are_judged_and_do_not_count() -> None:
    bad = reading(9000, slo=ratio("bad"), informational=True)
    found = over(reading(), bad)
    assert found.verdict is VerdictKind.PASS
    assert [each.verdict.value for each in found.results] == ["PASS", "FAIL"]
    alone = over(bad)
    assert (alone.verdict, alone.reason) == (VerdictKind.INCONCLUSIVE, VerdictReason.NO_SLOS)


def test_no_slo_at_all_is_inconclusive() -> None:
    found = over()
    assert (found.verdict, found.summary) == (VerdictKind.INCONCLUSIVE, "There is no SLO to judge.")


def test_the_newest_sample_is_that_of_the_least_fresh_slo() -> None:
    fresh = reading(slo=ratio("fresh"), counts=counted(1, 1, end=T0 + 300.0))
    assert over(reading(), fresh).newest_sample == T0 + 295
    assert over(reading(), reading(slo=ratio("none"), counts=None)).newest_sample is None


def test_a_result_says_where_its_definition_stands() -> None:
    written = reading(slo=ratio(origin=Origin("slos/shop.yaml", 7)))
    assert judged(written).location == Location("slos/shop.yaml", 7)
    assert judged(reading()).location is None
