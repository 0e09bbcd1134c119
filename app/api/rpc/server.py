"""The gRPC server: the service's methods, health and reflection, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from app.api.admission import Admission
from app.api.body_limit import LARGEST_BODY_BYTES
from app.api.operations.backend import Backend
from app.api.rpc.guard import CallGuard
from app.api.rpc.methods import SERVICE, handlers
from app.telemetry import Telemetry

GRACE_SECONDS = 2.0
"""So long may a call that is open at the end go on; listeners are sent home before."""

MOST_CALLS = 1000
"""So many calls may be open at a time, streams included; the next one is refused."""

_OPTIONS = (
    # Two services on one port would each get half of the calls.
    ("grpc.so_reuseport", 0),
    # Ours is the limit that is told with a code; this one only keeps memory bounded.
    ("grpc.max_receive_message_length", 4 * LARGEST_BODY_BYTES),
    ("grpc.max_metadata_size", 16 * 1024),
    # A listener behind a cable that was pulled is found out, and idle clients may ask too.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the server proves itself with: a chain and its private key, as PEM."""

    chain: bytes
    private_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 is any that is free. Without a certificate nothing is encrypted."""

    host: str
    port: int
    certificate: Certificate | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@asynccontextmanager
async def listening(
    address: Address,
    backend: Backend,
    admission: Admission,
    telemetry: Telemetry,
    ready: asyncio.Event,
) -> AsyncIterator[int]:
    """Answer calls for as long as the context lasts; gives the port.

    Health says NOT_SERVING until ``ready`` is set: nothing has been evaluated yet.

    Raises:
        OSError: the port cannot be listened on.
    """
    server = grpc.aio.server(
        interceptors=[CallGuard(admission, telemetry)],
        options=_OPTIONS,
        maximum_concurrent_rpcs=MOST_CALLS,
    )
    methods = handlers(backend, telemetry)
    name = SERVICE.full_name
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, methods),))
    healthy = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
    reflection.enable_server_reflection(
        (name, health.SERVICE_NAME, reflection.SERVICE_NAME), server
    )
    port = _bind(server, address)
    await server.start()
    telling = asyncio.create_task(_tell_health(healthy, ready))
    try:
        yield port
    finally:
        telling.cancel()
        await healthy.enter_graceful_shutdown()
        await server.stop(GRACE_SECONDS)


async def _tell_health(healthy: health.aio.HealthServicer, ready: asyncio.Event) -> None:
    states = health_pb2.HealthCheckResponse
    for state in (states.NOT_SERVING, states.SERVING):
        for name in ("", SERVICE.full_name):  # the server as a whole, and the service on it
            await healthy.set(name, state)
        await ready.wait()


def _bind(server: grpc.aio.Server, address: Address) -> int:
    certificate = address.certificate
    try:
        if certificate is None:
            return server.add_insecure_port(str(address))
        pair = (certificate.private_key, certificate.chain)
        return server.add_secure_port(str(address), grpc.ssl_server_credentials([pair]))
    except RuntimeError:
        text = f"cannot listen on {address} for gRPC; SLO_MONITOR_GRPC_PORT chooses another port"
        raise OSError(text) from None
