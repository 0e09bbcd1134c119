"""The composition root: the only place that names concrete classes and ties them together."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from app.api.app import create_app
from app.api.security import Access
from app.catalog.loader import fingerprint, load
from app.logs import configure_logging
from app.monitor.book import Book
from app.monitor.monitor import Monitor
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
from app.store.sql import open_store
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


def build_app(settings: Settings) -> FastAPI:
    """Build the service; nothing runs, and nothing is opened, before its lifespan begins.

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
    slos = watch.first()
    connection = connection_of(settings)
    service = Service(
        book, time.time, settings.step_seconds, settings.offset_seconds, readable_queries
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(settings, connection, slos, watch, book, telemetry):
            yield

    return create_app(service, telemetry, _access(settings), lifespan)


@asynccontextmanager
async def running(
    settings: Settings,
    connection: Connection,
    slos: Sequence[Slo],
    watch: CatalogWatch,
    book: Book,
    telemetry: Telemetry,
) -> AsyncIterator[None]:
    """Open the account and carry out cycles for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder(settings.data_dir))
        store = await open_store(folder.url)
        stack.push_async_callback(store.close)
        client = PrometheusClient(
            connection,
            on_query=lambda outcome, seconds, _size, samples: telemetry.record_query(
                outcome, seconds, samples
            ),
        )
        stack.push_async_callback(client.close)
        step, offset = settings.step_seconds, settings.offset_seconds
        monitor = Monitor(
            PrometheusSource(client), store, book, step, telemetry.set_backfill_progress
        )
        await monitor.open(slos, evaluation_time(time.time(), step, offset))
        schedule = Schedule(monitor, watch, book, step, offset, telemetry.record_cycle)
        schedule.start()
        log.info("watching %d definitions at %s", len(slos), connection.url)
        yield
        await schedule.drain(DRAIN_SECONDS)


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT; an open cycle is finished first.

    Raises:
        InvalidDefinition: the definitions cannot be used.
        ValueError: the settings contradict each other.
    """
    configure_logging(settings.log_format.value)
    config = uvicorn.Config(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )
    # Definitions are looked at in every step; the signal that daemons reload at must not kill us.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    uvicorn.Server(config).run()


def _access(settings: Settings) -> Access:
    return Access(
        keys=frozenset(key.get_secret_value() for key in settings.api_keys),
        allowed_hosts=settings.allowed_hosts,
        allowed_origins=settings.allowed_origins,
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
