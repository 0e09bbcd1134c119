"""Exclusions with something in every field."""

from __future__ import annotations

from app.slo.exclusion import Exclusion, Recurrence


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
