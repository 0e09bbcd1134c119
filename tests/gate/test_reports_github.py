"""Workflow commands, read as a runner reads them."""

from __future__ import annotations

import re

import pytest

from app.gate.reports.github import github
from app.gate.reports.reading import read
from tests.gate.verdicts import BUDGET, EVERY_VERDICT, NO_SLOS, PASSING, RUN, Wire, changed

Command = tuple[str, dict[str, str], str]
_CODES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str, codes: set[str]) -> str:
    """Undo the escapes in one pass, as the runner does."""
    return re.sub("|".join(codes), lambda found: _CODES[found[0]], text)


def commands(verdict: Wire, definitions: str = "") -> list[Command]:
    """The commands in a report: name, properties and message."""
    found = []
    for line in github(read(verdict, definitions)).splitlines():
        if parts := re.fullmatch(r"::(\w+) (.*?)::(.*)", line):
            pairs = (pair.split("=", 1) for pair in parts[2].split(","))
            properties = {name: unescaped(value, {*_CODES}) for name, value in pairs}
            found.append((parts[1], properties, unescaped(parts[3], {"%0D", "%0A", "%25"})))
    return found


def test_each_slo_that_is_no_pass_is_annotated_at_its_definition() -> None:
    assert [(name, properties) for name, properties, _ in commands(RUN, "deploy/slos")] == [
        (
            "error",
            {
                "file": "deploy/slos/checkout.yaml",
                "line": "6",
                "title": "checkout-latency: FAIL",
            },
        ),
        (
            "error",
            {
                "file": "deploy/slos/search.yaml",
                "line": "4",
                "title": "search-availability: INCONCLUSIVE",
            },
        ),
        ("notice", {"title": "report-latency {route=/report}: FAIL"}),
    ]


def test_the_message_is_the_sentence_with_its_reason() -> None:
    assert commands(RUN)[0][2] == (
        "93.00% of 10,000 requests took at most 300 ms; the target is 95%. (P95_ABOVE_THRESHOLD)"
    )


def test_signs_that_mean_something_to_the_runner_come_back_as_they_were() -> None:
    nasty = "50%, a:b, %0A ::error::x,y=z"
    verdict = changed(
        RUN,
        verdict="FAIL",
        slo="a.1",
        group={"route": nasty},
        message=nasty,
        location={"file": "a:b,c%.yaml", "line": 1},
    )
    ((name, properties, message),) = commands(verdict)
    assert name == "error"
    assert properties == {
        "file": "a:b,c%.yaml",
        "line": "1",
        "title": f"a {{route={nasty}}}: FAIL",
    }
    assert message == f"{nasty} (ABOVE_TARGET)"


def test_a_line_break_in_others_words_begins_no_command() -> None:
    verdict = changed(RUN, message="a\n::warning::b\r\n::stop-commands::c", verdict="FAIL")
    told = github(read({**verdict, "summary": "x\n::add-mask::y"}))
    assert [line[:7] for line in told.splitlines()] == ["::error", "SLO gat"]


def test_a_warning_is_a_warning_and_a_pass_is_quiet() -> None:
    assert [name for name, _, _ in commands(BUDGET)] == ["warning"]
    assert commands(PASSING) == []


def test_a_gate_that_judged_nothing_is_an_error_without_a_place() -> None:
    assert [(name, properties) for name, properties, _ in commands(NO_SLOS)] == [
        ("error", {"title": "SLO gate: INCONCLUSIVE"})
    ]


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_the_last_line_is_the_verdict_and_no_command(name: str) -> None:
    verdict = EVERY_VERDICT[name]
    last = github(read(verdict)).splitlines()[-1]
    assert last == f"SLO gate: {verdict['verdict']}  {verdict['summary']}"
