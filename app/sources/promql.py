"""The text of queries, built from parts that are quoted and checked here.

Refuses to know SLOs, servers and answers: it turns names, values and durations into PromQL that
means exactly them, whatever characters they hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from app.slo.definition import Matcher

_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_REGEX_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")

# Outside a string these words are operators, aggregations, modifiers or numbers, in any case.
_WORDS = (
    "and or unless atan2 sum avg count min max group stddev stdvar topk bottomk count_values"
    " quantile limitk limit_ratio offset smoothed anchored by without on ignoring group_left"
    " group_right bool start end step range fill fill_left fill_right inf nan"
)
_KEYWORDS = frozenset(_WORDS.split())

# U+FFFD is how Prometheus' lexer sees a broken encoding, so that it refuses the character itself.
_ESCAPED = {
    **{code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F, 0xFFFD)},
    **str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"}),
}

_LONGEST_FIXED_EXPONENT = 25


def quote(value: str) -> str:
    """Write a string literal that means exactly ``value``.

    Raises:
        ValueError: the text holds half a surrogate pair, which no label value can.
    """
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"not a Unicode text: {value!a}")
    return f'"{value.translate(_ESCAPED)}"'


def selector(metric: str, matchers: Iterable[Matcher] = ()) -> str:
    """Write the instant selector of a metric's series that meet every matcher.

    A name that PromQL could not read outside a string is matched as ``__name__``.

    Raises:
        ValueError: a label's name is not a classic one.
    """
    conditions = [_condition(m) for m in matchers]
    if _METRIC.fullmatch(metric) and metric.lower() not in _KEYWORDS:
        return f"{metric}{{{','.join(conditions)}}}" if conditions else metric
    return f"{{{','.join([f'__name__={quote(metric)}', *conditions])}}}"


def nameless_selector(matchers: Iterable[Matcher]) -> str:
    """Write the instant selector of all series, of whatever metric, that meet every matcher.

    Raises:
        ValueError: a label's name is not a classic one.
    """
    return f"{{{','.join(_condition(m) for m in matchers)}}}"


def label(name: str) -> str:
    """Return a label's name unchanged if it can stand in a query without quotes.

    Raises:
        ValueError: it cannot.
    """
    if not _LABEL.fullmatch(name):
        raise ValueError(f"{name!a} is not a label name of letters, digits and underscores")
    return name


def labels(names: Iterable[str]) -> str:
    """Write a list of labels, as it stands between parentheses.

    Raises:
        ValueError: one of them cannot stand in a query without quotes.
    """
    return ", ".join(label(name) for name in names)


def _condition(matcher: Matcher) -> str:
    return f"{label(matcher.label)}{matcher.operator.value}{quote(matcher.value)}"


def duration(seconds: float) -> str:
    """Write a positive duration, to the millisecond.

    Raises:
        ValueError: it rounds to nothing, or is not finite.
    """
    if not math.isfinite(seconds) or round(seconds * 1000) <= 0:
        raise ValueError(f"a duration of {seconds} s cannot be asked for")
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole * 1000 + milliseconds}ms" if milliseconds else f"{whole}s"


def seconds(number: float) -> str:
    """Write a number of seconds, to the millisecond, as an operand."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


def range_selector(text: str, seconds: float) -> str:
    """Write the range selector over the last ``seconds`` of an instant selector."""
    return f"{text}[{duration(seconds)}]"


def increase(text: str, seconds: float) -> str:
    """Write Prometheus' own estimate of a counter's growth over the last ``seconds``."""
    return f"increase({range_selector(text, seconds)})"


def sum_by(by: Sequence[str], text: str) -> str:
    """Write the sum of an expression for each set of values of labels, or of all of it."""
    names = labels(by)
    return f"sum by ({names}) ({text})" if names else f"sum({text})"


def alternation(values: Iterable[str]) -> str:
    """Write the regular expression that matches exactly these values, in a fixed order.

    It is the pattern alone: ``quote`` makes it a string of PromQL.

    Raises:
        ValueError: there are no values; the empty pattern would match an absent label.
    """
    patterns = sorted({_REGEX_SPECIAL.sub(r"\\\g<0>", value) for value in values})
    if not patterns:
        raise ValueError("an alternation needs at least one value")
    return "|".join(patterns)


def le_pattern(bound: float) -> str:
    """Write the regular expression of a bucket bound, in every spelling that exporters use.

    Bounds are numbers, but ``le`` is text: 1 is written ``1``, ``1.0`` or ``1e+00``, and
    Prometheus 3 rewrites what it scrapes.

    Raises:
        ValueError: the bound is NaN or minus infinity.
    """
    if bound == math.inf:
        return alternation(["+Inf"])
    if not math.isfinite(bound):
        raise ValueError(f"{bound} is not a bucket bound")
    return alternation(_spellings(bound))


def _spellings(bound: float) -> Iterator[str]:
    exact = Decimal(repr(bound + 0.0)).normalize()  # −0 is 0
    power = exact.adjusted()
    if abs(power) <= _LONGEST_FIXED_EXPONENT:
        yield from _with_point(format(exact, "f"))
    for number in _with_point(format(exact.scaleb(-power), "f")):
        yield from (f"{number}{exponent}" for exponent in _exponents(power))


def _with_point(number: str) -> tuple[str, ...]:
    return (number,) if "." in number else (number, f"{number}.0")


def _exponents(power: int) -> Iterator[str]:
    yield f"e{power:+03d}"  # Go and C
    yield f"e{power:+d}"  # JavaScript
    yield f"E{power}"  # Java
    yield f"E{power:+03d}"  # .NET
    if power >= 0:
        yield f"e+0{power}"  # the Python client, also from 1e10 on
