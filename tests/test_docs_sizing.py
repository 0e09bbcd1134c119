"""The figures of sizing are those that were measured, and none was made up."""

from __future__ import annotations

import re

from tests.documents import page, rows

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)? (?:ms|s|MB|KB|GB)\b")
LIMITS = {"1 GB", "3 GB"}
"""What is advised, and not measured."""


def measured_in(text: str) -> set[str]:
    return {figure.replace(",", "") for figure in FIGURE.findall(text)}


def bare_numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_every_figure_of_sizing_stands_in_what_was_measured() -> None:
    known = bare_numbers(page("bench.md"))
    figures = measured_in(page("sizing.md")) - LIMITS
    assert len(figures) > 25
    assert {figure for figure in figures if figure.split()[0] not in known} == set()


def test_every_row_of_sizing_names_the_command_that_measured_it() -> None:
    commands = [cells[-1] for cells in rows(page("sizing.md"), "SLOs")]
    assert commands
    for command in commands:
        sections = re.fullmatch(r'`make bench SECTIONS=(?:(\w+)|"([\w ]+)")`', command)
        assert sections is not None
        for section in (sections[1] or sections[2]).split():
            assert f"| `{section}` |" in page("bench.md")
