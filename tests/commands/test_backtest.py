"""What ``backtest`` refuses, and what it says when there is nothing to replay from."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli

DEFINITION = """\
version: 1
service: shop
slos:
  - name: checkout
    objective: {objective}
    period: 1d
    indicator: {{latency: {{histogram: request_seconds, threshold: 300ms}}}}
"""
NOWHERE = "http://127.0.0.1:1"


def ran(folder: Path, *arguments: str | Path) -> Result:
    file = folder / "slos.yaml"
    file.write_text(DEFINITION.format(objective="95%"))
    given = ["backtest", "--prometheus-url", NOWHERE, *(str(a) for a in arguments)]
    return CliRunner().invoke(cli, given, env={"SLO_MONITOR_SLOS": str(file)})


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "must lie before --end"),
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:10Z", "must lie before --end"),
        ("2026-03-01T00:00:00Z", "2999-01-01T00:00:00Z", "has not come yet"),
        ("yesterday", "2026-03-01T00:00:00Z", "yesterday"),
    ],
)
def test_a_time_without_a_step_is_wrong_usage(
    tmp_path: Path, start: str, end: str, said: str
) -> None:
    result = ran(tmp_path, "--start", start, "--end", end)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_prometheus_that_is_away_is_unreachable(tmp_path: Path) -> None:
    result = ran(tmp_path, "--start", "2026-03-01T00:00:00Z", "--end", "2026-03-01T01:00:00Z")
    assert result.exit_code == 4
    assert "127.0.0.1:1" in result.stderr


def test_changed_definitions_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(DEFINITION.format(objective="101%"))
    span = ("--start", "2026-03-01T00:00:00Z", "--end", "2026-03-01T01:00:00Z")
    result = ran(tmp_path, *span, "--slos", changed)
    assert result.exit_code == 1
    assert "changed.yaml:5:" in result.stderr
