from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.selector import is_metric_name, parse_matchers, parse_selector
from app.slo.definition import Matcher, MatchOperator, Selector

EQUAL, NOT_EQUAL, REGEX, NOT_REGEX = MatchOperator


def test_a_name_alone_is_a_selector() -> None:
    assert parse_selector("job:http_requests:total") == Selector("job:http_requests:total")


def test_every_operator_and_kind_of_quote_is_read_in_order() -> None:
    text = """ http_total { a = "b", c!='d' ,e=~`5\\d.` , f!~"x|y" , } """
    assert parse_selector(text) == Selector(
        "http_total",
        (
            Matcher("a", EQUAL, "b"),
            Matcher("c", NOT_EQUAL, "d"),
            Matcher("e", REGEX, r"5\d."),
            Matcher("f", NOT_REGEX, "x|y"),
        ),
    )


@pytest.mark.parametrize("text", ["up{}", "up { }", '{__name__="up"}', "{__name__='up',}"])
def test_a_metric_may_be_named_before_the_braces_or_in_them(text: str) -> None:
    assert parse_selector(text) == Selector("up")


def test_a_selector_may_stand_on_several_lines() -> None:
    assert parse_selector('up{\n\tjob="a",\r\n}\n') == Selector("up", (Matcher("job", EQUAL, "a"),))


@pytest.mark.parametrize("label", ["by", "offset", "sum", "le", "on"])
def test_a_keyword_may_be_the_name_of_a_label(label: str) -> None:
    assert parse_selector(f'up{{{label}="x"}}').matchers == (Matcher(label, EQUAL, "x"),)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
        (r"'\''", "'"),
        (r'"\101\x41\u00e9\U0001F600"', "AAé😀"),
        (r'"\303\251\xc3\xa9"', "éé"),
        ("`\\n'`", "\\n'"),
        ("`a\nb`", "a\nb"),
        ('"\\000"', "\0"),
    ],
)
def test_strings_have_the_escapes_of_promql(written: str, value: str) -> None:
    assert parse_selector(f"up{{a={written}}}").matchers[0].value == value


@pytest.mark.parametrize(
    ("text", "found", "right"),
    [
        ("", "the end of the text at character 1", "begin with the name of a metric"),
        ("rate(x[5m])", '"(" at character 5', "functions and aggregations are not allowed"),
        ("sum by (a) (x)", '"by" at character 5', "functions and aggregations"),
        ('x{a="b"}[5m]', '"[" at character 9', "ranges are not allowed; name the counter alone"),
        ("x offset 5m", '"offset" at character 3', "offset is not allowed"),
        ("x @ 1600000000", '"@" at character 3', "the @ modifier is not allowed"),
        ("x / y", '"/" at character 3', "arithmetic, comparisons and set operators"),
        ("x or y", '"or" at character 3', "set operators are not allowed"),
        ("x > 5", '">" at character 3', "comparisons"),
        ("-x", '"-" at character 1', "begin with the name of a metric"),
        ("(x)", '"(" at character 1', "begin with the name of a metric"),
        ("42", '"42" at character 1', "begin with the name of a metric"),
        ("x y", '"y" at character 3', "end here, or write matchers in braces"),
        ("x{", "the end of the text at character 3", "begin a matcher with a label's name"),
        ('x{a="b"', "the end of the text at character 8", 'close them with "}"'),
        ('x{a="b" c="d"}', '"c" at character 9', 'separate matchers with ","'),
        ("x{,}", '"," at character 3', "begin a matcher with a label's name"),
        ('x{a:b="c"}', '"a:b" at character 3', "begin a matcher with a label's name"),
        ('x{5="c"}', '"5" at character 3', "begin a matcher with a label's name"),
        ('{"my.metric"}', 'the string "my.metric" at character 2', "names in quotes are not"),
        ("x{a}", '"}" at character 4', "write =, !=, =~ or !~ after the label a"),
        ('x{a=="b"}', '"==" at character 4', "write =, !=, =~ or !~ after the label a"),
        ("x{a=b}", '"b" at character 5', "write the value in quotes"),
        ("x{a=5}", '"5" at character 5', "write the value in quotes"),
        ('x{a="b}', 'a string that opens with " at character 5', 'end it with "'),
        ("x{a=`b}", "a string that opens with ` at character 5", "end it with `"),
        ('x{a="b\nc"}', 'a string that opens with " at character 5', "on the same line"),
        (r'x{a="\d"}', r"the escape \d at character 6", r"a backslash itself is written \\"),
        (r'x{a="\'"}', r"the escape \' at character 6", "`backticks`"),
        (r'x{a="\ud800"}', r"the escape \ud800 at character 6", "stands for no character"),
        (r'x{a="\U00110000"}', r"the escape \U00110000 at character 6", "no character"),
        (r'x{a="\777"}', r"the escape \777 at character 6", "no character"),
        (r'x{a="\xff"}', "escapes in the string at character 5", "write the characters"),
        ('{a="b"}', "no metric", 'write its name before the braces, or __name__="…"'),
        ('{__name__=~"a|b"}', '"__name__" at character 2', "name exactly one metric"),
        ('x{__name__!="y"}', '"__name__" at character 3', "name exactly one metric"),
        ('x{__name__="y"}', '"__name__" at character 3', "already x; name it once"),
        ('{__name__="my metric"}', '"my metric" as the metric', "letters, digits, _ and :"),
        ("NaN", '"NaN" as the metric', "no keyword"),
    ],
)
def test_what_is_no_plain_selector_is_refused(text: str, found: str, right: str) -> None:
    with pytest.raises(ValueError, match="must be a plain selector such as ") as refusal:
        parse_selector(text)
    assert f"found {found}" in str(refusal.value)
    assert right in str(refusal.value)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("(", "missing ): ("),
        ("a(?=b)", "invalid perl operator: (?="),
        ("a)(b", "unexpected ): a)(b"),
        (r"\\Qa", "missing )"),
        ("a{1001}", "invalid repetition size: {1001}"),
        (r"\\C", r"\C is not known to Prometheus"),
    ],
)
def test_an_invalid_regular_expression_is_refused_with_the_reason(
    expression: str, reason: str
) -> None:
    with pytest.raises(ValueError, match="not a regular expression") as refusal:
        parse_selector(f'x{{a=~"{expression}"}}')
    assert "at character 6" in str(refusal.value)
    assert reason in str(refusal.value)


def test_an_invalid_regular_expression_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="missing"):
        parse_selector('x{a=~"("}')
    assert capfd.readouterr() == ("", "")


def test_bare_matchers_are_what_stands_between_braces() -> None:
    assert parse_matchers('service="checkout", route!~"x",') == (
        Matcher("service", EQUAL, "checkout"),
        Matcher("route", NOT_REGEX, "x"),
    )


@pytest.mark.parametrize("text", ["", "  \n"])
def test_there_may_be_no_matchers(text: str) -> None:
    assert parse_matchers(text) == ()


@pytest.mark.parametrize(
    ("text", "found", "right"),
    [
        ('{a="b"}', '"{" at character 1', "leave the braces away"),
        ('a="b"}', '"}" at character 6', 'separate matchers with ","'),
        ('a="b",,', '"," at character 7', "begin a matcher with a label's name"),
        ('x{a="b"}', '"{" at character 2', "after the label x"),
        ('__name__="x"', '"__name__" at character 1', "the metric is already given"),
    ],
)
def test_what_is_no_list_of_matchers_is_refused(text: str, found: str, right: str) -> None:
    with pytest.raises(ValueError, match="must be a list of matchers such as ") as refusal:
        parse_matchers(text)
    assert f"found {found}" in str(refusal.value)
    assert right in str(refusal.value)


def _is_regex(text: str) -> bool:
    try:
        parse_matchers("a=~" + _quoted(text, '"'))
    except ValueError:
        return False
    return True


def _quoted(value: str, quote: str) -> str:
    if quote == "`" and "`" not in value:
        return f"`{value}`"
    quote = '"' if quote == "`" else quote
    body = value.replace("\\", "\\\\").replace(quote, "\\" + quote).replace("\n", "\\n")
    return f"{quote}{body}{quote}"


texts = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,10}", fullmatch=True)
expressions = st.one_of(texts.map(re2.escape), st.from_regex(r"[a-z.|+*?\[\]()]{0,8}"))
matchers = st.one_of(
    st.builds(Matcher, names, st.sampled_from([EQUAL, NOT_EQUAL]), texts),
    st.builds(Matcher, names, st.sampled_from([REGEX, NOT_REGEX]), expressions.filter(_is_regex)),
).filter(lambda matcher: matcher.label != "__name__")
selectors = st.builds(
    Selector,
    st.from_regex(r"[A-Za-z_:][A-Za-z0-9_:]{0,10}", fullmatch=True).filter(is_metric_name),
    st.lists(matchers, max_size=4).map(tuple),
)
spaces = st.sampled_from(["", " ", "\t", "\n "])


@st.composite
def _rendered(draw: st.DrawFn, selector: Selector) -> str:
    """Write a selector in one of the many ways that mean the same."""
    parts = []
    for matcher in selector.matchers:
        value = _quoted(matcher.value, draw(st.sampled_from("\"'`")))
        words = [matcher.label, matcher.operator.value, value]
        parts.append(draw(spaces) + draw(spaces).join(words) + draw(spaces))
    metric = selector.metric
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), f'__name__="{metric}"')
        metric = ""
    comma = draw(st.sampled_from(["", ","])) if parts else ""
    return f"{metric}{draw(spaces)}{{{','.join(parts)}{comma}}}{draw(spaces)}"


@given(st.data(), selectors)
def test_a_selector_that_is_written_is_read_as_it_was(data: st.DataObject, own: Selector) -> None:
    assert parse_selector(data.draw(_rendered(own))) == own


@given(texts)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse_selector(text)
    except ValueError as refusal:
        assert str(refusal).startswith("must be a plain selector such as ")  # noqa: PT017 - both ends are fine
