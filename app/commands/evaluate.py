"""Answers once, without a server or a stored state: reads what it needs and forgets it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing

from app.catalog.recurrence import occurrences
from app.monitor.accounts import BASELINE_SECONDS
from app.monitor.book import Book
from app.monitor.forward import ForwardReading
from app.monitor.monitor import Monitor
from app.monitor.ports import Source
from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.definition import Slo
from app.slo.errors import SourceError
from app.slo.evaluate import Evaluated, recalled
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.ledger import HOUR
from app.slo.replay import Replay, Stretches, Times, until_of
from app.slo.snapshot import Snapshot
from app.slo.step import Step
from app.slo.suspects import suspects
from app.slo.terms import Terms
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource

log = logging.getLogger(__name__)


class Forgetful:
    """A store for a single evaluation: there is nothing before it and nothing after it."""

    async def load(self) -> Sequence[StoredAccount]:
        """Find nothing."""
        return []

    async def append(self, entries: Sequence[Entry]) -> None:
        """Keep nothing: the accounts in memory are all that is needed."""

    async def append_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None = None
    ) -> None:
        """Keep nothing; but a step that could not be evaluated has not been stored either."""
        del entries, step
        await asyncio.to_thread(happened)

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

    async def exclude(self, portions: Iterable[Sequence[Entry]], change: ExclusionChange) -> None:
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

    What cannot be read stands in the statuses. Alerts are those that would fire if nobody had been
    called before the longest window.
    """
    client = PrometheusClient(connection)
    try:
        source = PrometheusSource(client)
        monitor = Monitor(
            source, Forgetful(), Book(), step_seconds, on_progress, occurrences=occurrences
        )
        await monitor.open(slos, at, exclusions)
        await monitor.backfill(at)
        snapshot = await monitor.cycle(at)
        await monitor.close()
        assert isinstance(snapshot, Evaluated)  # noqa: S101  # the book was empty: this was the first
        accounts = monitor.accounts
        closer = await asyncio.to_thread(suspects, snapshot, accounts.ledger)
        times = {slo.name: accounts.twins.times(slo.name) for slo in closer}
        return recalled(snapshot, await _open_alerts(source, closer, at, step_seconds, times))
    finally:
        await client.close()


async def _open_alerts(
    source: Source, slos: Sequence[Slo], at: int, step_seconds: int, times: Times
) -> Sequence[OpenAlert]:
    """Find out since when alerts fire, walking through as much time as the longest window has.

    Where that cannot be read, they fire from the evaluation on.
    """
    if not slos:
        return []
    longest = max(Terms.of(slos).windows)
    start = at - longest
    begin = (start - longest - BASELINE_SECONDS) // HOUR * HOUR
    replay = Replay(slos, step_seconds, begin, times)
    rereading = ForwardReading(source, slos, step_seconds, begin)
    try:
        async with aclosing(rereading.pieces([start, at])) as pieces:
            async for piece in pieces:
                await asyncio.to_thread(_go_on, replay, piece, start)
    except SourceError as error:
        log.warning("alerts are shown as if they had just begun: %s", error)
        return []
    return replay.open_alerts


def _go_on(replay: Replay, piece: Stretches, start: int) -> None:
    if until_of(piece) <= start:
        replay.pass_over(piece)
        return
    for _ in replay.walk(piece):
        pass
