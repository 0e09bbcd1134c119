"""Every panel has something to show when a shop is slow, a webhook is away and an SLO has no data.

On such a day all that a dashboard asks has an answer: what is empty in good times too. And of the
alerts about the service itself only those begin that are meant.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deploy.demo.settings import DEMO_DEFINITIONS
from tests.deploy.grafana_dashboards import (
    OVER_METRICS,
    OVER_REST,
    Json,
    at_path,
    put_in,
    targets,
)
from tests.e2e.demo import Demo
from tests.prometheus.loopback import PLAIN, free_port, require

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require("prometheus")

SLOW = "checkout-latency"
WITHIN_SECONDS = 90.0
MEANT = {"SloMonitorDataNotTrusted", "SloMonitorWebhookNotTold"}
"""Alerts that begin on this day, and would fire if it went on."""

NOWHERE = """\
version: 1
service: nowhere
slos:
  - name: nothing-is-there
    objective: 99%
    period: 30d
    indicator:
      ratio:
        bad: nothing_total{code="500"}
        total: nothing_total
plans:
  - name: look
    timeout: 1m
    steps:
      - wait: {duration: 1s}
      - check: {slos: [nothing-is-there], scope: budget}
"""


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("bad-day")
    definitions = folder / "slos"
    shutil.copytree(DEMO_DEFINITIONS, definitions)
    (definitions / "nowhere.yaml").write_text(NOWHERE)
    more = {
        "SHOP_SLOW": "1",
        "SLO_MONITOR_SLOS": str(definitions),
        "SLO_MONITOR_WEBHOOK_URLS": f"http://127.0.0.1:{free_port()}/nobody",
        "SLO_MONITOR_WEBHOOK_SECRETS": "a-secret-of-at-least-24-bytes",
    }
    with Demo(folder / "state", **more) as demo:
        demo.start_all()
        demo.wait_until(lambda: bool(demo.ask("/alerts?state=FIRING")["alerts"]))
        people_do_things(demo)
        yield demo


def people_do_things(demo: Demo) -> None:
    now = datetime.now(UTC)
    later = {"start": now.isoformat(), "end": (now + timedelta(days=1)).isoformat()}
    post(demo, "/annotations", {"kind": "DEPLOY", "text": "1.42", "start": now.isoformat()})
    post(demo, "/exclusions", {"slos": [SLOW], "reason": "a move", **tomorrow(later)})
    post(demo, "/slo/check", {"slos": [SLOW], "window": "30s", "settle": "0s"})
    run = post(demo, "/plans/look/runs", None)
    demo.wait_until(lambda: demo.ask(f"/plan-runs/{run['id']}")["ended_at"] is not None)


def tomorrow(times: Mapping[str, str]) -> dict[str, str]:
    day = timedelta(days=1)
    return {name: (datetime.fromisoformat(at) + day).isoformat() for name, at in times.items()}


def post(demo: Demo, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
    url = demo.settings.service_url + path
    answer = httpx.post(url, json=body, timeout=30.0, trust_env=False, verify=PLAIN)
    return answer.raise_for_status().json()


@pytest.mark.parametrize(("name", "target"), targets(OVER_METRICS))
def test_a_panel_over_metrics_has_data(bad_day: Demo, name: str, target: Json) -> None:
    chosen = {"job": "slo-monitor", "service": ".*", "slo_id": SLOW}
    expression = put_in(target["expr"], chosen)
    bad_day.wait_until(lambda: has_values(bad_day.query(expression)), WITHIN_SECONDS)
    found = bad_day.query(expression)
    assert found, name
    wanted = legend_labels(target["legendFormat"])
    assert all(series["metric"].get(label) for series in found for label in wanted)


def has_values(vector: Sequence[Mapping[str, Any]]) -> bool:
    return any(series["value"][1] != "NaN" for series in vector)


def legend_labels(legend: str) -> list[str]:
    return [part.partition("}}")[0] for part in legend.split("{{")[1:]]


@pytest.mark.parametrize(("name", "target"), targets(OVER_REST))
def test_a_panel_over_rest_finds_every_field(bad_day: Demo, name: str, target: Json) -> None:
    asked = {each["key"]: put_in(each["value"], {}) for each in target["url_options"]["params"]}
    url = bad_day.settings.service_url + put_in(target["url"], {"slo": SLOW})
    answer = httpx.get(url, params=asked, timeout=15.0, trust_env=False, verify=PLAIN)
    rows = rows_of(answer.raise_for_status().json(), target["root_selector"])
    assert rows, name
    for column in target["columns"]:
        found = [at_path(row, column["selector"]) for row in rows]
        assert any(leads for leads, _ in found), column["selector"]
        assert all(fits(value, column["type"]) for _, value in found), column["selector"]


def rows_of(answer: object, root: str) -> list[object]:
    _, found = at_path(answer, root)
    return found if isinstance(found, list) else [found]


def fits(value: object, kind: str) -> bool:
    if value is None:
        return True
    if kind == "timestamp":
        return datetime.fromisoformat(str(value)).tzinfo is not None
    return isinstance(value, str if kind == "string" else int | float)


def test_variables_have_something_to_choose_from(bad_day: Demo) -> None:
    slos = {one["id"] for one in bad_day.ask("/slos")["slos"]}
    found = bad_day.query("count by (slo_id) (slo_monitor_slo_target_ratio)")
    assert {series["metric"]["slo_id"] for series in found} == slos
    (variable,) = [one for one in OVER_REST["templating"]["list"] if one["name"] == "slo"]
    assert variable["query"]["infinityQuery"]["url"] == "/slos"


def test_no_alert_about_the_service_begins_but_those_that_are_meant(bad_day: Demo) -> None:
    bad_day.wait_until(lambda: all(rule["lastEvaluation"] > "1" for rule in rules(bad_day)))
    assert {rule["health"] for rule in rules(bad_day)} == {"ok"}
    bad_day.wait_until(
        lambda: (
            {r["name"] for r in rules(bad_day) if r.get("state", "inactive") != "inactive"} <= MEANT
        )
    )
    assert bad_day.query('ALERTS{alertname=~"SloMonitor.*",alertstate="firing"}') == []


def rules(demo: Demo) -> list[dict[str, Any]]:
    url = f"{demo.settings.demo_prometheus_url}/api/v1/rules"
    answer = httpx.get(url, timeout=15.0, trust_env=False, verify=PLAIN).raise_for_status().json()
    return [rule for group in answer["data"]["groups"] for rule in group["rules"]]


def test_a_field_that_is_not_there_is_found() -> None:
    with pytest.raises(KeyError):
        at_path({"budget": {"remaining_ratio": 1}}, "budget.left")
    assert at_path({"budget": None}, "budget.remaining_ratio") == (False, None)
    assert at_path({"budget": {"remaining_ratio": None}}, "budget.remaining_ratio") == (True, None)
    assert not fits("yesterday", "number")
