"""The JUnit report as a reader of such files sees it."""

from __future__ import annotations

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from app.gate.reports.junit import junit
from app.gate.reports.reading import read
from tests.gate.verdicts import AWAY, BUDGET, EVERY_VERDICT, NO_SLOS, PASSING, RUN, Wire, changed


def suite(verdict: Wire, definitions: str = "") -> TestSuite:
    """The one suite of a report, as the library reads it."""
    (found,) = JUnitXml.fromstring(junit(read(verdict, definitions)).encode())
    assert isinstance(found, TestSuite)
    return found


def outcomes(verdict: Wire) -> dict[str, list[type]]:
    """What each case came to, by its name."""
    return {case.name: [type(result) for result in case.result] for case in suite(verdict)}


def test_each_slo_is_a_case_that_came_to_what_it_counts_for() -> None:
    assert outcomes(RUN) == {
        "checkout-latency": [Failure],
        "search-availability": [Error],
        "report-latency {route=/report}": [Skipped],
        "checkout-availability": [],
    }


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_the_counts_are_those_of_the_cases(name: str) -> None:
    found = suite(EVERY_VERDICT[name])
    stated = (found.tests, found.failures, found.errors, found.skipped)
    found.update_statistics()  # type: ignore[no-untyped-call]  # the library's
    assert (found.tests, found.failures, found.errors, found.skipped) == stated


@pytest.mark.parametrize("verdict", [NO_SLOS, AWAY])
def test_a_gate_that_could_not_judge_is_an_error(verdict: Wire) -> None:
    assert list(outcomes(verdict).values()) == [[Error]]


@pytest.mark.parametrize("word", ["INCONCLUSIVE", "POSTPONED"])
def test_what_decides_nothing_is_an_error_and_not_skipped(word: str) -> None:
    assert outcomes(changed(RUN, verdict=word))["checkout-availability"] == [Error]


def test_a_warning_passes_and_is_told() -> None:
    (case,) = suite(BUDGET)
    assert isinstance(case, TestCase)
    assert case.result == []
    assert "41.0% of the error budget is left" in str(case.system_out)


def test_a_failure_says_why_with_its_figures() -> None:
    case = next(iter(suite(RUN)))
    assert isinstance(case, TestCase)
    (failure,) = case.result
    assert failure.type == "P95_ABOVE_THRESHOLD"
    assert failure.message == (
        "FAIL: 93.00% of 10,000 requests took at most 300 ms; the target is 95%."
    )
    assert "good 93.00%, target 95.00%, 700 of 10,000 bad" in str(failure.text)
    assert "query http_request_duration_seconds_bucket" in str(failure.text)


def test_a_case_stands_where_its_definition_does() -> None:
    case = next(iter(suite(RUN, "deploy/slos")))
    element = case._elem
    assert (element.get("file"), element.get("line")) == ("deploy/slos/checkout.yaml", "6")


def test_a_run_lasted_as_long_as_it_did_and_a_budget_no_time() -> None:
    assert suite(RUN).time == 300
    assert suite(BUDGET)._elem.get("time") is None


def test_the_question_is_among_the_properties() -> None:
    found = {each.name: each.value for each in suite(RUN).properties()}  # type: ignore[no-untyped-call]  # the library's
    assert (found["verdict"], found["match.testid"]) == ("FAIL", "build-1042")


def test_signs_that_xml_cannot_hold_are_spelled_out() -> None:
    case = next(iter(suite(changed(PASSING, message="a\x00<b>&\ufffe"))))
    assert isinstance(case, TestCase)
    assert "a\\x00<b>&\\ufffe" in str(case.system_out)
