"""The rules about the service itself: each fires when it should, and says where to read on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.queries import documented_metrics, unknown_in
from tests.documents import FENCE, ROOT, page
from tests.prometheus.loopback import require

FOLDER = ROOT / "prometheus"
CONFIG = FOLDER / "prometheus.yml"
TESTS = FOLDER / "tests/slo-monitor.yml"
SEVERITIES = {"page", "ticket"}

Rule = Mapping[str, Any]


def rules_of(file: Path) -> list[Rule]:
    return [rule for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


ALERTS = {rule["alert"]: rule for rule in rules_of(FOLDER / "rules/slo-monitor.yml")}
RECORDED = {rule["record"]: rule for rule in rules_of(FOLDER / "rules/recording.yml")}


def promtool(*words: str | Path) -> str:
    require("promtool")
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_configuration_loads_every_file_of_rules() -> None:
    promtool("check", "config", CONFIG)
    named = yaml.safe_load(CONFIG.read_text())["rule_files"]
    assert sorted(named) == sorted(
        str(file.relative_to(FOLDER)) for file in FOLDER.glob("rules/*.yml")
    )


@pytest.mark.slow
def test_alerts_fire_when_they_should_and_no_others_do() -> None:
    assert "SUCCESS" in promtool("test", "rules", TESTS)


def test_of_each_alert_it_is_tested_that_it_fires_and_that_it_does_not() -> None:
    fires, quiet = set(), set()
    for case in yaml.safe_load(TESTS.read_text())["tests"]:
        times = [set(re.findall(r'alertname="(\w+)"', str(at))) for at in _asked(case)]
        somewhere = set().union(*times)
        fires |= somewhere
        quiet |= {name for name in somewhere if any(name not in at for at in times)}
    assert fires == ALERTS.keys()
    assert quiet == ALERTS.keys()


def _asked(case: Rule) -> list[object]:
    return [
        asked["exp_samples"]
        for asked in case.get("promql_expr_test", ())
        if "ALERTS" in asked["expr"]
    ]


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_what_is_wrong_whom_it_calls_and_where_to_read_on(name: str) -> None:
    rule = ALERTS[name]
    assert rule["labels"]["severity"] in SEVERITIES
    said = rule["annotations"]
    assert all(len(said[part]) > 20 for part in ("summary", "description"))
    assert said["runbook_url"] == f"docs/runbooks.md#{name.lower()}"


def test_every_alert_has_a_runbook_and_no_other_has() -> None:
    assert re.findall(r"^## (\w+)$", page("runbooks.md"), re.MULTILINE) == [*ALERTS]


@pytest.mark.parametrize("name", ALERTS)
def test_a_runbook_says_what_to_see_and_do_and_when_it_is_over(name: str) -> None:
    text = FENCE.sub("", page("runbooks.md"))
    section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\*\*(\w+)\*\*:", section, re.MULTILINE) == ["Means", "See", "Do", "Over"]


@pytest.mark.parametrize("name", [*ALERTS, *RECORDED])
def test_a_rule_reads_only_what_the_service_exports(name: str) -> None:
    rule = {**ALERTS, **RECORDED}[name]
    assert unknown_in(rule["expr"], documented_metrics()) == []


def test_a_name_that_nothing_exports_is_found() -> None:
    metrics = {"slo_monitor_cycles_total": frozenset({"outcome"})}
    asked = 'sum by (tier) (slo_monitor_cycles_total{job="a",result="failed"}) / slo_monitor_x'
    assert unknown_in(asked, metrics) == [
        "slo_monitor_x",
        "slo_monitor_cycles_total{result}",
        "tier",
    ]
