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
from app.monitor.chronicle import Chronicle
from app.monitor.follower import Follower
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.monitor.schedule import Schedule, evaluation_time
from app.monitor.watch import CatalogWatch
from app.service import Service
from app.settings import Settings
from app.slo.definition import Slo
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from app.store.folder import DataFolder
from app.store.sql import SqlStore, open_store
from app.telemetry import Telemetry

DRAIN_SECONDS = 5.0
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


@dataclass(frozen=True, slots=True)
class Parts:
    """The service as it is put together; nothing runs yet."""

    settings: Settings
    connection: Connection
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
    return Parts(
        settings=settings,
        connection=connection_of(settings),
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
        store = await open_store(_database(settings, stack), settings.lease_ttl)
        stack.push_async_callback(store.close)
        client = PrometheusClient(
            parts.connection,
            on_query=lambda outcome, seconds, _size, samples: telemetry.record_query(
                outcome, seconds, samples
            ),
        )
        stack.push_async_callback(client.close)
        replica = _replica(parts, PrometheusSource(client), store)
        await replica.open(parts.slos, evaluation_time(time.time(), step, offset))
        schedule = Schedule(replica, parts.watch, parts.book, step, offset, telemetry.record_cycle)
        schedule.start()
        log.info("watching %d definitions at %s", len(parts.slos), parts.connection.url)
        try:
            yield
        finally:
            await schedule.drain(DRAIN_SECONDS)


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


def _replica(parts: Parts, source: PrometheusSource, store: SqlStore) -> Replica:
    """Put together what leads or follows; over a folder there is nobody to be followed."""
    book, step = parts.book, parts.settings.step_seconds
    leadership = Leadership(store.lease, parts.telemetry.set_role)
    chronicle = Chronicle(step) if leadership.is_shared else None
    monitor = Monitor(
        source, store, book, step, parts.telemetry.set_backfill_progress, chronicle=chronicle
    )
    follower = None if chronicle is None else Follower(store, book, chronicle, step)
    return Replica(monitor, leadership, follower, book)


def _database(settings: Settings, stack: AsyncExitStack) -> str:
    """Say where accounts are kept: on a server, or in a folder that this process holds."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return stack.enter_context(DataFolder(settings.data_dir)).url


def _access(settings: Settings) -> Access:
    return Access(
        keys=frozenset(key.get_secret_value() for key in settings.api_keys),
        allowed_hosts=settings.allowed_hosts,
        allowed_origins=settings.allowed_origins,
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
