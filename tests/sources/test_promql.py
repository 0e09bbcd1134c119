"""The text of queries, without a server; ``tests/prometheus`` asks a real one what it means."""

from __future__ import annotations

import math
import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from app.slo.definition import Matcher, MatchOperator
from app.sources import promql

UNICODE = st.text(st.characters(exclude_categories=["Cs"]))
BOUNDS = st.floats(allow_nan=False, allow_infinity=False)

_ESCAPE = re.compile(r'\\(u[0-9a-f]{4}|["n\\])')


def unquoted(literal: str) -> str:
    assert literal[0] == literal[-1] == '"'
    inside = literal[1:-1]
    assert not re.search(r'["\n]', _ESCAPE.sub("", inside))
    assert "\\" not in _ESCAPE.sub("", inside)
    return _ESCAPE.sub(lambda m: _meaning(m[1]), inside)


def _meaning(escape: str) -> str:
    if escape[0] == "u":
        return chr(int(escape[1:], 16))
    return {"n": "\n"}.get(escape, escape)


def equal(label: str, value: str) -> Matcher:
    return Matcher(label, MatchOperator.EQUAL, value)


@given(UNICODE)
def test_a_quoted_text_means_itself(value: str) -> None:
    assert unquoted(promql.quote(value)) == value


@given(UNICODE)
def test_a_quoted_text_holds_no_control_characters(value: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f]", promql.quote(value))


def test_half_a_surrogate_pair_is_refused_without_breaking_the_message() -> None:
    with pytest.raises(ValueError, match="udc00") as caught:
        promql.quote("a\udc00")
    assert str(caught.value).isascii()


def test_a_selector_without_matchers_is_the_metric() -> None:
    assert promql.selector("http_requests_total") == "http_requests_total"


def test_a_selector_keeps_the_order_of_its_matchers() -> None:
    matchers = [equal("service", 'say "hi"'), Matcher("code", MatchOperator.NOT_REGEX, "5..")]
    assert promql.selector("x", matchers) == r'x{service="say \"hi\"",code!~"5.."}'


@pytest.mark.parametrize("name", ["sum", "OFFSET", "Inf", "nan", "with space", "é", "1st", ""])
def test_a_metric_that_promql_cannot_read_is_matched_by_its_name_label(name: str) -> None:
    text = promql.selector(name, [equal("a", "b")])
    assert text == f'{{__name__="{name}",a="b"}}'


@pytest.mark.parametrize("name", ["", "a b", 'a="b"}', "a-b", "é", "a\n"])
def test_a_label_name_that_could_change_the_query_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a label name"):
        promql.selector("x", [equal(name, "b")])
    with pytest.raises(ValueError, match="not a label name"):
        promql.sum_by([name], "x")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (90, "x[90s]"),
        (90.0, "x[90s]"),
        (1.5, "x[1500ms]"),
        (0.001, "x[1ms]"),
        (1e7, "x[10000000s]"),
    ],
)
def test_a_range_is_written_in_seconds_or_milliseconds(seconds: float, text: str) -> None:
    assert promql.range_selector("x", seconds) == text


@pytest.mark.parametrize("seconds", [0, -1, 0.0001, math.nan, math.inf])
def test_a_range_of_no_length_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="duration"):
        promql.range_selector("x", seconds)


def test_a_sum_is_grouped_only_when_there_are_labels() -> None:
    assert promql.sum_by([], promql.increase("x", 60)) == "sum(increase(x[60s]))"
    assert promql.sum_by(["a", "b"], "x") == "sum by (a, b) (x)"


@given(st.lists(UNICODE, min_size=1), UNICODE)
def test_an_alternation_matches_its_values_and_nothing_else(values: list[str], other: str) -> None:
    # Prometheus anchors a pattern at both ends and lets a dot match a line break.
    pattern = re2.compile(f"(?s)^(?:{promql.alternation(values)})$")
    assert all(pattern.fullmatch(value) for value in values)
    assert bool(pattern.fullmatch(other)) == (other in values)


def test_an_alternation_does_not_depend_on_order_or_repetition() -> None:
    assert promql.alternation(["b", "a.c", "b"]) == promql.alternation(["a.c", "b"]) == r"a\.c|b"


def test_an_alternation_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        promql.alternation([])


@pytest.mark.parametrize(
    ("bound", "spellings"),
    [
        (1, ["1", "1.0", "1e+00", "1e+0", "1.0E0"]),
        (0.3, ["0.3", "3e-01", "3e-1", "3.0E-1"]),
        (300_000, ["300000", "300000.0", "3e+05", "3.0E5"]),
        (1_500_000, ["1500000", "1500000.0", "1.5e+06", "1.5E6"]),
        (1e7, ["10000000", "1e+07", "1.0E7", "1E+07"]),
        (1e10, ["10000000000.0", "1e+10", "1e+010"]),
        (5e-05, ["0.00005", "5e-05", "5.0E-5", "5E-05"]),
        (1e300, ["1e+300", "1.0E300"]),
        (0.0, ["0", "0.0"]),
        (-0.0, ["0", "0.0"]),
        (-2.5, ["-2.5", "-2.5e+00"]),
        (math.inf, ["+Inf"]),
    ],
)
def test_a_bound_is_found_however_exporters_spell_it(bound: float, spellings: list[str]) -> None:
    pattern = re2.compile(promql.le_pattern(bound))
    assert [s for s in spellings if not pattern.fullmatch(s)] == []


@given(BOUNDS)
def test_every_spelling_of_a_bound_is_that_number(bound: float) -> None:
    spellings = promql.le_pattern(bound).replace("\\", "").split("|")
    assert {float(spelling) for spelling in spellings} == {bound}


@given(BOUNDS, BOUNDS)
def test_a_bound_is_not_taken_for_another(bound: float, other: float) -> None:
    matched = re2.fullmatch(promql.le_pattern(bound), repr(other))
    assert bool(matched) <= (bound == other)


@pytest.mark.parametrize("bound", [math.nan, -math.inf])
def test_what_is_no_bound_is_refused(bound: float) -> None:
    with pytest.raises(ValueError, match="not a bucket bound"):
        promql.le_pattern(bound)
