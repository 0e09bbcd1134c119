from __future__ import annotations

from dataclasses import replace

import pytest

from app.api.views import detail_view, status_view
from tests.api.builders import (
    GENERATION,
    World,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
    zero_traffic,
)


def world() -> World:
    return World(healthy(), healthy(ratio_slo()), exhausted(latency_slo("billing-latency")))


async def ids_of(world: World, path: str) -> list[str]:
    answer = await world.get(path)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["slos"]]


async def test_the_list_holds_every_status_by_id() -> None:
    answer = await world().get("/slos")
    expected = [exhausted(latency_slo("billing-latency")), healthy(ratio_slo()), healthy()]
    assert answer.json() == {
        "generation": GENERATION,
        "evaluated_at": "2026-11-22T15:04:30Z",
        "slos": [status_view(each).model_dump() for each in expected],
        "next_cursor": None,
    }


async def test_the_list_is_filtered_by_state() -> None:
    assert await ids_of(world(), "/slos?state=EXHAUSTED") == ["billing-latency"]


async def test_the_list_is_filtered_by_service() -> None:
    other = replace(latency_slo("other"), service="shop")
    assert await ids_of(World(healthy(), healthy(other)), "/slos?service=shop") == ["other"]


async def test_every_label_condition_must_hold() -> None:
    both = replace(latency_slo("both"), labels={"team": "a:b", "tier": "1"})
    one = replace(latency_slo("one"), labels={"team": "a:b"})
    asked = World(healthy(both), healthy(one))
    assert await ids_of(asked, "/slos?label=team:a:b") == ["both", "one"]
    assert await ids_of(asked, "/slos?label=team:a:b&label=tier:1") == ["both"]
    assert await ids_of(asked, "/slos?label=team:a:b&label=team:x") == []


@pytest.mark.slow
async def test_pages_give_each_of_2500_slos_once() -> None:
    names = [f"slo-{number:04}" for number in range(2500)]
    asked = World(*(zero_traffic(ratio_slo(name)) for name in names))
    seen: list[str] = []
    path = "/slos"
    while path:
        answer = (await asked.get(path)).json()
        seen.extend(each["id"] for each in answer["slos"])
        cursor = answer["next_cursor"]
        path = f"/slos?cursor={cursor}" if cursor else ""
    assert seen == names


async def test_a_page_goes_on_where_an_slo_has_gone_since() -> None:
    asked = World(*(healthy(latency_slo(name)) for name in "abcd"))
    cursor = (await asked.get("/slos?limit=2")).json()["next_cursor"]
    asked.publish(*(healthy(latency_slo(name)) for name in "acd"), generation=GENERATION + 1)
    assert await ids_of(asked, f"/slos?limit=2&cursor={cursor}") == ["c", "d"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("slos=checkout", "slos"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=many", "limit"),
        ("state=healthy", "state"),
        ("cursor=%00", "cursor"),
        ("cursor=A", "cursor"),
        ("label=team", "label[0]"),
        ("label=team:a&label=:b", "label[1]"),
    ],
)
async def test_a_wrong_parameter_is_named(query: str, field: str) -> None:
    answer = await world().get(f"/slos?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "INVALID_QUESTION"
    assert answer.json()["field"] == field


async def test_nul_bytes_in_a_filter_match_nothing() -> None:
    assert await ids_of(world(), "/slos?service=%00%ff") == []


async def test_an_unchanged_list_is_not_sent_again() -> None:
    asked = world()
    first = await asked.get("/slos")
    again = await asked.get("/slos", **{"If-None-Match": f'"x", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["ETag"].startswith(f'W/"{GENERATION}')


async def test_a_new_generation_is_sent() -> None:
    asked = world()
    tag = (await asked.get("/slos")).headers["ETag"]
    asked.publish(healthy(), generation=GENERATION + 1)
    assert (await asked.get("/slos", **{"If-None-Match": tag})).status_code == 200


async def test_a_generation_that_is_published_again_with_other_content_is_sent() -> None:
    asked = world()
    tag = (await asked.get("/slos")).headers["ETag"]
    asked.publish(healthy(), generation=GENERATION)
    assert (await asked.get("/slos", **{"If-None-Match": tag})).status_code == 200


async def test_an_expired_snapshot_is_unknown_even_to_who_knows_its_tag() -> None:
    asked = world()
    tag = (await asked.get("/slos")).headers["ETag"]
    asked.expire()
    for known in (tag, "*"):
        answer = await asked.get("/slos", **{"If-None-Match": known})
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
        assert {each["state"] for each in answer.json()["slos"]} == {"UNKNOWN"}
        assert {each["reason"] for each in answer.json()["slos"]} == {"SNAPSHOT_EXPIRED"}


async def test_caches_must_ask_again() -> None:
    assert (await world().get("/slos")).headers["Cache-Control"] == "no-cache"
    assert (await world().get("/slos/checkout-latency")).headers["Cache-Control"] == "no-store"


async def test_one_status_comes_with_its_definition_and_queries() -> None:
    answer = await world().get("/slos/checkout-latency")
    queries = ["good of checkout-latency", "total of checkout-latency"]
    assert answer.json() == detail_view(healthy(), queries).model_dump()


async def test_an_unknown_slo_is_not_found() -> None:
    answer = await world().get("/slos/nobody%00")
    assert answer.status_code == 404
    assert answer.json()["code"] == "UNKNOWN_SLO"


async def test_one_status_takes_no_parameters() -> None:
    answer = await world().get("/slos/checkout-latency?verbose=1")
    assert (answer.status_code, answer.json()["field"]) == (422, "verbose")
