"""Lets transitions happen in a store, as a step does."""

from __future__ import annotations

from app.slo.alert import Happened, Transition
from app.store.sql import SqlStore

STEP = 30


async def happen(store: SqlStore, *transitions: Transition, at: int | None = None) -> None:
    """Store a step that ends with these transitions, or at a time of its own."""

    def happened() -> Happened:
        step = transitions[0].at if at is None else at
        return Happened(step, step // STEP, transitions)

    await store.append_step([], happened)
