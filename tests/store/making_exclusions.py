"""Exclusions with something in every field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.slo.account import Entry
from app.slo.exclusion import Exclusion, Recurrence


def in_portions(*portions: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    yield from portions


def exclusion(number: int) -> Exclusion:
    return Exclusion(
        id=f"{number:05}",
        slos=("shop", "bank"),
        labels=(("route", "/pay"), ("team", 'pay"ments')),
        start=number + 0.25,
        end=None if number % 2 else number + 60.5,
        recurrence=Recurrence("FREQ=DAILY", 1800, "Europe/Berlin") if number % 2 else None,
        reason="Umzug — 引越し",
        created_by="ops" if number % 3 else None,
        created_at=1.5,
    )
