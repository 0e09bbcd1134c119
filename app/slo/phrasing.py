"""Numbers as a sentence about a run says them; only here are they rounded."""

from __future__ import annotations

from fractions import Fraction

_FEWEST_DIGITS, _MOST_DIGITS = 2, 8


def share(value: float | Fraction, beside: float | Fraction | None = None) -> str:
    """Write a share of events as per cent.

    With as many digits as tell it from ``beside``: 94.996 % must not read as the 95 % it missed.
    """
    digits = _FEWEST_DIGITS
    if beside is not None and value != beside:
        while digits < _MOST_DIGITS and _percent(value, digits) == _percent(beside, digits):
            digits += 1
    return _percent(value, digits)


def _percent(value: float | Fraction, digits: int) -> str:
    text = f"{100 * float(value):.{digits}f}"
    return f"{text.rstrip('0').rstrip('.')}%"


def count(value: float) -> str:
    """Write a number of events: whole ones without a fraction."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def events(value: float) -> str:
    """Write how many events there were."""
    return f"{count(value)} event" if value == 1 else f"{count(value)} events"


def seconds(value: float) -> str:
    """Write a duration."""
    return f"{value:.4g} s"
