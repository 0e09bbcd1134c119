"""The service as it is put together judges a run, and knows the verdict after a restart."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.main import assemble, running
from app.settings import Settings
from tests.prometheus.remote_write import PushedSeries, push
from tests.prometheus.server import PrometheusServer

pytestmark = pytest.mark.prometheus

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: shop
    objective: 99%
    period: 30d
    indicator:
      ratio: {bad: 'requests_total{code="500"}', total: requests_total}
"""


def load(url: str, end: int) -> None:
    """An old process that serves 10 requests a second, 2 % of them badly."""
    labels = {"__name__": "requests_total", "instance": "a", "job": "shop"}
    times = range(end - 600, end + 11, 10)
    push(
        url,
        [
            PushedSeries(
                {**labels, "code": code}, [(t, 500 + rate * (t - end + 600)) for t in times]
            )
            for code, rate in (("200", 9.8), ("500", 0.2))
        ],
    )


async def test_a_run_is_judged_and_the_verdict_kept(
    prometheus: PrometheusServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slos.yaml").write_text(DEFINITIONS)
    monkeypatch.setenv("SLO_MONITOR_SLOS", str(tmp_path / "slos.yaml"))
    monkeypatch.setenv("SLO_MONITOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SLO_MONITOR_PROMETHEUS_URL", prometheus.url)
    end = int(time.time()) - 20
    load(prometheus.url, end)
    asked = {"start": _instant(end - 300), "end": _instant(end), "settle": "5s"}
    parts = assemble(Settings())
    async with running(parts), _client(parts.app) as client:
        answer = await client.post("/slo/check", json=asked)
    assert answer.status_code == 200, answer.text
    verdict = answer.json()
    (result,) = verdict["results"]
    assert (verdict["verdict"], result["reason"]) == ("FAIL", "BELOW_TARGET")
    assert result["events"] == {"good": 2940, "bad": 60, "total": 3000}
    assert result["location"] == {"file": "slos.yaml", "line": 4}
    again = assemble(Settings())
    async with running(again), _client(again.app) as client:
        kept = await client.get(f"/slo/checks/{verdict['check_id']}")
    assert kept.json() == verdict


def _client(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def _instant(unix_seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix_seconds))
