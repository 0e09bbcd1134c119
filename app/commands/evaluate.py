"""Answers once, without a server or a stored state: reads what it needs and forgets it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from app.catalog.recurrence import occurrences
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.definition import Slo
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.snapshot import Snapshot
from app.slo.step import Step
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource


class Forgetful:
    """A store for a single evaluation: there is nothing before it and nothing after it."""

    async def load(self) -> Sequence[StoredAccount]:
        """Find nothing."""
        return []

    async def append(self, entries: Sequence[Entry], step: Step | None = None) -> None:
        """Keep nothing: the accounts in memory are all that is needed."""
        del entries, step

    async def append_step(
        self, entries: Sequence[Entry], happened: Awaitable[Happened], step: Step | None = None
    ) -> None:
        """Keep nothing; but a step that could not be evaluated has not been stored either."""
        del entries, step
        await happened

    async def retire(self, accounts: Sequence[Account]) -> None:
        """Keep nothing."""

    async def open_alerts(self) -> Sequence[OpenAlert]:
        """Find nothing."""
        return []

    async def annotations(self, after: float, until: float) -> Sequence[Annotation]:
        """Find nothing."""
        del after, until
        return []

    async def exclusions(self) -> Sequence[Exclusion]:
        """Find none that was asked for."""
        return []

    async def exclude(self, entries: Sequence[Entry], change: ExclusionChange) -> None:
        """Keep nothing."""

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Have nothing to forget."""

    async def close(self) -> None:
        """Hold nothing."""


async def evaluate_once(
    connection: Connection,
    slos: Sequence[Slo],
    at: int,
    step_seconds: int,
    on_progress: Callable[[float], None],
    exclusions: Sequence[Exclusion] = (),
) -> Snapshot:
    """Evaluate the definitions as of ``at`` (Unix seconds, on the grid), by the service's code.

    What cannot be read stands in the statuses.
    """
    client = PrometheusClient(connection)
    try:
        monitor = Monitor(
            PrometheusSource(client),
            Forgetful(),
            Book(),
            step_seconds,
            on_progress,
            occurrences=occurrences,
        )
        await monitor.open(slos, at, exclusions)
        await monitor.backfill(at)
        snapshot = await monitor.cycle(at)
        await monitor.close()
    finally:
        await client.close()
    assert snapshot is not None  # noqa: S101  # the book was empty, so the cycle was the first
    return snapshot
