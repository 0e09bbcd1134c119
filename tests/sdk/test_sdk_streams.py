"""Each SDK tells each event once, also while the service it listens to is killed and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.api.listening import parsed
from tests.e2e.demo import Demo
from tests.sdk.driver import Call, Driver, Json
from tests.sdk.sdks import Way, at_once
from tests.sdk.served import Served, served
from tests.sdk.values import plain

pytestmark = pytest.mark.e2e

DEFINITIONS = """\
version: 1
service: shop
slos:
  - name: availability
    objective: 90%
    period: 30d
    indicator:
      ratio:
        bad: http_requests_total{service="shop",code=~"5.."}
        total: http_requests_total{service="shop"}
plans:
  - name: look
    steps:
      - check: {scope: budget}
"""
COMES_WITHIN_SECONDS = 30.0
NEVER_GIVEN = 1_000_000

ENDS: dict[str, Callable[[Demo], object]] = {
    "killed": lambda demo: demo.kill("slo-monitor"),
    "ended in good order": lambda demo: demo.stop("slo-monitor"),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with an event each second."""
    with served(tmp_path_factory.mktemp("streams"), DEFINITIONS, SLO_MONITOR_STEP="1s") as shop:
        shop.demo.wait_until(lambda: bool(shop.get("/slos")["slos"]))
        yield shop


def kept_events(shop: Served, after_id: int, last_id: int) -> list[Json]:
    """Read from the store what happened after one event, up to another."""
    found: list[Json] = []
    block = ""
    with shop.http.stream("GET", "/events", params={"after_id": after_id}) as response:
        for line in response.iter_lines():
            block += f"{line}\n"
            if line:
                continue
            found += [sent.data for sent in parsed(block) if sent.data is not None]
            block = ""
            if found and found[-1]["id"] >= last_id:
                break
    return found


def items(call: Call, count: int) -> list[Json]:
    return [call.item(COMES_WITHIN_SECONDS) for _ in range(count)]


def listening(shop: Served, asked: dict[str, object]) -> dict[Way, Call]:
    return {way: driver.begin("listen_to_events", asked) for way, driver in shop.drivers.items()}


def come_back(shop: Served) -> None:
    shop.demo.start("slo-monitor")
    shop.demo.wait_until(lambda: bool(shop.get("/slos")["slos"]), COMES_WITHIN_SECONDS)


def end_of(call: Call) -> list[Json]:
    """Give it up; what was told up to its end."""
    call.cancel()
    return list(call.items(COMES_WITHIN_SECONDS))


def test_what_happens_is_told_until_the_caller_gives_up(driver: Driver, shop: Served) -> None:
    call = driver.begin("listen_to_events")
    told = items(call, 2) + end_of(call)
    kept = kept_events(shop, told[0]["id"] - 1, told[-1]["id"])
    assert plain(told) == plain(kept)


def test_a_listener_goes_on_after_an_event_and_hears_the_chosen_kinds(shop: Served) -> None:
    first = items(next(iter(shop.drivers.values())).begin("listen_to_events"), 1)[0]
    run = shop.post("/plans/look/runs")
    asked = {"after_id": first["id"], "kind": ["PLAN_RUN_CHANGED", "ALERT_CHANGED"]}

    def heard(driver: Driver) -> list[Json]:
        call = driver.begin("listen_to_events", asked)
        told = items(call, 1)
        while told[-1]["plan_run"]["state"] != "FINISHED":
            told += items(call, 1)
        call.cancel()
        return told

    given = at_once(shop.drivers, heard)
    last = max(each[-1]["id"] for each in given.values())
    kept = [e for e in kept_events(shop, first["id"], last) if e["kind"] in asked["kind"]]
    assert {event["plan_run"]["id"] for event in kept} == {run["id"]}
    for way, told in given.items():
        assert plain(told) == plain(kept), way


def test_an_id_that_was_never_given_begins_with_a_reset(driver: Driver) -> None:
    call = driver.begin("listen_to_events", {"after_id": NEVER_GIVEN})
    reset, published = items(call, 2)
    assert reset["kind"] == "RESET"
    assert published["id"] == reset["id"] + 1
    end_of(call)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_service_that_comes_back_is_heard_as_if_it_had_never_gone(
    shop: Served, end: Callable[[Demo], object]
) -> None:
    calls = listening(shop, {})
    told = {way: items(call, 2) for way, call in calls.items()}
    end(shop.demo)
    come_back(shop)
    newest = shop.get("/slos")["generation"]
    for way, call in calls.items():
        while told[way][-1]["generation"] < newest + 2:
            told[way] += items(call, 1)
        told[way] += end_of(call)
    for way, events in told.items():
        kept = kept_events(shop, events[0]["id"] - 1, events[-1]["id"])
        assert plain(events) == plain(kept), way


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_connection_that_has_gone_meanwhile_is_not_asked_through(
    shop: Served, end: Callable[[Demo], object]
) -> None:
    at_once(shop.drivers, lambda driver: driver.ask("list_plans"))
    end(shop.demo)
    come_back(shop)
    never_repeated = ("delete_exclusion", {"id": "nothing"})
    errors = at_once(shop.drivers, lambda driver: driver.begin(*never_repeated).error())
    assert {str(way): error["kind"] for way, error in errors.items()} == {
        str(way): "NOT_FOUND" for way in shop.drivers
    }
