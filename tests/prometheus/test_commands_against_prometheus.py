"""``evaluate`` and ``validate`` over a real Prometheus."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: fine
    objective: 80%
    period: 6h
    indicator: {latency: {histogram: request_seconds, threshold: 300ms}}
"""
BETWEEN = """\
  - name: between
    objective: 80%
    period: 6h
    indicator: {latency: {histogram: request_seconds, threshold: 400ms}}
"""
ABSENT = """\
  - name: absent
    objective: 80%
    period: 6h
    indicator: {ratio: {bad: "nope_total{code='500'}", total: nope_total}}
"""


@pytest.fixture(scope="module")
def now() -> int:
    return int(time.time()) // 30 * 30


@pytest.fixture(scope="module")
def url(now: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require_prometheus()
    server = PrometheusServer(tmp_path_factory.mktemp("commands"))
    lines = [
        f'request_seconds_bucket{{instance="a",le="{le}"}} {count * k} {now - 14400 + 30 * k}\n'
        for le, count in (("0.3", 9), ("0.5", 9), ("+Inf", 10))
        for k in range(1, 481)
    ]
    server.load_openmetrics(f"# TYPE request_seconds histogram\n{''.join(lines)}# EOF\n")
    with server:
        yield server.url


def ran(*arguments: str | Path) -> tuple[int, Any]:
    result = CliRunner().invoke(cli, [*(str(a) for a in arguments), "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_evaluate_answers_for_the_time_that_it_is_asked_for(
    url: str, now: int, tmp_path: Path
) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITIONS)
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 12))
    code, answer = ran("evaluate", "--slos", file, "--prometheus-url", url, "--at", at)
    (status,) = answer["slos"]
    assert (code, answer["generation"], status["data"]) == (0, None, "OK")
    assert status["events"] == {"good": 9 * 479, "bad": 479, "total": 4790}
    assert status["budget"]["remaining_ratio"] == pytest.approx(0.5)


def test_validate_says_what_each_definition_would_read(url: str, tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITIONS)
    _, (fine,) = ran("validate", file, "--prometheus-url", url)
    assert (fine["series"], fine["bounds_seconds"]) == (2, [0.3, 0.5])


def test_both_leave_out_what_a_file_excludes(url: str, now: int, tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    start, end = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - s)) for s in (3000, 2400))
    file.write_text(
        f"{DEFINITIONS}exclusions:\n  - {{all: true, start: {start}, end: {end}, reason: x}}\n"
    )
    _, answer = ran("evaluate", "--slos", file, "--prometheus-url", url, "--at", str(now))
    (status,) = answer["slos"]
    assert status["events"] == {"good": 9 * 459, "bad": 459, "total": 4590}
    assert status["excluded"] == {
        "events": {"good": 180, "bad": 20, "total": 200},
        "seconds": 600,
    }
    _, (whole,) = ran("validate", _written(tmp_path / "whole.yaml"), "--prometheus-url", url)
    _, (found,) = ran("validate", file, "--prometheus-url", url)
    assert whole["total"] - found["total"] == 200


def _written(file: Path) -> Path:
    file.write_text(DEFINITIONS)
    return file


@pytest.mark.parametrize(
    ("more", "problem"), [(BETWEEN, "0.3 s and 0.5 s"), (ABSENT, "has ever matched")]
)
def test_validate_fails_on_what_only_prometheus_can_tell(
    url: str, tmp_path: Path, more: str, problem: str
) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITIONS + more)
    code, found = ran("validate", file, "--prometheus-url", url)
    assert code == 1
    assert [one["problem"] for one in found if one["slo"] == "fine"] == [None]
    assert any(problem in (one["problem"] or "") for one in found)
