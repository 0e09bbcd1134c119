"""The composition root: the only place that names concrete classes and ties them together."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from app.api.admission import Admission
from app.api.app import create_app, mcp_of, remember
from app.api.event_stream import written
from app.catalog.alerting import dropped_sentences
from app.catalog.loader import fingerprint, load
from app.catalog.recurrence import checked, occurrences
from app.chronicle import Chronicle
from app.configured import access_of, connection_of, means_of, recipients_of
from app.gating import counted_client, gating
from app.monitor.book import Book
from app.monitor.follower import Follower
from app.monitor.journal import Journal
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.monitor.schedule import Schedule, evaluation_time
from app.monitor.watch import CatalogWatch
from app.news import News
from app.notify.outbox import Outbox
from app.notify.silences import Silences
from app.notify.telling import Manner, Recipients, outbox, silences
from app.planning import planning
from app.service import Service
from app.settings import Settings
from app.slo.definition import Slo
from app.slo.exclusion import Exclusion
from app.slo.notice import RESOLVED_SECONDS, Pace
from app.sources.connection import Connection
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from app.store.alert_history import AlertHistory
from app.store.annotations import AnnotationStore
from app.store.checks import SqlChecks
from app.store.deliveries import SqlDeliveries
from app.store.event_log import EventLog
from app.store.folder import DataFolder
from app.store.sql import SqlStore, open_store
from app.telemetry import Telemetry

DRAIN_SECONDS = 5.0
TELLING_DRAIN_SECONDS = 2.0
CLOSING_SECONDS = 8.0
"""So long a database server may take for all that is left to do: what is drained, and the lease."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """The service as it is put together; nothing runs yet."""

    settings: Settings
    connection: Connection
    recipients: Recipients
    silences: Silences
    slos: Sequence[Slo]
    exclusions: Sequence[Exclusion]
    service: Service
    watch: CatalogWatch
    book: Book
    telemetry: Telemetry
    admission: Admission
    app: FastAPI


def assemble(settings: Settings) -> Parts:
    """Put the service together over the definitions as they are now.

    Raises:
        InvalidDefinition: the definitions cannot be used.
        ValueError: the settings contradict each other.
    """
    book, telemetry = Book(), Telemetry()
    watch = _watch(settings, book, telemetry)
    recipients = recipients_of(settings)
    silenced = silences(recipients)
    service = Service(
        book,
        time.time,
        settings.step_seconds,
        settings.offset_seconds,
        readable_queries,
        checked,
        silenced.silenced_by,
    )
    loaded, admission = watch.first(), Admission(access_of(settings))
    return Parts(
        settings=settings,
        connection=connection_of(settings),
        recipients=recipients,
        silences=silenced,
        slos=loaded.slos,
        exclusions=loaded.exclusions,
        service=service,
        watch=watch,
        book=book,
        telemetry=telemetry,
        admission=admission,
        app=create_app(service, telemetry, admission),
    )


def _watch(settings: Settings, book: Book, telemetry: Telemetry) -> CatalogWatch:
    return CatalogWatch(
        lambda: load(settings.slos, means_of(settings).unrunnable),
        lambda: fingerprint(settings.slos),
        book,
        telemetry.record_reload,
        dropped_sentences,
    )


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[News]:
    """Open the account and carry out cycles for as long as the context lasts.

    Gives what listeners hear from: it has to be closed before the server waits for them.

    Raises:
        StoreError: the account cannot be opened.
    """
    settings, telemetry = parts.settings, parts.telemetry
    step, offset = settings.step_seconds, settings.offset_seconds
    async with AsyncExitStack() as stack:
        store = await open_store(
            _database(settings, stack),
            parts.recipients.receivers,
            settings.retention_seconds,
            settings.lease_ttl,
        )
        stack.push_async_callback(store.close)
        client = counted_client(parts.connection, telemetry)
        stack.push_async_callback(client.close)
        monitor, leadership, replica = _replica(parts, PrometheusSource(client), store)
        at = evaluation_time(time.time(), step, offset)
        stack.push_async_callback(replica.close)
        await replica.open(parts.slos, at, parts.exclusions)
        parts.service.attach(lambda: monitor.exclusions)
        remembering = _remembering(parts, monitor, store, lambda: leadership.epoch)
        news = await stack.enter_async_context(remembering)
        telling = _outbox(parts, store, leadership)
        telling.start()
        stack.push_async_callback(telling.close, TELLING_DRAIN_SECONDS)
        schedule = Schedule(replica, parts.watch, parts.book, step, offset, telemetry.record_cycle)
        schedule.start()
        log.info("watching %d definitions at %s", len(parts.slos), parts.connection.url)
        try:
            yield news
        finally:
            store.transactor.hurry(CLOSING_SECONDS)
            await schedule.drain(DRAIN_SECONDS)


@asynccontextmanager
async def _remembering(
    parts: Parts, monitor: Monitor, store: SqlStore, epoch: Callable[[], int | None]
) -> AsyncIterator[News]:
    """Let the application answer about what is kept, and about runs, whose verdicts are."""
    kept = store.transactor
    news = News(EventLog(kept), written)
    chronicle = Chronicle(
        parts.service,
        time.time,
        parts.settings.retention_seconds,
        monitor,
        AlertHistory(kept),
        AnnotationStore(kept),
    )
    remember(parts.app, chronicle, news)
    await news.open()
    own = counted_client(parts.connection, parts.telemetry)
    checks = SqlChecks(kept, parts.settings.retention_seconds)
    looking = asyncio.create_task(news.run(parts.book))
    try:
        async with (
            gating(parts.app, own, lambda: monitor.accounts.slos, checks) as gate,
            planning(
                parts.app,
                means_of(parts.settings),
                parts.telemetry,
                lambda: parts.watch.plans,
                store,
                parts.settings.retention_seconds,
                epoch,
                gate,
                news.wake,
            ),
            mcp_of(parts.app).running(parts.book.listen, news.closed),
        ):
            yield news
    finally:
        news.close()
        await looking


def _outbox(parts: Parts, store: SqlStore, leadership: Leadership) -> Outbox:
    """Let what is published be told."""
    settings, telemetry = parts.settings, parts.telemetry
    manner = Manner(
        settings.step_seconds,
        # What is evaluated is that much behind the clock.
        Pace(resolved_seconds=RESOLVED_SECONDS + settings.offset_seconds),
        may_send=lambda: leadership.leads,
        on_told=telemetry.record_told,
        on_backlog=telemetry.set_backlogs,
    )
    deliveries = SqlDeliveries(store.leading)
    telling = outbox(parts.recipients, parts.silences, store, deliveries, manner)
    parts.book.listen(telling.published)
    return telling


def _replica(
    parts: Parts, source: PrometheusSource, store: SqlStore
) -> tuple[Monitor, Leadership, Replica]:
    """Put together what leads or follows; over a folder there is nobody to be followed."""
    book, settings = parts.book, parts.settings
    step = settings.step_seconds
    leadership = Leadership(store.lease, parts.telemetry.set_role)
    journal = Journal(step) if leadership.is_shared else None
    monitor = Monitor(
        source,
        store,
        book,
        step,
        parts.telemetry.set_backfill_progress,
        offset_seconds=settings.offset_seconds,
        occurrences=occurrences,
        journal=journal,
    )
    follower = None
    if journal is not None:
        follower = Follower(store, book, journal, step, monitor)
    return monitor, leadership, Replica(monitor, leadership, follower, book)


def _database(settings: Settings, stack: AsyncExitStack) -> str:
    """Say where accounts are kept: on a server, or in a folder that this process holds."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return stack.enter_context(DataFolder(settings.data_dir)).url
