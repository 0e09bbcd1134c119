"""A service with a store beside it: what it keeps is really kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from app.api.app import remember
from app.api.event_stream import written
from app.chronicle import Chronicle
from app.monitor.book import Book
from app.news import MOST_LISTENERS, News
from app.slo.alert import Alert, AlertReason, AlertState, Evidence, Happened, Transition
from app.slo.curve import Curve
from app.slo.history import Past
from app.store import database
from app.store.alert_history import AlertHistory
from app.store.annotations import AnnotationStore
from app.store.event_log import EventLog
from app.store.lease import SoleLease
from app.store.of_file import FileTransactor
from app.store.sql import SqlStore
from app.store.tables import METADATA
from tests.api.builders import EVALUATED_AT, STEP_SECONDS, World

AT = int(EVALUATED_AT)
STEP = STEP_SECONDS
KEPT_SECONDS = 90 * 86_400


class Curves:
    """Holds the counts that a test gives, by SLO; of others nothing is known."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.held: dict[str, Sequence[Curve]] = {}
        self.read_from: float | None = None

    async def past(self, slo_id: str) -> Past | None:
        snapshot = self._book.current
        status = None if snapshot is None else snapshot.get(slo_id)
        if status is None:
            return None
        return Past(status, self.held.get(slo_id, ()), self.read_from)


@dataclass(frozen=True)
class Keeping:
    """A world with the store that it keeps things in."""

    world: World
    store: SqlStore
    curves: Curves
    news: News

    async def happen(self, *transitions: Transition, at: int = AT) -> None:
        """Store what happened in a step, and publish it."""

        def happened() -> Happened:
            return Happened(at, at // STEP_SECONDS, transitions)

        await self.store.append_step([], happened)

    async def get(self, path: str, **headers: str) -> Any:  # noqa: ANN401  # JSON
        answer = await self.world.get(path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def keeping(
    world: World,
    *,
    folder: Path | None = None,
    receivers: Iterable[str] = (),
    most_listeners: int = MOST_LISTENERS,
) -> AsyncIterator[Keeping]:
    """Open a store and let the world's application answer about it.

    It is in memory, which is for one at a time, unless there is a folder for it.
    """
    file = ":memory:" if folder is None else str(folder / "kept.db")
    store = await _new_store(file, list(receivers))
    curves, news = Curves(world.book), News(EventLog(store.transactor), written, most_listeners)
    chronicle = Chronicle(
        world.service,
        lambda: world.now,
        KEPT_SECONDS,
        curves,
        AlertHistory(store.transactor),
        AnnotationStore(store.transactor),
    )
    remember(world.app, chronicle, news)
    await news.open()
    try:
        yield Keeping(world, store, curves, news)
    finally:
        news.close()
        await store.close()


async def _new_store(file: str, receivers: Sequence[str]) -> SqlStore:
    """Make a store without migrations, which would take most of a test's time."""
    transactor = FileTransactor(database.open_file(make_url(f"sqlite:///{file}")), file)
    await transactor.open(lambda connection, _: METADATA.create_all(connection, checkfirst=False))
    return SqlStore(transactor, SoleLease(), receivers)


def resolved(alert: Alert, at: int) -> Transition:
    """Give the end of an alert."""
    return Transition(
        alert, AlertState.RESOLVED, at, AlertReason.RECOVERED, "It is over.", Evidence()
    )
