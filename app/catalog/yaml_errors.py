"""Syntax errors of YAML in words that say what would be right."""

from __future__ import annotations

import yaml

from app.catalog.wording import shown

_RESERVED_STARTS = "@`%"


def sentence(text: str, error: yaml.MarkedYAMLError, place: tuple[int, int]) -> str:
    """Explain an error whose place is (line, column), both from 1."""
    problem = error.problem or "unexpected text"
    return f"not valid YAML: {shown(problem)}; {_right(text, error, place)}"


def _right(text: str, error: yaml.MarkedYAMLError, place: tuple[int, int]) -> str:
    found = _character(text, *place)
    problem, context = error.problem or "", error.context or ""
    if found == "\t":
        return "a tab cannot indent, use spaces"
    if "cannot start any token" in problem and found in _RESERVED_STARTS:
        return f'a value cannot begin with "{found}", quote it'
    if "mapping values" in problem:
        return 'a value that contains ": " must be quoted'
    if "flow" in context:
        return "inside { } and [ ] a value with one of {}[], must be quoted, and each is closed"
    if "quoted scalar" in context:
        return "close the quotes that open before this place"
    return "check the indentation of this line and quote values with special characters"


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    if line > len(lines):
        return ""
    return lines[line - 1][column - 1 : column]
