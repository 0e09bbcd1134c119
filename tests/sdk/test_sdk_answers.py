"""What the SDKs give of a running service is what it says over REST, member for member."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from deploy.demo.gate import rfc3339
from tests.sdk.driver import Driver, Json
from tests.sdk.sdks import ROOT, at_once
from tests.sdk.served import Served
from tests.sdk.slow_shop import DEFINITIONS, EMPTY, FINE, SLOW, slow_shop
from tests.sdk.values import plain

pytestmark = pytest.mark.e2e

MOST_TRIES = 10


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A slow shop, an alert that fires, and something of each kind that is kept."""
    with slow_shop(tmp_path_factory.mktemp("answers")) as shop:
        for text in ("1.41", "1.42", "1.43"):
            note = {"kind": "DEPLOY", "text": text, "labels": {"team": "demo"}}
            shop.post("/annotations", note)
        for asked in ({"slos": [SLOW, FINE]}, {"slos": [FINE], "confidence": {"level": 0.9}}):
            shop.post("/slo/check", {**asked, "window": "10s"})
        run = shop.post("/plans/look/runs")
        shop.demo.wait_until(lambda: shop.get(f"/plan-runs/{run['id']}")["state"] == "FINISHED")
        shop.demo.wait_until(lambda: len(shop.get("/alerts/history")["transitions"]) > 1)
        yield shop


@dataclass(frozen=True, slots=True)
class Reading:
    """An operation that reads, and the same over REST.

    What stands in braces is an id that only the running demo knows.
    """

    operation: str
    path: str
    asked: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.path + "".join(f"-{name}={value}" for name, value in self.query.items())


READINGS = (
    Reading("list_slos", "/slos"),
    Reading(
        "list_slos",
        "/slos",
        {"label": ["team:demo"], "limit": 2},
        {"label": "team:demo", "limit": "2"},
    ),
    Reading("list_slos", "/slos", {"state": "EXHAUSTED"}, {"state": "EXHAUSTED"}),
    Reading("get_slo", f"/slos/{SLOW}", {"id": SLOW}),
    Reading("get_slo", f"/slos/{EMPTY}", {"id": EMPTY}),
    Reading("get_slo", "/slos/{group}", {"id": "{group}"}),
    Reading("check_slos", "/slo/check"),
    Reading("check_slos", "/slo/check", {"slos": [FINE]}, {"slo": FINE}),
    Reading("list_checks", "/slo/checks"),
    Reading("list_checks", "/slo/checks", {"limit": 1}, {"limit": "1"}),
    Reading("get_check", "/slo/checks/{check}", {"id": "{check}"}),
    Reading("list_alerts", "/alerts"),
    Reading("list_alerts", "/alerts", {"severity": "PAGE"}, {"severity": "PAGE"}),
    Reading("list_alert_history", "/alerts/history"),
    Reading("list_annotations", "/annotations"),
    Reading("list_annotations", "/annotations", {"slo": SLOW}, {"slo": SLOW}),
    Reading("get_annotation", "/annotations/{annotation}", {"id": "{annotation}"}),
    Reading("list_exclusions", "/exclusions"),
    Reading("list_plans", "/plans"),
    Reading("get_plan", "/plans/look", {"name": "look"}),
    Reading("list_plan_runs", "/plan-runs", {"plan": "look"}, {"plan": "look"}),
    Reading("get_plan_run", "/plan-runs/{run}", {"id": "{run}"}),
    Reading("definition_schema", "/definitions/schema"),
)


@pytest.fixture(scope="module")
def known(shop: Served) -> dict[str, str]:
    """Ids of what is kept, by its noun."""
    return {
        "check": shop.get("/slo/checks")["checks"][0]["check_id"],
        "run": shop.get("/plan-runs")["runs"][0]["id"],
        "annotation": str(shop.get("/annotations")["annotations"][0]["id"]),
        "group": next(s["id"] for s in shop.get("/slos")["slos"] if s["group"]),
    }


def told_within_one_step(shop: Served, reading: Reading, known: Mapping[str, str]) -> list[Json]:
    """Ask over REST and through every SDK until all of it was between two steps; REST is first."""
    path = reading.path.format_map(known)
    asked = {k: v.format_map(known) if isinstance(v, str) else v for k, v in reading.asked.items()}
    for _ in range(MOST_TRIES):
        before = shop.get(path, **reading.query)
        found = at_once(shop.drivers, lambda driver: driver.ask(reading.operation, asked))
        if shop.get(path, **reading.query) == before:
            return [before, *found.values()]
    raise AssertionError(f"{path} never stood still")


@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_every_sdk_gives_what_rest_says(
    shop: Served, reading: Reading, known: Mapping[str, str]
) -> None:
    rest, *given = map(plain, told_within_one_step(shop, reading, known))
    for way, answer in zip(shop.drivers, given, strict=True):
        assert answer == rest, way


def test_every_operation_that_reads_is_compared() -> None:
    operations = json.loads((ROOT / "packages/contract/operations.json").read_text())["operations"]
    reads = {each["name"] for each in operations if each["writes"] != "ALWAYS"}
    streams = {each["name"] for each in operations if each["streams"]}
    elsewhere = {"get_slo_history", "validate_definitions"}
    assert {reading.operation for reading in READINGS} | elsewhere == reads - streams


def test_a_history_is_the_same_everywhere(shop: Served) -> None:
    end = int(time.time()) // 5 * 5 - 10
    edges = {"start": rfc3339(end - 60), "end": rfc3339(end)}
    rest = plain(shop.get(f"/slos/{SLOW}/history", **edges, step="5"))
    given = at_once(
        shop.drivers, lambda driver: driver.ask("get_slo_history", {"id": SLOW, **edges, "step": 5})
    )
    assert rest["points"]
    own = {"evaluated_at": None}  # goes on with every step
    for way, answer in given.items():
        assert plain(answer) | own == rest | own, way


def test_what_is_wrong_with_definitions_is_the_same_everywhere(shop: Served) -> None:
    wrong = DEFINITIONS.replace("95%", "95")
    asked = {"files": [{"path": "a.yaml", "content": wrong}], "limit": 10}
    rest = shop.http.post("/definitions/validate", json=asked).raise_for_status().json()
    given = at_once(shop.drivers, lambda driver: driver.ask("validate_definitions", asked))
    assert rest["findings"]
    assert given == dict.fromkeys(shop.drivers, rest)


@pytest.mark.parametrize(
    ("operation", "path", "member"),
    [
        ("list_slos", "/slos", "slos"),
        ("list_annotations", "/annotations", "annotations"),
        ("list_checks", "/slo/checks", "checks"),
        ("list_alert_history", "/alerts/history", "transitions"),
    ],
)
def test_all_pages_are_gone_through(
    driver: Driver, shop: Served, operation: str, path: str, member: str
) -> None:
    one_by_one = driver.all_of(operation, {"limit": 1})
    whole = shop.get(path)[member]
    assert len(whole) > 1
    names = ("check_id", "id")
    assert [next(each[n] for n in names if n in each) for each in one_by_one] == [
        next(each[n] for n in names if n in each) for each in whole
    ]


def test_a_page_says_where_the_next_begins(driver: Driver) -> None:
    first = driver.ask("list_slos", {"limit": 2})
    second = driver.ask("list_slos", {"limit": 2, "cursor": first["next_cursor"]})
    ids = [slo["id"] for page in (first, second) for slo in page["slos"]]
    assert len(set(ids)) == 4
    assert ids == sorted(ids)
