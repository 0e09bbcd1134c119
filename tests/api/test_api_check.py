from __future__ import annotations

from dataclasses import replace

import pytest

from app.api.views import verdict_view
from app.slo.definition import GatePolicy
from app.slo.snapshot import Data, State
from tests.api.builders import (
    World,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
    without_data,
    zero_traffic,
)


def world() -> World:
    return World(healthy(), healthy(ratio_slo()), exhausted(latency_slo("billing-latency")))


def warning() -> World:
    return World(replace(healthy(), state=State.AT_RISK))


async def test_no_name_judges_every_slo() -> None:
    asked = world()
    answer = await asked.get("/slo/check")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    expected = verdict_view(asked.service.check(), asked.service.queries)
    assert answer.json() == expected.model_dump()
    assert answer.json()["verdict"] == "FAIL"


async def test_only_the_slos_named_are_judged() -> None:
    answer = await world().get("/slo/check?slo=checkout-latency&slo=checkout-availability")
    assert answer.json()["verdict"] == "PASS"
    assert [each["slo"] for each in answer.json()["results"]] == [
        "checkout-availability",
        "checkout-latency",
    ]


async def test_the_same_question_in_a_body_has_the_same_answer() -> None:
    asked = world()
    by_url = await asked.get("/slo/check?slo=checkout-latency")
    by_body = await asked.post("/slo/check", {"slos": ["checkout-latency"]})
    assert by_body.json() == by_url.json()


async def test_an_empty_question_judges_every_slo() -> None:
    answer = await world().post("/slo/check", {})
    assert len(answer.json()["results"]) == 3


@pytest.mark.parametrize("data", [Data.STALE, Data.NO_DATA, Data.QUERY_ERROR])
async def test_missing_data_is_inconclusive(data: Data) -> None:
    answer = (await World(without_data(data)).get("/slo/check")).json()
    assert answer["verdict"] == "INCONCLUSIVE"
    assert (answer["reason"], answer["results"][0]["latency"]) == (data.value, None)


async def test_zero_traffic_is_inconclusive() -> None:
    answer = (await World(zero_traffic()).get("/slo/check")).json()
    assert (answer["verdict"], answer["reason"]) == ("INCONCLUSIVE", "NO_TRAFFIC")


async def test_an_expired_snapshot_is_inconclusive() -> None:
    asked = world()
    asked.expire()
    answer = (await asked.get("/slo/check")).json()
    assert (answer["verdict"], answer["reason"]) == ("INCONCLUSIVE", "SNAPSHOT_EXPIRED")
    assert answer["data"]["expected_until"] > answer["end"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("fail_status=412", 412),
        ("fail_status=499", 499),
        ("fail_status=412&fail_on=INCONCLUSIVE,ERROR", 200),
        ("fail_on=FAIL", 412),
        ("fail_on=WARNING", 200),
    ],
)
async def test_a_failing_gate_answers_with_the_status_asked_for(query: str, status: int) -> None:
    answer = await world().get(f"/slo/check?{query}")
    assert answer.status_code == status
    assert answer.json()["verdict"] == "FAIL"
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "status"), [("fail_status=412", 200), ("fail_status=412&fail_on=FAIL,WARNING", 412)]
)
async def test_a_warning_fails_only_if_asked_to(query: str, status: int) -> None:
    assert (await warning().get(f"/slo/check?{query}")).status_code == status


async def test_an_inconclusive_gate_fails_when_a_status_is_given() -> None:
    asked = World(without_data(Data.STALE))
    answer = await asked.post("/slo/check?fail_status=412", {"slos": ["checkout-latency"]})
    assert (answer.status_code, answer.json()["verdict"]) == (412, "INCONCLUSIVE")


async def test_a_low_budget_warns_where_the_definition_says_so() -> None:
    careful = replace(latency_slo(), gate=GatePolicy(warn_below=0.5))
    answer = (await World(healthy(careful)).get("/slo/check")).json()
    assert (answer["verdict"], answer["reason"]) == ("WARNING", "BUDGET_LOW")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("slos=checkout-latency", "slos"),
        ("fail_status=200", "fail_status"),
        ("fail_status=500", "fail_status"),
        ("fail_on=PASS", "fail_on"),
        ("fail_on=FAIL,", "fail_on"),
        ("fail_on=", "fail_on"),
    ],
)
async def test_a_typing_error_in_a_gate_is_refused(query: str, field: str) -> None:
    answer = await world().get(f"/slo/check?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slo": ["checkout-latency"]}, "slo"),
        ({"slos": []}, "slos"),
        ({"slos": None}, "slos"),
        ({"slos": ["checkout-latency", 1]}, "slos[1]"),
        ([], "body"),
        (None, "body"),
    ],
)
async def test_a_wrong_body_is_refused(body: object, field: str) -> None:
    answer = await world().post("/slo/check", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_names_in_the_url_of_a_post_are_refused() -> None:
    answer = await world().post("/slo/check?slo=checkout-latency", {})
    assert (answer.status_code, answer.json()["field"]) == (422, "slo")


@pytest.mark.parametrize("name", ["nobody", "", "%00"])
async def test_a_name_that_is_no_slo_is_not_found(name: str) -> None:
    answer = await world().get(f"/slo/check?slo=checkout-latency&slo={name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SLO")
