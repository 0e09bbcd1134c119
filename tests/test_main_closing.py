"""A service that is told to end ends soon, also where its database does not answer any more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.history.service_process import ServiceProcess
from tests.postgresql import PASSWORD, PostgreSQLServer
from tests.test_main import DEFINITIONS, NOBODY

pytestmark = [pytest.mark.prometheus, pytest.mark.slow, pytest.mark.alone]

STARTS_WITHIN_SECONDS = 30.0
ENDS_WITHIN_SECONDS = 15.0
POLL_SECONDS = 0.05


@pytest.fixture
async def service(postgresql: PostgreSQLServer, tmp_path: Path) -> AsyncIterator[ServiceProcess]:
    (tmp_path / "slos.yaml").write_text(DEFINITIONS)
    service = ServiceProcess(
        tmp_path / "service",
        SLOS=str(tmp_path / "slos.yaml"),
        PROMETHEUS_URL=NOBODY,
        STEP="1s",
        OFFSET="0s",
        DATABASE_URL=await postgresql.fresh(),
    )
    service.start()
    until_it_says(service, "this replica leads")
    yield service
    service.kill()
    assert PASSWORD not in service.log


def until_it_says(service: ServiceProcess, words: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while words not in service.words:
        assert time.monotonic() < deadline, service.log
        time.sleep(POLL_SECONDS)


@pytest.mark.parametrize("hung_for_seconds", [0.0, 5.0])
async def test_a_service_ends_while_its_database_hangs(
    service: ServiceProcess, postgresql: PostgreSQLServer, hung_for_seconds: float
) -> None:
    async with postgresql.all_hanging(), httpx.AsyncClient(trust_env=False, timeout=60) as http:
        urls = [f"{service.url}{path}" for path in ("/events", "/events?after=1", "/annotations")]
        asking = [asyncio.create_task(http.get(url)) for url in urls]
        await asyncio.to_thread(service.live, hung_for_seconds)
        began = time.monotonic()
        assert await asyncio.to_thread(service.stop, 4 * ENDS_WITHIN_SECONDS) == 0
        assert time.monotonic() - began < ENDS_WITHIN_SECONDS
        await asyncio.gather(*asking, return_exceptions=True)
