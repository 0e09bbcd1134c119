"""``/exclusions``: what is shown, what is taken, and what is refused by the name of its field."""

from __future__ import annotations

from typing import Any

import pytest

from app.monitor.book import Book
from app.service import Service
from app.slo.definition import Origin
from app.slo.errors import InvalidQuestion, NotLeader, NotYetEvaluated, SourceTimeout
from app.slo.exclusion import Exclusion, Recurrence
from tests.api.builders import EVALUATED_AT, World, healthy

ONCE: dict[str, Any] = {
    "slos": ["checkout-latency"],
    "start": "2026-11-20T03:00:00Z",
    "end": "2026-11-20T06:00:00+02:00",
    "reason": "The data centre moved.",
}
WEEKLY: dict[str, Any] = {
    "labels": {"team": "payments", "route": "/pay"},
    "start": "2026-11-01T02:30:00Z",
    "rrule": "freq=weekly;byday=su",
    "duration_seconds": 1800,
    "timezone": "Europe/Berlin",
    "reason": "Backups.",
}
OF_FILE = Exclusion(
    id="file-0123",
    slos=(),
    labels=(),
    start=EVALUATED_AT,
    end=EVALUATED_AT + 60,
    recurrence=None,
    reason="The year ends.",
    origin=Origin("year.yaml", 7),
)


async def test_it_takes_an_interval_and_shows_it() -> None:
    world = World(healthy())
    response = await world.post("/exclusions", ONCE)
    assert response.status_code == 201
    view = response.json()
    assert view == {
        "id": view["id"],
        "slos": ["checkout-latency"],
        "labels": {},
        "all": False,
        "start": "2026-11-20T03:00:00Z",
        "end": "2026-11-20T04:00:00Z",
        "rrule": None,
        "duration_seconds": None,
        "timezone": None,
        "reason": "The data centre moved.",
        "created_by": "loopback",
        "created_at": "2026-11-22T15:05:00Z",
        "source": "API",
        "file": None,
    }
    assert (await world.get("/exclusions")).json() == {"exclusions": [view], "next_cursor": None}


async def test_it_takes_a_recurrence() -> None:
    world = World(healthy())
    view = (await world.post("/exclusions", WEEKLY)).json()
    assert (view["rrule"], view["duration_seconds"]) == ("FREQ=WEEKLY;BYDAY=SU", 1800)
    (taken,) = world.desk.listed()
    assert taken.recurrence == Recurrence("FREQ=WEEKLY;BYDAY=SU", 1800, "Europe/Berlin")
    assert taken.labels == (("route", "/pay"), ("team", "payments"))


async def test_it_takes_one_of_everything_only_if_that_is_said() -> None:
    world = World(healthy())
    everything = {**ONCE, "slos": [], "all": True}
    assert (await world.post("/exclusions", everything)).json()["all"] is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slos": ["checkout-latency", "checkout-latancy"]}, "slos[1]"),
        ({"slos": []}, "all"),
        ({"all": True}, "all"),
        ({"end": "2026-11-20T03:00:00Z"}, "end"),
        ({"end": None}, "end"),
        ({"rrule": "FREQ=DAILY", "duration_seconds": 60}, "end"),
        ({"end": None, "rrule": "FREQ=DAILY"}, "duration_seconds"),
        ({"duration_seconds": 60}, "duration_seconds"),
        ({"timezone": "Europe/Berlin"}, "timezone"),
        ({"start": "2026-11-20T03:00:00"}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"reason": ""}, "reason"),
        ({"until": "2026-11-20T03:00:00Z"}, "until"),
        ({"end": None, "rrule": "FREQ=SECONDLY", "duration_seconds": 60}, "rrule"),
        ({"end": None, "rrule": "FREQ=MINUTELY", "duration_seconds": 60}, "rrule"),
        ({"end": None, "rrule": "RDATE:20261120", "duration_seconds": 60}, "rrule"),
        ({"end": None, "rrule": "FREQ=DAILY", "duration_seconds": 59}, "duration_seconds"),
        (
            {"end": None, "rrule": "FREQ=DAILY", "duration_seconds": 60, "timezone": "Berlin"},
            "timezone",
        ),
    ],
)
async def test_it_names_the_field_that_is_wrong_and_takes_nothing(
    changes: dict[str, Any], field: str
) -> None:
    world = World(healthy())
    response = await world.post("/exclusions", ONCE | changes)
    assert (response.status_code, response.json()["field"]) == (422, field)
    assert world.desk.listed() == []


async def test_what_the_past_does_not_allow_is_answered_with_the_reason() -> None:
    world = World(healthy())
    world.desk.refusal = InvalidQuestion("start", "Prometheus no longer holds all samples")
    response = await world.post("/exclusions", ONCE)
    assert (response.status_code, response.json()["field"]) == (422, "start")
    assert "no longer holds" in response.json()["detail"]


async def test_a_prometheus_that_does_not_answer_is_told_as_such() -> None:
    world = World(healthy())
    world.desk.refusal = SourceTimeout("no answer within 10 s")
    assert (await world.post("/exclusions", ONCE)).status_code == 504


async def test_a_replica_that_follows_says_when_to_ask_again() -> None:
    world = World(healthy())
    world.desk.refusal = NotLeader("another replica leads", retry_after_seconds=14.5)
    response = await world.post("/exclusions", ONCE)
    assert (response.status_code, response.json()["code"]) == (503, "NOT_LEADER")
    assert response.headers["Retry-After"] == "15"


async def test_one_that_was_asked_for_can_be_withdrawn() -> None:
    world = World(healthy())
    exclusion_id = (await world.post("/exclusions", ONCE)).json()["id"]
    assert (await world.delete(f"/exclusions/{exclusion_id}")).status_code == 204
    response = await world.delete(f"/exclusions/{exclusion_id}")
    assert (response.status_code, response.json()["code"]) == (404, "UNKNOWN_EXCLUSION")


async def test_one_of_a_file_is_shown_with_its_place_and_stays() -> None:
    world = World(healthy())
    world.desk.exclusions[OF_FILE.id] = OF_FILE
    (view,) = (await world.get("/exclusions")).json()["exclusions"]
    assert (view["source"], view["file"], view["all"]) == ("FILE", "year.yaml:7", True)
    response = await world.delete(f"/exclusions/{OF_FILE.id}")
    assert (response.status_code, response.json()["field"]) == (422, "id")
    assert "year.yaml:7" in response.json()["detail"]
    assert world.desk.listed() == [OF_FILE]


async def test_a_long_list_comes_in_pages() -> None:
    world = World(healthy())
    for _ in range(5):
        await world.post("/exclusions", ONCE)
    found, cursor = list[str](), ""
    while cursor is not None:
        page = (await world.get(f"/exclusions?limit=2&cursor={cursor}")).json()
        found += [view["id"] for view in page["exclusions"]]
        cursor = page["next_cursor"]
    assert found == [exclusion.id for exclusion in world.desk.listed()]


async def test_there_are_at_most_a_thousand() -> None:
    world = World(healthy())
    world.desk.exclusions = {
        str(number): Exclusion(str(number), (), (), 0.0, 1.0, None, "x") for number in range(1000)
    }
    response = await world.post("/exclusions", ONCE)
    assert (response.status_code, "withdraw" in response.json()["detail"]) == (422, True)


def test_before_the_account_is_open_nothing_is_known() -> None:
    service = Service(Book(), lambda: EVALUATED_AT, 30, 30, lambda _slo: ())
    with pytest.raises(NotYetEvaluated):
        service.exclusions()
