"""No verdict, however odd, breaks a report, and none but a pass looks like one."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.formats import Format, written
from app.gate.reports.entry import Level
from app.gate.reports.reading import read
from app.gate.reports.text import text
from tests.gate.verdicts import EVERY_VERDICT, RUN, changed

NASTY = st.text() | st.sampled_from(
    ["::error::x", "##[group]x", "</testcase>", "a|b`c`\n|", "\x1b[31m", "\ud800", "]]>", "{0}"]
)
WORDS = st.sampled_from(["PASS", "FAIL", "ERROR", "WARNING", "INCONCLUSIVE", "MAYBE", "pass"])
NUMBERS = st.floats() | st.integers() | st.sampled_from([10**400, -1, 0, 1])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=5,
)


def objects(*fields: str, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects that may lack any field, and whose fields may hold anything."""
    likely = dict.fromkeys(fields, NUMBERS | st.none()) | known
    return st.fixed_dictionaries({}, optional={name: s | ANYTHING for name, s in likely.items()})


RESULTS = objects(
    "sli",
    "target",
    slo=NASTY,
    group=st.dictionaries(NASTY, NASTY, max_size=2),
    verdict=WORDS,
    reason=NASTY,
    message=NASTY,
    informational=st.booleans(),
    events=objects("bad", "total"),
    estimate=objects("sli_low", "sli_high"),
    confidence=objects("low", "high", "level", method=NASTY),
    latency=objects("quantile", "value_seconds", "low_seconds", "threshold_seconds"),
    budget=objects("remaining_ratio"),
    baseline=objects("sli", "p_value", events=objects("total"), regressed=st.booleans()),
    location=objects("line", file=NASTY),
    query=NASTY,
)
VERDICTS = objects(
    check_id=NASTY,
    verdict=WORDS,
    reason=NASTY,
    summary=NASTY,
    mode=st.sampled_from(["BUDGET", "RUN", "LATER"]),
    start=NASTY,
    end=NASTY,
    match=st.dictionaries(NASTY, NASTY, max_size=2),
    data=objects(newest_sample=NASTY),
    results=st.lists(RESULTS, max_size=3),
)


@given(VERDICTS)
@settings(max_examples=50)
def test_every_report_can_be_written_of_anything(verdict: Mapping[str, Any]) -> None:
    reports = {form: written(form, verdict, "deploy/slos").decode() for form in Format}
    ET.fromstring(reports[Format.JUNIT])  # noqa: S314  # our own
    json.loads(reports[Format.SARIF])
    text(read(verdict), blocks=False)
    lines = reports[Format.TEXT].splitlines()
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
    assert "\x1b" not in reports[Format.TEXT]


@given(VERDICTS)
@settings(max_examples=50)
def test_what_is_no_pass_has_something_that_says_so(verdict: Mapping[str, Any]) -> None:
    report = read(verdict)
    is_passed = verdict.get("verdict") in ("PASS", "WARNING")
    assert report.is_passed == is_passed
    if not is_passed:
        assert any(entry.level is Level.ERROR for entry in report.told)
        suite = ET.fromstring(written(Format.JUNIT, verdict, ""))  # noqa: S314  # our own
        assert int(suite.get("failures", "")) + int(suite.get("errors", "")) > 0
        assert b"::error " in written(Format.GITHUB, verdict, "")
        assert '"level": "error"' in written(Format.SARIF, verdict, "").decode()


@pytest.mark.parametrize("field", RUN["results"][1])
def test_any_field_of_a_result_may_be_null(field: str) -> None:
    verdict = changed({**RUN, "results": [RUN["results"][1]]}, **{field: None})
    for form in Format:
        assert written(form, verdict, "")


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_the_json_is_the_verdict_itself(name: str) -> None:
    verdict = EVERY_VERDICT[name] | {"added_later": [1]}
    assert json.loads(written(Format.JSON, verdict, "x")) == verdict


def test_a_number_that_is_none_is_not_known() -> None:
    odd = [math.nan, math.inf, 10**400, True, "0.9", [], {}]
    for value in odd:
        (entry,) = read(changed(RUN, sli=value)).entries
        assert entry.sli is None


def test_the_words_of_later_versions_are_kept_and_keep_the_gate_shut() -> None:
    report = read({**changed(RUN, verdict="POSTPONED"), "verdict": "POSTPONED"})
    (entry,) = report.entries
    assert (report.verdict, report.is_passed) == ("POSTPONED", False)
    assert (entry.verdict, entry.level) == ("POSTPONED", Level.ERROR)


def test_what_matters_most_comes_first() -> None:
    assert [(entry.verdict, entry.level) for entry in read(RUN).entries] == [
        ("FAIL", Level.ERROR),
        ("INCONCLUSIVE", Level.ERROR),
        ("FAIL", Level.NOTE),
        ("PASS", Level.NONE),
    ]


def test_what_is_left_of_a_budget_says_nothing_of_a_run() -> None:
    left = {"remaining_ratio": 0.41}
    (run,) = read(changed(RUN, budget=left, sli=0.93, target=0.95)).entries
    (budget,) = read({**changed(RUN, budget=left), "mode": "BUDGET"}).entries
    assert run.spent_ratio == pytest.approx(1.4)
    assert budget.spent_ratio == pytest.approx(0.59)
