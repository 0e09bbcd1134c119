"""``slo-monitor check`` about runs of the shop, as somebody in front of a shell asks it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from junitparser import JUnitXml

from tests.e2e.demo import Demo

pytestmark = pytest.mark.e2e

LATENCY = "checkout-latency"


@pytest.fixture(scope="module", params=["fast", "slow"])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """A shop that answers in time, and one that never does; both have been scraped."""
    slow = {"SHOP_SLOW": "1"} if request.param == "slow" else {}
    with Demo(tmp_path_factory.mktemp(request.param), **slow) as running:
        running.start_all()
        running.wait_until(lambda: running.ask(f"/slos/{LATENCY}")["data"] == "OK")
        yield running


def is_slow(demo: Demo) -> bool:
    return demo.environment.get("SHOP_SLOW") == "1"


def check(demo: Demo, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "check", "--url", demo.settings.service_url]
    return subprocess.run(
        [*command, "--slo", LATENCY, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_a_running_test_is_followed_and_ends_early_only_if_it_cannot_pass(demo: Demo) -> None:
    began = time.monotonic()
    found = check(demo, "--watch", "--window", "25s", "--interval", "2s")
    lasted = time.monotonic() - began
    if is_slow(demo):
        assert (found.returncode, lasted < 25) == (1, True), found.stderr
        assert f"because failing is certain: {LATENCY} is at" in found.stderr
        assert "FAIL" in found.stdout
    else:
        assert (found.returncode, lasted >= 25) == (0, True), found.stderr + found.stdout
    kept = demo.ask("/slo/checks")["checks"]
    assert [each["verdict"] for each in kept] == ["FAIL" if is_slow(demo) else "PASS"]


def test_one_check_is_told_in_every_form(demo: Demo, tmp_path: Path) -> None:
    forms = ("json", "junit", "sarif", "markdown", "github")
    files = {form: tmp_path / form for form in forms}
    reports = [word for form, file in files.items() for word in ("--report", f"{form}={file}")]
    found = check(demo, "--window", "25s", "--settle", "30s", "--confidence", "0.9", *reports)
    verdict = json.loads(files["json"].read_text())
    assert verdict["mode"] == "RUN"
    assert found.returncode == (1 if is_slow(demo) else 0), found.stdout + found.stderr
    ((case,),) = JUnitXml.fromfile(str(files["junit"]))
    assert case.name == LATENCY
    assert bool(case.result) == is_slow(demo)
    (run,) = json.loads(files["sarif"].read_text())["runs"]
    for result in run["results"]:
        (place,) = result["locations"]
        assert place["physicalLocation"]["region"]["startLine"] > 1
    annotated = "::error file=" in files["github"].read_text()
    assert annotated == is_slow(demo)
    assert LATENCY in files["markdown"].read_text()


def test_a_label_that_no_series_has_is_no_pass(demo: Demo) -> None:
    found = check(demo, "--window", "15s", "--match", "colour=green")
    assert found.returncode == 3, found.stdout
    assert "UNKNOWN_LABEL" in found.stdout
