"""What the settings make of who may ask, in the service as it is put together."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from app.main import assemble
from app.settings import Settings
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, bearer

pytestmark = pytest.mark.slow

DEFINITION = """\
version: 1
service: shop
slos:
  - name: checkout
    objective: 95%
    period: 1d
    indicator: {latency: {histogram: request_seconds, threshold: 300ms}}
"""


@pytest.fixture
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION)
    monkeypatch.setenv("SLO_MONITOR_SLOS", str(file))


async def code_of_a_write(headers: dict[str, str] | None = None) -> str:
    transport = httpx.ASGITransport(assemble(Settings()).app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.delete("/slos", headers=headers)
    return str(answer.json()["code"])


@pytest.mark.usefixtures("definitions")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_on_loopback_writes_need_no_key(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("SLO_MONITOR_HOST", host)
    assert await code_of_a_write() == "METHOD_NOT_ALLOWED"


@pytest.mark.usefixtures("definitions")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "slo.example"])  # noqa: S104
async def test_beyond_loopback_they_do(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("SLO_MONITOR_HOST", host)
    assert await code_of_a_write() == "WRITES_CLOSED"


@pytest.mark.usefixtures("definitions")
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
async def test_with_keys_they_need_one_that_writes(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("SLO_MONITOR_HOST", host)
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", f"{READ_KEY},{WRITE_KEY}")
    assert await code_of_a_write() == "UNAUTHENTICATED"
    assert await code_of_a_write(bearer(READ_TOKEN)) == "INSUFFICIENT_SCOPE"
    assert await code_of_a_write(bearer(WRITE_TOKEN)) == "METHOD_NOT_ALLOWED"
