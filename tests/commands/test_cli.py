"""The command line as scripts see it: exit codes, what is printed, and where."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from app.api.admission import Access
from app.api.app import backend_of
from app.cli import cli
from app.slo.snapshot import Data
from tests.api.builders import World, exhausted, healthy, latency_slo, ratio_slo, without_data
from tests.api.keyring import READ_KEY, READ_TOKEN, WRONG_TOKEN
from tests.api.remembered import remembering
from tests.prometheus.server import free_port

pytestmark = pytest.mark.slow

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


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], env=environment)


class Served:
    """A world behind a real server on loopback."""

    def __init__(self, world: World) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(world.app, port=self.port, log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
        return self.url

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    world = World(
        healthy(),
        exhausted(replace(latency_slo(), name="spent")),
        without_data(Data.STALE, replace(ratio_slo(), name="silent")),
    )
    backend_of(world.app).remember(remembering(world.service))
    with Served(world) as url:
        yield url


@pytest.mark.parametrize(
    ("slo", "code", "word"),
    [("checkout-latency", 0, "PASS"), ("spent", 1, "FAIL"), ("silent", 3, "INCONCLUSIVE")],
)
def test_check_exits_as_the_verdict_says(service: str, slo: str, code: int, word: str) -> None:
    result = run("check", "--slo", slo, "--url", service)
    assert (result.exit_code, word in result.stdout) == (code, True)


def test_check_of_an_unknown_slo_is_wrong_usage(service: str) -> None:
    result = run("check", "--slo", "nobody", "--url", service)
    assert result.exit_code == 2
    assert "nobody" in result.stderr


def test_check_of_a_service_that_is_away_is_unreachable() -> None:
    result = run("check", "--url", NOWHERE)
    assert result.exit_code == 4
    assert NOWHERE in result.stderr


def test_check_prints_the_verdict_itself_for_programs(service: str) -> None:
    result = run("check", "--slo", "spent", "--url", service, "--json")
    assert json.loads(result.stdout)["reason"] == "BUDGET_EXHAUSTED"


def test_status_lists_every_slo(service: str) -> None:
    result = run("status", "--url", service)
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("checkout-latency", "spent", "silent"))


def test_a_token_is_sent_and_a_wrong_one_is_refused() -> None:
    world = World(healthy(), access=Access(keys=(READ_KEY,)))
    with Served(world) as url:
        assert run("check", "--url", url, SLO_MONITOR_TOKEN=READ_TOKEN).exit_code == 0
        assert run("check", "--url", url, "--token", READ_TOKEN).exit_code == 0
        refused = run("check", "--url", url, SLO_MONITOR_TOKEN=WRONG_TOKEN)
    assert refused.exit_code == 2
    assert WRONG_TOKEN not in refused.stderr


def test_validate_needs_no_server(tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION.format(objective="95%"))
    result = run("validate", file)
    assert result.exit_code == 0


def test_validate_names_the_place_of_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION.format(objective="100%"))
    result = run("validate", file)
    assert result.exit_code == 1
    assert "slos.yaml:5:" in result.stderr
    assert "strictly between" in result.stderr


def test_validate_with_a_prometheus_that_is_away_is_unreachable(tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION.format(objective="95%"))
    assert run("validate", file, "--prometheus-url", NOWHERE).exit_code == 4


def test_evaluate_without_a_prometheus_is_unreachable_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION.format(objective="95%"))
    result = run("evaluate", "--slos", file, "--prometheus-url", NOWHERE, "--json")
    assert result.exit_code == 4
    (status,) = json.loads(result.stdout)["slos"]
    assert (status["state"], status["data"]) == ("UNKNOWN", "QUERY_ERROR")


def test_a_time_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    file = tmp_path / "slos.yaml"
    file.write_text(DEFINITION.format(objective="95%"))
    result = run("evaluate", "--slos", file, "--at", "yesterday")
    assert result.exit_code == 2
    assert "yesterday" in result.stderr


def test_a_setting_that_cannot_work_is_wrong_usage() -> None:
    result = run("serve", SLO_MONITOR_STEP="7s")
    assert result.exit_code == 2
    assert "SLO_MONITOR_STEP" in result.stderr


def test_serving_without_definitions_says_what_is_missing(tmp_path: Path) -> None:
    result = run("serve", SLO_MONITOR_SLOS=str(tmp_path / "nothing"))
    assert result.exit_code == 1
    assert "nothing" in result.stderr


def test_a_deploy_is_noted(service: str) -> None:
    words = ("1.42", "--kind", "deploy", "--label", "service=checkout", "--key", "build-7")
    noted = run("annotate", *words, "--start", "2026-11-22T15:00:00Z", "--json", "--url", service)
    assert noted.exit_code == 0, noted.output
    found = json.loads(noted.stdout)
    assert (found["kind"], found["text"]) == ("DEPLOY", "1.42")
    assert (found["start"], found["end"]) == ("2026-11-22T15:00:00Z", None)
    assert found["labels"] == {"service": "checkout"}
    again = run("annotate", *words, "--start", "2026-11-22T15:00:00Z", "--url", service)
    assert again.stdout == f"noted as {found['id']}, at 2026-11-22T15:00:00Z\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["1.42", "--kind", "deployment"], "kind: "),
        (["1.42", "--label", "service"], "labels.service: "),
        (["1.42", "--start", "2026-11-23T00:00:00Z"], "may lie at most 300 s ahead"),
        (["1.42", "--start", "yesterday"], "'yesterday' is no RFC 3339 time"),
    ],
)
def test_a_note_that_is_refused_is_wrong_usage(
    service: str, words: list[str], sentence: str
) -> None:
    refused = run("annotate", *words, "--url", service)
    assert refused.exit_code == 2
    assert sentence in refused.stderr
