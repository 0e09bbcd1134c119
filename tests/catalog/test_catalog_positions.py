from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import reading
from app.catalog.positions import Place, dotted
from app.catalog.reading import MAX_FILE_BYTES, read
from app.slo.errors import Finding


def _only(text: str) -> Finding:
    (finding,) = read(text, "a.yaml").findings
    assert finding.file == "a.yaml"
    return finding


def test_plain_data_comes_with_the_place_of_every_key_and_value() -> None:
    page = read('# top\na: 1\nb:\n  - c: "x"\n    d: [y,  z]\n', "a.yaml")
    assert page.findings == []
    assert page.data == {"a": 1, "b": [{"c": "x", "d": ["y", "z"]}]}
    assert page.keys[("b", 0, "d")] == Place(5, 5)
    assert page.values[("a",)] == Place(2, 4)
    assert page.values[("b", 0)] == Place(4, 5)
    assert page.values[("b", 0, "c")] == Place(4, 8)
    assert page.values[("b", 0, "d", 1)] == Place(5, 13)


def test_a_place_that_is_not_written_is_that_of_what_surrounds_it() -> None:
    page = read("a:\n  b: 1\n", "a.yaml")
    assert page.place_of(("a", "missing", "deeper")) == Place(2, 3)


def test_a_path_is_written_as_people_write_it() -> None:
    assert dotted(("slos", 0, "indicator", "ratio", "total")) == "slos[0].indicator.ratio.total"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0.95", Decimal("0.95")),
        ("0.12345678901234567", Decimal("0.12345678901234567")),
        (".5", Decimal("0.5")),
        ("true", True),
        ("off", False),
        ("99.9%", "99.9%"),
        ("2026-11-22", "2026-11-22"),
        ("=", "="),
        ('"0.95"', "0.95"),
        ("'yes'", "yes"),
        ("|\n  text\n", "text\n"),
        ('up{a="b",c=~"5.."}', 'up{a="b",c=~"5.."}'),
    ],
)
def test_a_scalar_keeps_what_was_meant(written: str, value: object) -> None:
    page = read(f"a: {written}", "a.yaml")
    assert page.findings == []
    assert page.data == {"a": value}
    assert type(page.data["a"]) is type(value)


@pytest.mark.parametrize(
    "written", ["010", "0x1F", "0b1", "1:30", "1_000", ".inf", ".nan", "1.0e+3"]
)
def test_a_number_that_yaml_readers_disagree_on_is_refused(written: str) -> None:
    finding = _only(f"a:\n  b: {written}\n")
    assert (finding.line, finding.column, finding.field) == (2, 6, "a.b")
    assert f'write a plain decimal number, or quote it: "{written}"' in finding.message


@pytest.mark.parametrize(
    ("text", "line", "column", "field", "message"),
    [
        ("", 1, 1, "", "the file is empty; begin it with version: 1"),
        ("---\n", 1, 1, "", "the file is empty"),
        ("~\n", 1, 1, "", "the file is empty"),
        ("# nothing\n", 1, 1, "", "the file is empty"),
        ("a: &x 1\n", 1, 4, "a", "anchors and aliases are not allowed, found &x; write the value"),
        ("&k a: 1\n", 1, 1, "", "anchors and aliases are not allowed, found &k"),
        ("a: 1\nb: *x\n", 2, 4, "b", "found *x; write the value out"),
        ("a: !!python/object:os.system x", 1, 4, "a", "found !!python/object:os.system; remove"),
        ("a: !secret x", 1, 4, "a", "tags are not allowed, found !secret"),
        ("a: !!map {}", 1, 4, "a", "tags are not allowed, found !!map"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "a", '"a" is already given in line 1; remove one'),
        ("a: 1\n---\nb: 2\n", 2, 1, "", "a second document begins here; put each into a file"),
        ("1: a\n", 1, 1, "1", 'a key must be text, YAML reads 1 as a number; quote it: "1"'),
        ("on: a\n", 1, 1, "on", 'a key must be text, YAML reads on as a boolean; quote it: "on"'),
        ("~: a\n", 1, 1, "~", "a key must be text, YAML reads ~ as a missing value"),
        ("? [a]\n: b\n", 1, 3, "", "a key must be text, not a mapping or a list"),
        ("a: {{x}}\n", 1, 5, "a", 'a value that begins with "{" or "[" must be quoted'),
        ("a:\n  <<: {b: 1}\n", 2, 3, "a.<<", "merge keys are not allowed; write the fields out"),
        ("a: 1\nb:\n", 2, 3, "b", "the value is missing; give one or remove the field"),
        ("a: [null]\n", 1, 5, "a[0]", "the value is missing"),
        ("a:\n\t- b\n", 2, 1, "", "a tab cannot indent, use spaces"),
        ("a: @b\n", 1, 4, "", 'a value cannot begin with "@", quote it'),
        ("a: b: c\n", 1, 5, "", 'a value that contains ": " must be quoted'),
        ('a: {b: up{c="d"}}\n', 1, 10, "", "inside { } and [ ] a value with one of {}[],"),
        ('a: "b\n', 2, 1, "", "close the quotes that open before this place"),
        ("a: 1\n  b: 2\n", 2, 4, "", "not valid YAML: mapping values are not allowed"),
        ("- a\nb: c\n", 2, 1, "", "check the indentation of this line"),
        ("a: b\nc: \x07\n", 2, 4, "", "it holds the character U+0007; remove it"),
        ("a: \ud800\n", 1, 4, "", "it holds the character U+D800; remove it"),
        ('a: "\\ud800"\n', 1, 7, "", "not valid YAML"),
    ],
)
def test_yaml_that_a_definition_does_not_need_is_refused(
    text: str, line: int, column: int, field: str, message: str
) -> None:
    finding = _only(text)
    assert message in finding.message
    assert (finding.line, finding.column, finding.field) == (line, column, field)


def test_what_is_wrong_in_several_places_is_found_in_one_reading() -> None:
    page = read("a: 1\na: 2\nb: 010\nc:\n", "a.yaml")
    assert [(finding.line, finding.field) for finding in page.findings] == [
        (2, "a"),
        (3, "b"),
        (4, "c"),
    ]


def test_twenty_levels_are_read_and_one_more_is_refused() -> None:
    assert read("[" * 20 + "]" * 20, "a.yaml").findings == []
    finding = _only("[" * 21 + "]" * 21)
    assert (finding.line, finding.column) == (1, 21)
    assert "nested deeper than 20 levels" in finding.message


def test_so_many_values_are_read_and_one_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_VALUES", 1_000)
    assert read(f"[{'1,' * 999}]", "a.yaml").findings == []  # the list itself is one
    page = read(f"[{'1,' * 1_000}]", "a.yaml")
    assert page.data is None
    assert "more than 1,000 values; split the file" in page.findings[-1].message


def test_a_key_that_is_given_twice_hides_no_depth() -> None:
    page = read("{a: 1, a: " * 1000, "a.yaml")
    assert "nested deeper than 20 levels" in page.findings[-1].message


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 200_000, "- " * 500_000])
def test_endless_nesting_ends_the_reading_at_once(text: str) -> None:
    page = read(text, "a.yaml")
    assert page.data is None
    assert "nested deeper" in page.findings[-1].message
    assert len(page.values) < 100


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24)
    )
    finding = _only(bomb)
    assert (finding.line, finding.column, finding.field) == (1, 4, "a")
    assert "anchors and aliases are not allowed" in finding.message


@pytest.mark.parametrize("character", ["#", "é"])
def test_text_of_more_than_a_mebibyte_is_refused(character: str) -> None:
    size = len(character.encode())
    largest = "a: 1 #" + character * ((MAX_FILE_BYTES - 6) // size)
    assert read(largest, "a.yaml").findings == []
    finding = _only(largest + character)
    assert (finding.line, finding.column) == (1, 1)
    assert "must not be larger than 1,048,576 bytes" in finding.message


@given(st.text(max_size=60) | st.text("ab:-[]{}&*!|>'\"#% \n,?~<=01.", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    page = read(text, "a.yaml")
    assert page.data is not None or page.findings
    for finding in page.findings:
        assert finding.line >= 1
        assert finding.column >= 1
