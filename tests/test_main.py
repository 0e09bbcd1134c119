"""The service as it is put together tells what its data folder says is to be told."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.configured import recipients_of
from app.main import assemble, running
from app.settings import Settings
from app.slo.alert import Transition
from app.store.folder import DataFolder
from app.store.sql import open_store
from tests.notify.alerts import alert_of
from tests.notify.receiver import Receiver
from tests.notify.storing import happen

WITHIN_SECONDS = 10.0
NOBODY = "http://127.0.0.1:9"
DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: shop
    objective: 99%
    period: 30d
    indicator:
      ratio: {bad: errors_total, total: requests_total}
"""


async def until_it_says(app: FastAPI, *words: str) -> None:
    """Wait until all of this stands on its page of metrics."""
    transport = httpx.ASGITransport(app)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as http,
        asyncio.timeout(WITHIN_SECONDS),
    ):
        page = ""
        while not all(word in page for word in words):
            page = (await http.get("/metrics")).text


async def test_alerts_of_the_time_before_are_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slos.yaml").write_text(DEFINITIONS)
    fired = Transition.fired(alert_of(started_at=int(time.time()) // 30 * 30))
    with Receiver(lambda _: 200) as receiver:
        for name, value in {
            "SLOS": str(tmp_path / "slos.yaml"),
            "DATA_DIR": str(tmp_path / "data"),
            "PROMETHEUS_URL": NOBODY,
            "ALERTMANAGER_URLS": f"{NOBODY},{receiver.url}",
            "WEBHOOK_URLS": f"{receiver.url}/hook",
            "WEBHOOK_SECRETS": "for-tests-only-0123456789",
        }.items():
            monkeypatch.setenv(f"SLO_MONITOR_{name}", value)
        settings = Settings()
        with DataFolder(settings.data_dir) as folder:
            store = await open_store(folder.url, recipients_of(settings).receivers)
            await happen(store, fired)
            await store.close()
        parts = assemble(settings)
        async with running(parts):
            await until_it_says(
                parts.app,
                'kind="webhook",outcome="delivered"',
                'kind="alertmanager",outcome="delivered"',
                'kind="alertmanager",outcome="failed",receiver="127.0.0.1:9"',
            )
    told = {one.path: one.json for one in receiver.got}
    assert told["/hook"]["id"] == fired.id
    assert told["/api/v2/alerts"][0]["labels"]["slo_id"] == fired.alert.subject.slo_id
