"""Written quantities → numbers: objectives, ratios and durations, without rounding.

Takes what ``app/catalog/positions.py`` yields: text, or a finite ``int`` or ``Decimal``. Errors
are predicates ("must be …") that a caller puts after the name of the field.
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.catalog.wording import shown

MAX_DECIMALS = 12
"""An objective has at most this many decimals (as a ratio), far below what events can resolve."""

WRITTEN_NUMBER = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)\s*(%?)", re.ASCII)
_UNIT_SECONDS = {
    "w": Decimal(604_800),
    "d": Decimal(86_400),
    "h": Decimal(3_600),
    "m": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("0.001"),
}
WRITTEN_DURATION = re.compile(
    "".join(rf"(?:([0-9]{{1,9}}(?:\.[0-9]{{1,9}})?){unit})?" for unit in _UNIT_SECONDS), re.ASCII
)
_PERCENT = 100


def parse_objective(value: object) -> Decimal:
    """Read the share of events that must be good, exactly: "99.9%", "0.999" or 0.999.

    Raises:
        ValueError: it is no such number, not strictly between 0 and 1, or too fine.
    """
    number, is_percent = _number(value, 'must be a share of events such as "99.9%" or 0.999')
    if not 0 < number < (_PERCENT if is_percent else 1):
        is_bare_percent = not is_percent and 1 < number < _PERCENT
        hint = f"; did you mean {number}%?" if is_bare_percent else ""
        raise ValueError(
            f"must lie strictly between 0 and 1 (or 0% and 100%), got {shown(value)}{hint}"
        )
    ratio = _as_ratio(number, is_percent=is_percent)
    if _decimals(ratio) > MAX_DECIMALS:
        raise ValueError(
            f"must have at most {MAX_DECIMALS} decimals as a ratio, got {shown(value)}"
        )
    return ratio


def parse_ratio(value: object) -> float:
    """Read a ratio from 0 to 1, both allowed: "25%", "0.25" or 0.25.

    Raises:
        ValueError: it is no such number, or outside 0 to 1.
    """
    number, is_percent = _number(value, 'must be a ratio such as "25%" or 0.25')
    if not 0 <= number <= (_PERCENT if is_percent else 1):
        raise ValueError(f"must lie between 0 and 1 (or 0% and 100%), got {shown(value)}")
    return float(_as_ratio(number, is_percent=is_percent))


def parse_duration(value: object) -> Decimal:
    """Read a duration such as "300ms", "1.5s", "30d" or "1h30m" as seconds, exactly.

    Units are w, d, h, m, s and ms, the largest first and each at most once.

    Raises:
        ValueError: it is no such text.
    """
    found = WRITTEN_DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not any(found.groups()):
        raise ValueError(
            'must be a duration with units (w, d, h, m, s, ms; largest first), such as "300ms"'
            f' or "1h30m", got {shown(value)}'
        )
    parts = zip(found.groups(), _UNIT_SECONDS.values(), strict=True)
    return sum((Decimal(count) * unit for count, unit in parts if count), Decimal(0))


def _number(value: object, right: str) -> tuple[Decimal, bool]:
    """Read a number and whether a per cent sign follows it."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value), False
    found = WRITTEN_NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{right}, got {shown(value)}")
    return Decimal(found[1]), bool(found[2])


def _as_ratio(number: Decimal, *, is_percent: bool) -> Decimal:
    """Move the point by two places, which unlike a division never rounds."""
    if not is_percent:
        return number
    sign, digits, exponent = number.as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _decimals(number: Decimal) -> int:
    """Count the decimals up to the last that is not 0."""
    _, digits, exponent = number.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    return -(int(exponent) + len(digits) - len(significant))
