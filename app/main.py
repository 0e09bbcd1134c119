"""The composition root: the only place that names concrete classes and ties them together."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from app.api.app import create_app
from app.api.security import Access
from app.catalog.loader import fingerprint, load
from app.interpreter import put_answers_first
from app.logs import configure_logging
from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.monitor.schedule import Schedule, evaluation_time
from app.monitor.watch import CatalogWatch
from app.notify.address import alertmanager_address, webhook_address
from app.notify.outbox import Outbox
from app.notify.signature import Signer
from app.notify.silences import Silences
from app.notify.telling import Manner, Recipients, outbox, silences
from app.service import Service
from app.settings import Settings
from app.slo.definition import Slo
from app.slo.notice import RESOLVED_SECONDS, Pace
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from app.store.deliveries import SqlDeliveries
from app.store.folder import DataFolder
from app.store.sql import SqlStore, open_store
from app.telemetry import Telemetry

DRAIN_SECONDS = 5.0
TELLING_DRAIN_SECONDS = 2.0
GRACEFUL_SHUTDOWN_SECONDS = 3

log = logging.getLogger(__name__)


def connection_of(settings: Settings) -> Connection:
    """Read from the settings how Prometheus is reached.

    Raises:
        ValueError: the settings contradict each other.
    """
    return Connection(
        url=settings.prometheus_url,
        flavour=settings.prometheus_flavour,
        tenant=settings.prometheus_tenant,
        bearer_token=_revealed(settings.prometheus_bearer_token),
        username=settings.prometheus_username,
        password=_revealed(settings.prometheus_password),
        ca_file=settings.prometheus_ca_file,
        cert_file=settings.prometheus_cert_file,
        key_file=settings.prometheus_key_file,
        timeout_seconds=settings.query_timeout_seconds,
    )


def recipients_of(settings: Settings) -> Recipients:
    """Read from the settings who is told of alerts; a receiver that is listed twice is told once.

    Raises:
        ValueError: one of them cannot be used; secrets are not repeated.
    """
    token = _revealed(settings.alertmanager_bearer_token)
    instances = [
        alertmanager_address(url, token) for url in _all_revealed(settings.alertmanager_urls)
    ]
    webhooks = [webhook_address(url) for url in _all_revealed(settings.webhook_urls)]
    return Recipients(
        alertmanagers=list({one.name: one for one in instances}.values()),
        webhooks=list({one.name: one for one in webhooks}.values()),
        signer=Signer(_all_revealed(settings.webhook_secrets)),
        external_url=settings.external_url,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The service as it is put together; nothing runs yet."""

    settings: Settings
    connection: Connection
    recipients: Recipients
    silences: Silences
    slos: Sequence[Slo]
    watch: CatalogWatch
    book: Book
    telemetry: Telemetry
    app: FastAPI


def assemble(settings: Settings) -> Parts:
    """Put the service together over the definitions as they are now.

    Raises:
        InvalidDefinition: the definitions cannot be used.
        ValueError: the settings contradict each other.
    """
    book, telemetry = Book(), Telemetry()
    watch = CatalogWatch(
        lambda: load(settings.slos).slos,
        lambda: fingerprint(settings.slos),
        book,
        telemetry.record_reload,
    )
    service = Service(
        book, time.time, settings.step_seconds, settings.offset_seconds, readable_queries
    )
    recipients = recipients_of(settings)
    return Parts(
        settings=settings,
        connection=connection_of(settings),
        recipients=recipients,
        silences=silences(recipients),
        slos=watch.first(),
        watch=watch,
        book=book,
        telemetry=telemetry,
        app=create_app(service, telemetry, _access(settings)),
    )


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """Open the account and carry out cycles for as long as the context lasts.

    Raises:
        StoreError: the account cannot be opened.
    """
    settings, telemetry = parts.settings, parts.telemetry
    step, offset = settings.step_seconds, settings.offset_seconds
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder(settings.data_dir))
        store = await open_store(folder.url, parts.recipients.receivers)
        stack.push_async_callback(store.close)
        client = PrometheusClient(
            parts.connection,
            on_query=lambda outcome, seconds, _size, samples: telemetry.record_query(
                outcome, seconds, samples
            ),
        )
        stack.push_async_callback(client.close)
        source = PrometheusSource(client)
        monitor = Monitor(source, store, parts.book, step, telemetry.set_backfill_progress)
        await monitor.open(parts.slos, evaluation_time(time.time(), step, offset))
        telling = _outbox(parts, store)
        telling.start()
        stack.push_async_callback(telling.close, TELLING_DRAIN_SECONDS)
        schedule = Schedule(monitor, parts.watch, parts.book, step, offset, telemetry.record_cycle)
        schedule.start()
        log.info("watching %d definitions at %s", len(parts.slos), parts.connection.url)
        try:
            yield
        finally:
            await schedule.drain(DRAIN_SECONDS)


def _outbox(parts: Parts, store: SqlStore) -> Outbox:
    """Let what is published be told."""
    settings, telemetry = parts.settings, parts.telemetry
    manner = Manner(
        settings.step_seconds,
        # What is evaluated is that much behind the clock.
        Pace(resolved_seconds=RESOLVED_SECONDS + settings.offset_seconds),
        on_told=telemetry.record_told,
        on_backlog=telemetry.set_backlogs,
    )
    deliveries = SqlDeliveries(store.transactor)
    telling = outbox(parts.recipients, parts.silences, store, deliveries, manner)
    parts.book.listen(telling.published)
    return telling


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT; an open cycle is finished first.

    Raises:
        InvalidDefinition: the definitions cannot be used.
        ValueError: the settings contradict each other.
        StoreError: the account cannot be opened.
        OSError: the port cannot be listened on.
    """
    configure_logging(settings.log_format.value)
    put_answers_first()
    parts = assemble(settings)
    if settings.listens_beyond_loopback and not settings.api_keys:
        log.warning("without SLO_MONITOR_API_KEYS, whoever reaches %s can read", settings.host)
    config = uvicorn.Config(
        parts.app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )
    # Definitions are looked at in every step; the signal that daemons reload at must not kill us.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(parts, uvicorn.Server(config)))


async def _serve(parts: Parts, server: uvicorn.Server) -> None:
    async with running(parts):
        # Once it has shut down, uvicorn raises the signal again: ending as told is no failure.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        try:
            await server.serve()
        except SystemExit:  # how uvicorn reports a port that it cannot listen on
            settings = parts.settings
            raise OSError(f"cannot listen on {settings.host}:{settings.port}") from None


def _access(settings: Settings) -> Access:
    return Access(
        keys=frozenset(_all_revealed(settings.api_keys)),
        allowed_hosts=settings.allowed_hosts,
        allowed_origins=settings.allowed_origins,
    )


def _all_revealed(secrets: Sequence[SecretStr]) -> list[str]:
    return [secret.get_secret_value() for secret in secrets]


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
