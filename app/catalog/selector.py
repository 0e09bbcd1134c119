"""PromQL text → selector: the series of one metric, and nothing that computes.

Refuses to know every other expression of the language (functions, ranges, offsets, arithmetic):
this program takes differences and sums itself, so a definition names plain counters. Errors are
predicates ("must be …") that a caller puts after the name of the field.
"""

from __future__ import annotations

import re

import re2

from app.catalog.tokens import Kind, Token, tokens
from app.catalog.wording import shown
from app.slo.definition import Matcher, MatchOperator, Selector

NAME_LABEL = "__name__"

_METRIC_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_LABEL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {"inf", "nan", "on", "ignoring", "group_left", "group_right", "atan2", "bool"}
)
"""Words that PromQL never reads as the name of a metric, in any case of letters."""

_SELECTOR = 'must be a plain selector such as http_requests_total{code=~"5.."}'
_MATCHERS = 'must be a list of matchers such as service="checkout", route!~"/health.*"'
_OPERATORS = frozenset(operator.value for operator in MatchOperator)

_ANY_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
"""The one escape that RE2 has in C++ and not in Go, where Prometheus runs it."""

_RE2_OPTIONS = re2.Options()
_RE2_OPTIONS.log_errors = False  # the reason goes into the message, not to stderr


def parse_selector(text: str) -> Selector:
    """Read an instant vector selector.

    Raises:
        ValueError: the text is something else; says what was found, at which character (from 1),
            and what would be right.
    """
    try:
        return _Parser(text).selector()
    except ValueError as error:
        raise ValueError(f"{_SELECTOR}: {error}") from None


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """Read matchers as they stand between the braces of a selector; there may be none.

    Raises:
        ValueError: as for ``parse_selector``; also for a matcher on the metric's name.
    """
    try:
        return _Parser(text).bare_matchers()
    except ValueError as error:
        raise ValueError(f"{_MATCHERS}: {error}") from None


def is_label_name(text: str) -> bool:
    """Whether PromQL takes the text as the name of a label without quotes."""
    return _LABEL_NAME.fullmatch(text) is not None


def is_metric_name(text: str) -> bool:
    """Whether PromQL takes the text as the name of a metric without quotes."""
    return _METRIC_NAME.fullmatch(text) is not None and text.lower() not in _RESERVED


class _Parser:
    """Looks one token ahead."""

    def __init__(self, text: str) -> None:
        self._rest = tokens(text)
        self._token = next(self._rest)

    def selector(self) -> Selector:
        named = self._take() if self._token.kind is Kind.NAME else None
        matchers: list[tuple[Token, Matcher]] = []
        if named is None or self._at("{"):
            self._expect("{", "begin with the name of a metric")
            matchers = self._matchers("}")
            self._expect("}", 'separate matchers with "," and close them with "}"')
        if self._token.kind is not Kind.END:
            raise _found(self._token, _after_selector(self._token))
        return _assembled(named, matchers)

    def bare_matchers(self) -> tuple[Matcher, ...]:
        if self._at("{"):
            raise _found(self._token, "leave the braces away")
        matchers = self._matchers("")
        if self._token.kind is not Kind.END:
            raise _found(self._token, 'separate matchers with ","')
        for label, matcher in matchers:
            if matcher.label == NAME_LABEL:
                raise _found(label, "the metric is already given; leave this matcher away")
        return tuple(matcher for _, matcher in matchers)

    def _matchers(self, closing: str) -> list[tuple[Token, Matcher]]:
        matchers: list[tuple[Token, Matcher]] = []
        while self._token.text != closing:
            matchers.append(self._matcher())
            if not self._at(","):
                break
            self._take()
        return matchers

    def _matcher(self) -> tuple[Token, Matcher]:
        label, operator = self._take(), self._token
        if label.kind is Kind.STRING:
            raise _found(label, "names in quotes are not supported; begin with a label's name")
        if not is_label_name(label.text):
            raise _found(label, "begin a matcher with a label's name (letters, digits and _)")
        if operator.text not in _OPERATORS:
            raise _found(operator, f"write =, !=, =~ or !~ after the label {label.text}")
        self._take()
        value = self._token
        if value.kind is not Kind.STRING:
            raise _found(value, 'write the value in quotes, such as "checkout"')
        matcher = Matcher(label.text, MatchOperator(operator.text), value.value)
        _check_regex(matcher, value)
        self._take()
        return label, matcher

    def _at(self, sign: str) -> bool:
        return self._token.kind is Kind.SIGN and self._token.text == sign

    def _take(self) -> Token:
        """Return the present token and go on; the end follows itself."""
        taken = self._token
        self._token = next(self._rest, taken)
        return taken

    def _expect(self, sign: str, right: str) -> None:
        if not self._at(sign):
            raise _found(self._token, right)
        self._take()


def _assembled(named: Token | None, matchers: list[tuple[Token, Matcher]]) -> Selector:
    """Find the metric, which may also stand among the matchers as ``__name__="…"``."""
    metric = named.text if named else None
    kept: list[Matcher] = []
    for label, matcher in matchers:
        if matcher.label != NAME_LABEL:
            kept.append(matcher)
        elif matcher.operator is not MatchOperator.EQUAL:
            raise _found(label, 'name exactly one metric, with __name__="…" or before the braces')
        elif metric is not None:
            raise _found(label, f"the metric is already {metric}; name it once")
        else:
            metric = matcher.value
    if metric is None:
        raise ValueError('found no metric; write its name before the braces, or __name__="…"')
    if not is_metric_name(metric):
        raise ValueError(
            f'found "{shown(metric)}" as the metric, which PromQL does not read as one; use a'
            " name of letters, digits, _ and : that is no keyword"
        )
    return Selector(metric, tuple(kept))


_INSTEAD = "name the counter alone, differences and sums are taken by this program"
_AFTER_SELECTOR = {
    "(": f"functions and aggregations are not allowed; {_INSTEAD}",
    "[": f"ranges are not allowed; {_INSTEAD}",
    "@": "the @ modifier is not allowed; the time of evaluation is chosen by this program",
    "offset": "offset is not allowed; the time of evaluation is chosen by this program",
    "by": f"functions and aggregations are not allowed; {_INSTEAD}",
    "without": f"functions and aggregations are not allowed; {_INSTEAD}",
}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<="}) | {
    "and",
    "or",
    "unless",
    "atan2",
}


def _after_selector(token: Token) -> str:
    word = token.text.lower()
    if word in _ARITHMETIC:
        return f"arithmetic, comparisons and set operators are not allowed; {_INSTEAD}"
    return _AFTER_SELECTOR.get(word, "end here, or write matchers in braces after the name")


def _check_regex(matcher: Matcher, written: Token) -> None:
    r"""Refuse what Prometheus would refuse, which puts the expression between ``^(?:`` and ``)$``.

    Alone it must be valid too: ``a)(b`` only is between the anchors, ``\Qa`` only is alone.
    """
    if matcher.operator not in (MatchOperator.REGEX, MatchOperator.NOT_REGEX):
        return
    if reason := _regex_fault(matcher.value):
        raise _found(written, f"not a regular expression (RE2): {reason}; correct or escape it")


def _regex_fault(value: str) -> str | None:
    if _ANY_BYTE.search(value):
        return r"\C is not known to Prometheus"
    for expression in (value, f"^(?:{value})$"):
        try:
            re2.compile(expression, _RE2_OPTIONS)
        except re2.error as error:
            return str(error.args[0].decode(errors="replace"))
    return None


def _found(token: Token, right: str) -> ValueError:
    return ValueError(f"found {token}; {right}")
