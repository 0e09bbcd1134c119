"""Puts together what asks Prometheus, and the gate for runs over it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.api.app import check_runs
from app.gate.answering import Words
from app.gate.gate import Gate
from app.gate.ports import CheckStore
from app.gate.settling import Clock
from app.slo.definition import Slo
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.existing import total_of
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from app.telemetry import Telemetry


def counted_client(connection: Connection, telemetry: Telemetry) -> PrometheusClient:
    """Ask Prometheus, and count what is asked."""
    record = telemetry.record_query
    return PrometheusClient(
        connection, on_query=lambda outcome, seconds, _, samples: record(outcome, seconds, samples)
    )


@asynccontextmanager
async def gating(
    app: FastAPI,
    client: PrometheusClient,
    definitions: Callable[[], Mapping[str, Slo]],
    store: CheckStore,
) -> AsyncIterator[Gate]:
    """Let an application answer about runs; what is open at the end is given up.

    ``client`` is the gate's own, and closed by it: its questions must not stand in the way of the
    cycle's.
    """
    gate = Gate(
        source=lambda: PrometheusSource(client),
        definitions=definitions,
        store=store,
        words=Words(readable_queries, total_of),
        clock=Clock(time.time, asyncio.sleep),
    )
    check_runs(app, gate)
    try:
        yield gate
    finally:
        await gate.close()
        await client.close()
