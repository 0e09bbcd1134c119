"""The process: the service put together, answering over HTTP and gRPC until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from app.api.app import backend_of
from app.api.rpc.server import listening
from app.configured import calls_address_of
from app.interpreter import put_answers_first
from app.logs import configure_logging
from app.main import Parts, assemble, running
from app.news import News
from app.settings import Settings

GRACEFUL_SHUTDOWN_SECONDS = 3

log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Sends listeners home when it is to end: it waits for every open request."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self._news = news

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let listeners go, and then wait for whoever is being answered."""
        self._news.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT; an open cycle is finished first.

    Raises:
        InvalidDefinition: the definitions cannot be used.
        ValueError: the settings contradict each other.
        StoreError: the account cannot be opened.
        OSError: a port cannot be listened on, or a certificate cannot be read.
    """
    configure_logging(settings.log_format.value)
    put_answers_first()
    parts = assemble(settings)
    if settings.listens_beyond_loopback and not settings.api_keys:
        log.warning(
            "without SLO_MONITOR_API_KEYS, whoever reaches %s may read and nobody may write",
            settings.host,
        )
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
        runner.run(_serve(parts, config))


async def _serve(parts: Parts, config: uvicorn.Config) -> None:
    async with running(parts) as news:
        # Once it has shut down, uvicorn raises the signal again: ending as told is no failure.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        async with _calls(parts):
            try:
                await Server(config, news).serve()
            except SystemExit:  # how uvicorn reports a port that it cannot listen on
                settings = parts.settings
                raise OSError(f"cannot listen on {settings.host}:{settings.port}") from None


@asynccontextmanager
async def _calls(parts: Parts) -> AsyncIterator[None]:
    """Answer over gRPC for as long as the context lasts; ready with the first evaluation."""
    ready = asyncio.Event()
    parts.book.listen(lambda _snapshot: ready.set())
    if parts.service.readiness().ready:
        ready.set()
    address, backend = calls_address_of(parts.settings), backend_of(parts.app)
    async with listening(address, backend, parts.admission, parts.telemetry, ready) as port:
        log.info("answering gRPC on port %d", port)
        yield
