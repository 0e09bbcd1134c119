"""Does a series meet these matchers? Decided here as Prometheus decides it, with RE2."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import re2

from app.slo.definition import Matcher, MatchOperator

Condition = Callable[[Mapping[str, str]], bool]


def condition(matchers: Sequence[Matcher]) -> Condition:
    """Compile matchers to one test of a series' labels; an absent label is the empty string."""
    tests = [(m.label, _test(m)) for m in matchers]
    return lambda labels: all(test(labels.get(label, "")) for label, test in tests)


def _test(matcher: Matcher) -> Callable[[str], bool]:
    wanted = matcher.value
    if matcher.operator is MatchOperator.EQUAL:
        return lambda value: value == wanted
    if matcher.operator is MatchOperator.NOT_EQUAL:
        return lambda value: value != wanted
    matches = _regex(wanted)
    if matcher.operator is MatchOperator.REGEX:
        return matches
    return lambda value: not matches(value)


@lru_cache(maxsize=4096)
def _regex(pattern: str) -> Callable[[str], bool]:
    compiled = re2.compile(f"(?s:{pattern})")
    return lambda value: compiled.fullmatch(value) is not None
