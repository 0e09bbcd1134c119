"""The dashboards are what the code makes, and name only what there is."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from deploy.grafana.generate import dashboards, written
from deploy.grafana.parts import UNKNOWN
from tests.deploy.grafana_dashboards import (
    FILES,
    GRAFANA,
    OVER_METRICS,
    OVER_REST,
    Json,
    panels,
    put_in,
    relative,
    targets,
)
from tests.deploy.queries import documented_metrics, unknown_in
from tests.documents import ROOT
from tests.left_out import leave_out

BOTH = [OVER_METRICS, OVER_REST]
SCHEMA = ROOT / ".tools/grafana-schema/bin/python"
VARIABLE = re.compile(r"\$\{?(\w+)")
GRAFANAS_OWN = re.compile(r"__(all|rate_interval|from|to|value|url_time_range)")
QUERY_OF_INFINITY = {
    *("refId", "datasource", "type", "source", "parser", "format", "url", "url_options"),
    *("root_selector", "columns"),
}
"""Fields of its query (`src/types/query.types.ts` of the plugin) that are used here."""

whichever = pytest.mark.parametrize("of", BOTH, ids=lambda of: of["uid"])


def test_what_is_committed_is_what_the_code_makes() -> None:
    made = {name: written(each) for name, each in dashboards().items()}
    assert {file.name: file.read_text() for file in FILES} == made, (
        "python -m deploy.grafana.generate"
    )


@whichever
def test_what_is_not_known_is_shown_as_unknown(of: Json) -> None:
    shown = [panel["fieldConfig"]["defaults"] for panel in panels(of)]
    assert {defaults["noValue"] for defaults in shown} == {UNKNOWN}
    assert not any(panel["title"] == "" for panel in panels(of))


@whichever
def test_gaps_in_the_data_are_gaps_in_the_lines(of: Json) -> None:
    drawn = [
        panel["fieldConfig"]["defaults"]["custom"]
        for panel in panels(of)
        if panel["type"] == "timeseries"
    ]
    assert drawn
    assert not any(custom["spanNulls"] for custom in drawn)


@whichever
def test_panels_have_numbers_of_their_own_and_lie_side_by_side(of: Json) -> None:
    assert len({panel["id"] for panel in of["panels"]}) == len(of["panels"])
    cells = [cell for panel in of["panels"] for cell in covered(panel["gridPos"])]
    assert len(set(cells)) == len(cells)
    assert max(left for left, _ in cells) < 24


def covered(place: dict[str, int]) -> Iterator[tuple[int, int]]:
    for left in range(place["x"], place["x"] + place["w"]):
        for top in range(place["y"], place["y"] + place["h"]):
            yield left, top


@whichever
def test_every_variable_that_is_named_is_one(of: Json) -> None:
    known = {variable["name"] for variable in of["templating"]["list"]}
    named = set(VARIABLE.findall(json.dumps(of)))
    assert {name for name in named if not GRAFANAS_OWN.fullmatch(name)} <= known


@whichever
def test_links_lead_to_dashboards_and_variables_that_there_are(of: Json) -> None:
    known = {each["uid"]: {var["name"] for var in each["templating"]["list"]} for each in BOTH}
    urls = re.findall(r'"url": "/d/([\w-]+)([^"]*)"', json.dumps(of))
    assert {uid for uid, _ in urls} == known.keys()
    for uid, rest in urls:
        assert set(re.findall(r"var-(\w+)=", rest)) <= known[uid]


@whichever
def test_the_data_source_that_is_chosen_first_is_provisioned(of: Json) -> None:
    file = GRAFANA / "provisioning/datasources/slo-monitor.yaml"
    provisioned = {
        each["uid"]: each["type"] for each in yaml.safe_load(file.read_text())["datasources"]
    }
    chosen = next(each for each in of["templating"]["list"] if each["type"] == "datasource")
    assert provisioned[chosen["current"]["value"]] == chosen["query"]
    sources = {json.dumps(target["datasource"]) for _, target in targets(of)}
    assert sources == {json.dumps({"type": chosen["query"], "uid": "${source}"})}


def test_secrets_of_the_data_sources_come_from_the_environment() -> None:
    file = GRAFANA / "provisioning/datasources/slo-monitor.yaml"
    for source in yaml.safe_load(file.read_text())["datasources"]:
        assert all(value.startswith("$") for value in source.get("secureJsonData", {}).values())
        assert source["url"].startswith("$")


@pytest.mark.parametrize(("name", "target"), targets(OVER_METRICS))
def test_a_query_names_only_what_the_service_exports(name: str, target: Json) -> None:
    expression = put_in(target["expr"], {"job": "j", "service": "s", "slo_id": "i"})
    assert unknown_in(expression, documented_metrics()) == [], name


def test_variables_are_read_from_metrics_that_there_are() -> None:
    asked = [each for each in OVER_METRICS["templating"]["list"] if each["type"] == "query"]
    for variable in asked:
        shape = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
        assert shape is not None
        assert unknown_in(f"sum by ({shape[2]}) ({shape[1]})", documented_metrics()) == []


@pytest.mark.parametrize(("name", "target"), targets(OVER_REST))
def test_a_question_over_rest_has_only_fields_that_infinity_knows(name: str, target: Json) -> None:
    assert target.keys() == QUERY_OF_INFINITY, name
    assert target["url_options"]["method"] == "GET"
    assert {column["type"] for column in target["columns"]} <= {"string", "number", "timestamp"}


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_a_dashboard_fits_the_schema_of_grafana(file: Path) -> None:
    assert beyond_the_schema(file) == []


def test_what_the_schema_does_not_know_is_found(tmp_path: Path) -> None:
    wrong = json.loads(json.dumps(OVER_METRICS))
    next(panels(wrong))["options"]["colourMode"] = "value"
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong))
    assert beyond_the_schema(file) == [".panels[1].options.colourMode"]


def beyond_the_schema(file: Path) -> list[str]:
    if not SCHEMA.exists():
        leave_out(f"{relative(SCHEMA)} is missing: deploy/scripts/tools.sh install")
    script = Path(__file__).with_name("grafana_schema.py")
    done = subprocess.run([SCHEMA, script, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
