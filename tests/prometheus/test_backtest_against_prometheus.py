"""``backtest`` over a real Prometheus: an incident of which every event is known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus

STEP, SCRAPES = 30, 480
INCIDENT = range(240, 300)
"""The scrapes before each of which half of the requests failed; otherwise none did."""

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: checkout
    objective: {objective}
    period: 30d
    indicator:
      ratio: {{bad: "requests_total{{code='500'}}", total: requests_total}}
"""


@pytest.fixture(scope="module")
def begin() -> int:
    return int(time.time()) // 3600 * 3600 - 5 * 3600


@pytest.fixture(scope="module")
def url(begin: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require_prometheus()
    server = PrometheusServer(tmp_path_factory.mktemp("backtest"))
    lines = [
        f'requests_total{{instance="a",code="{code}"}} {count} {begin + STEP * k}\n'
        for code in ("200", "500")
        for k, count in enumerate(_counts(code))
    ]
    server.load_openmetrics(f"# TYPE requests counter\n{''.join(lines)}# EOF\n")
    with server:
        yield server.url


def _counts(code: str) -> list[int]:
    found, count = [], 0
    for scrape in range(SCRAPES + 1):
        bad = 10 if scrape in INCIDENT else 0
        count += bad if code == "500" else 20 - bad
        found.append(count)
    return found


CHANGED = DEFINITIONS.format(objective="95%")


def ran(url: str, folder: Path, *arguments: str | Path, changed: str = CHANGED) -> Result:
    (folder / "slos.yaml").write_text(DEFINITIONS.format(objective="99%"))
    (folder / "changed.yaml").write_text(changed)
    given = ["backtest", "--prometheus-url", url, *(str(a) for a in arguments)]
    return CliRunner().invoke(cli, given, env={"SLO_MONITOR_SLOS": str(folder / "slos.yaml")})


def conditions(side: Any) -> dict[str, list[Any]]:  # noqa: ANN401  # a side of the JSON
    (slo,) = side["slos"]
    return {one["tier"]: one["alerts"] for one in slo["conditions"]}


def test_it_says_who_would_have_been_called_when_and_what_was_gone(
    url: str, begin: int, tmp_path: Path
) -> None:
    end = begin + SCRAPES * STEP
    result = ran(url, tmp_path, "--start", str(begin), "--end", str(end), "--json")
    (side,) = json.loads(result.stdout)["sides"]
    (page,) = conditions(side)["page-fast"]
    # 14.4 % of an hour's 2400 requests are 345.6: bad ones come by ten, from INCIDENT[0] on.
    fired = begin + STEP * (INCIDENT[0] + 34)
    assert page["started_at"] == _text(fired)
    served = 20 * (INCIDENT[0] + 34)
    assert page["budget_consumed_ratio"] == pytest.approx(350 / (0.01 * served))
    # Three bad scrapes of ten are above it, so the 5 min hold up to 7 steps after the last one; and
    # it goes on firing for the ten steps after the first that does not.
    assert page["firing_seconds"] == STEP * (INCIDENT[-1] + 8 + 10 - INCIDENT[0] - 34)
    assert (result.exit_code, side["pages"]["count"]) == (0, 2)


def test_a_changed_objective_stands_beside_the_one_in_force(
    url: str, begin: int, tmp_path: Path
) -> None:
    end = begin + SCRAPES * STEP
    span = ("--start", str(begin), "--end", str(end))
    result = ran(url, tmp_path, *span, "--slos", tmp_path / "changed.yaml", "--json")
    current, changed = json.loads(result.stdout)["sides"]
    assert (current["definitions"], changed["definitions"]) == ("current", "changed")
    assert len(conditions(current)["page-fast"]) == 1
    assert conditions(changed)["page-fast"] == []
    shown = ran(url, tmp_path, *span, "--slos", tmp_path / "changed.yaml").stdout
    assert "current: 2 pages" in shown
    assert "changed: 0 pages" in shown


def excluding(begin: int, scrapes: range) -> str:
    """The definitions in force, but for the time of some scrapes."""
    start, end = (_text(begin + STEP * k) for k in (scrapes.start, scrapes.stop))
    exclusion = f"{{all: true, start: {start}, end: {end}, reason: x}}"
    return f"{DEFINITIONS.format(objective='99%')}exclusions: [{exclusion}]\n"


def _text(at: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def test_exclusions_are_left_out_of_the_catalog_that_has_them(
    url: str, begin: int, tmp_path: Path
) -> None:
    span = ("--start", str(begin), "--end", str(begin + SCRAPES * STEP))
    given, changed = (*span, "--slos", tmp_path / "changed.yaml"), excluding(begin, INCIDENT)
    sides = json.loads(ran(url, tmp_path, *given, "--json", changed=changed).stdout)["sides"]
    assert [side["pages"]["count"] for side in sides] == [2, 0]
    assert [side["slos"][0]["excluded_seconds"] for side in sides] == [0, STEP * len(INCIDENT)]
    shown = ran(url, tmp_path, *given, changed=changed).stdout
    assert "changed: of 1 of 1 SLOs time is excluded, up to 30 min" in shown
    assert "current: of" not in shown


def test_evaluate_says_since_when_alerts_fire_without_what_is_excluded(
    url: str, begin: int, tmp_path: Path
) -> None:
    at = str(begin + STEP * INCIDENT[-1])
    given = ("--start", str(begin), "--end", at, "--slos", tmp_path / "changed.yaml", "--json")
    result = ran(url, tmp_path, *given, changed=excluding(begin, range(INCIDENT[0])))
    began = [conditions(side)["page-fast"][0] for side in json.loads(result.stdout)["sides"]]
    # Without the good hours before it the failure is above the factor much earlier.
    assert began[1]["started_at"] < began[0]["started_at"]
    changed = ("--slos", str(tmp_path / "changed.yaml"), "--prometheus-url", url)
    result = CliRunner().invoke(cli, ["evaluate", "--at", at, *changed, "--json"])
    (status,) = json.loads(result.stdout)["slos"]
    (page,) = (alert for alert in status["alerts"] if alert["tier"] == "page-fast")
    assert page["started_at"] == began[1]["started_at"]


def test_it_says_which_time_prometheus_does_not_have(url: str, begin: int, tmp_path: Path) -> None:
    result = ran(url, tmp_path, "--start", str(begin - 3600), "--end", str(begin + 3600))
    first = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(begin))
    assert f"checkout: there are no samples before {first}" in result.stdout


def test_a_time_of_which_there_is_nothing_is_inconclusive(
    url: str, begin: int, tmp_path: Path
) -> None:
    result = ran(url, tmp_path, "--start", str(begin - 7200), "--end", str(begin - 3600))
    assert result.exit_code == 3
    assert "checkout: there are no samples" in result.stdout
