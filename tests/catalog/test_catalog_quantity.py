from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.quantity import parse_duration, parse_objective, parse_ratio


@pytest.mark.parametrize(
    ("written", "ratio"),
    [
        ("95%", "0.95"),
        ("99.9 %", "0.999"),
        (" 99.99% ", "0.9999"),
        ("0.95", "0.95"),
        (Decimal("0.95"), "0.95"),
        ("50.0%", "0.5"),
        ("99.9999999999%", "0.999999999999"),
    ],
)
def test_an_objective_is_read_exactly(written: object, ratio: str) -> None:
    assert Fraction(parse_objective(written)) == Fraction(ratio)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("100%", "must lie strictly between 0 and 1 (or 0% and 100%), got 100%"),
        ("0%", "must lie strictly between 0 and 1 (or 0% and 100%), got 0%"),
        (1, "must lie strictly between 0 and 1 (or 0% and 100%), got 1"),
        (Decimal("-0.5"), "got -0.5"),
        (Decimal("99.9"), "got 99.9; did you mean 99.9%?"),
        ("95", "got 95; did you mean 95%?"),
        ("101%", "got 101%"),
        ("99,9%", 'must be a share of events such as "99.9%" or 0.999, got 99,9%'),
        ("high", "got high"),
        ("9.5e1%", "got 9.5e1%"),
        ("-5%", "got -5%"),
        ("٩٥%", "got ٩٥%"),
        (True, "got true"),
        (None, "got None"),
        ([], "got a list"),
        ("99.99999999999%", "must have at most 12 decimals as a ratio, got 99.99999999999%"),
    ],
)
def test_an_objective_that_is_none_is_refused(written: object, message: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        parse_objective(written)
    assert message in str(refusal.value)


@given(st.integers(1, 10**12 - 1))
def test_per_cent_and_ratio_are_the_same_number(trillionths: int) -> None:
    ratio = Decimal(trillionths).scaleb(-12)
    per_cent = f"{Decimal(trillionths).scaleb(-10):f}%"
    assert parse_objective(per_cent) == parse_objective(f"{ratio:f}") == ratio


@pytest.mark.parametrize(
    ("written", "ratio"),
    [("25%", 0.25), ("0.25", 0.25), (Decimal("0.1"), 0.1), (0, 0.0), ("100%", 1.0)],
)
def test_a_ratio_may_be_either_end(written: object, ratio: float) -> None:
    assert parse_ratio(written) == ratio


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("101%", "must lie between 0 and 1 (or 0% and 100%), got 101%"),
        (25, "must lie between 0 and 1 (or 0% and 100%), got 25"),
        ("a quarter", 'must be a ratio such as "25%" or 0.25, got a quarter'),
    ],
)
def test_a_ratio_that_is_none_is_refused(written: object, message: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        parse_ratio(written)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("300ms", "0.3"),
        ("1.5s", "1.5"),
        ("30d", "2592000"),
        ("1h30m", "5400"),
        ("1w2d3h4m5s6ms", "788645.006"),
        (" 5m ", "300"),
        ("0s", "0"),
    ],
)
def test_a_duration_is_read_as_seconds_exactly(written: str, seconds: str) -> None:
    assert parse_duration(written) == Decimal(seconds)


@pytest.mark.parametrize(
    "written",
    ["", "5", 300, Decimal("0.3"), "5 m", "-5m", "30m1h", "1m1m", "1y", "1.m", "५m", None],
)
def test_a_duration_without_units_or_in_disorder_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="must be a duration with units") as refusal:
        parse_duration(written)
    assert '"300ms"' in str(refusal.value)
