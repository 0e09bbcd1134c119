"""The gate, what is written, and what goes wrong, through each SDK at a running service."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.bench.sdk import measured
from tests.prometheus.loopback import free_port
from tests.sdk.driver import Driver, Json
from tests.sdk.sdks import LANGUAGES, at_once, driver_of, running
from tests.sdk.served import Served
from tests.sdk.slow_shop import FINE, SLOW, VERDICTS, slow_shop
from tests.sdk.values import plain

pytestmark = pytest.mark.e2e

WRONG_TOKEN = f"slom_{'0' * 8}_{'1' * 64}"
ENDS_SOON_SECONDS = 5.0
EARLIER = "2026-11-19T22:00:00Z"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with slow_shop(tmp_path_factory.mktemp("calls")) as shop:
        yield shop


def members(error: Mapping[str, Json], *names: str) -> tuple[Json, ...]:
    return tuple(error[name] for name in names)


def rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def past(shop: Served) -> dict[str, object]:
    """A run that is over: all since the first scrape, and that has been scraped."""
    return {"start": shop.get(f"/slos/{SLOW}")["since"], "end": rfc3339(time.time() - 8)}


def endless() -> dict[str, object]:
    """A check that waits half a minute for the end of its run."""
    now = time.time()
    edges = {"start": rfc3339(now - 10), "end": rfc3339(now + 30)}
    return {"slos": [FINE], **edges, "settle": "60s", "keep": False}


# The gate


@pytest.mark.parametrize(("slo", "verdict"), VERDICTS.items())
def test_budgets_are_judged(driver: Driver, slo: str, verdict: str) -> None:
    found = driver.ask("check_slos", {"slos": [slo]})
    assert members(found, "mode", "verdict") == ("BUDGET", verdict), found["summary"]


def test_runs_are_judged_and_the_verdict_is_the_one_that_is_kept(shop: Served) -> None:
    edges = past(shop)
    for slo, verdict in VERDICTS.items():
        asked = {"slos": [slo], **edges, "idempotency_key": f"run-of-{slo}"}
        given = at_once(shop.drivers, partial(Driver.ask, operation="check_slos", asked=asked))
        kept = plain(shop.get(f"/slo/checks/{next(iter(given.values()))['check_id']}"))
        assert members(kept, "mode", "verdict") == ("RUN", verdict), kept["summary"]
        for way, found in given.items():
            assert plain(found) == kept, f"{way}: under one key there is one verdict"


def test_a_verdict_that_is_not_waited_for_is_asked_for_later(driver: Driver, shop: Served) -> None:
    pending = driver.ask("check_slos", {"slos": [FINE], **past(shop), "wait": False})
    assert pending.keys() == {"check_id", "retry_after_seconds"}
    identity = {"id": pending["check_id"]}
    shop.demo.wait_until(lambda: "verdict" in driver.ask("get_check", identity))
    assert driver.ask("get_check", identity)["verdict"] == "PASS"


# What is written


def test_a_note_under_one_key_is_made_once_by_all_of_them(shop: Served) -> None:
    asked = {"kind": "DEPLOY", "text": "once", "start": "2026-11-20T10:00:00Z"}
    given = at_once(
        shop.drivers,
        lambda driver: [
            driver.ask("add_annotation", {**asked, "idempotency_key": "build-7"}) for _ in "ab"
        ],
    )
    (kept,) = [a for a in shop.get("/annotations")["annotations"] if a["text"] == "once"]
    assert [plain(each) for both in given.values() for each in both] == [plain(kept)] * (
        2 * len(shop.drivers)
    )


def test_another_note_under_a_key_that_is_taken_is_refused(driver: Driver) -> None:
    key = {"idempotency_key": f"taken-{id(driver)}"}
    driver.ask("add_annotation", {"kind": "NOTE", "text": "one", **key})
    error = driver.begin("add_annotation", {"kind": "NOTE", "text": "two", **key}).error()
    assert members(error, "kind", "code", "field") == (
        *("INVALID", "INVALID_QUESTION"),
        "Idempotency-Key",
    )


def test_notes_without_a_key_are_as_many_as_were_made(driver: Driver) -> None:
    made = [driver.ask("add_annotation", {"kind": "NOTE", "text": "again"}) for _ in "ab"]
    assert made[0]["id"] != made[1]["id"]


def test_an_exclusion_is_made_and_removed(driver: Driver, shop: Served) -> None:
    begin = time.time() + 86_400
    edges = {"start": rfc3339(begin), "end": rfc3339(begin + 3600)}
    asked = {"slos": [SLOW], **edges, "reason": "The data centre moves."}
    made = driver.ask("create_exclusion", asked)
    assert plain(made) in plain(shop.get("/exclusions"))["exclusions"]
    assert driver.ask("delete_exclusion", {"id": made["id"]}) is None
    assert made["id"] not in [each["id"] for each in driver.all_of("list_exclusions")]
    error = driver.begin("delete_exclusion", {"id": made["id"]}).error()
    assert members(error, "kind", "code") == ("NOT_FOUND", "UNKNOWN_EXCLUSION")


def test_one_that_comes_back_is_made_with_all_that_it_says(driver: Driver) -> None:
    asked = {
        "all": True,
        "start": rfc3339(time.time() + 86_400),
        "rrule": "FREQ=WEEKLY",
        "duration_seconds": 3600,
        "timezone": "Europe/Berlin",
        "reason": "Every week.",
    }
    made = driver.ask("create_exclusion", asked)
    driver.ask("delete_exclusion", {"id": made["id"]})
    assert {name: plain(made[name]) for name in asked} == plain(asked)
    assert members(made, "source", "end") == ("API", None)


# What goes wrong


@pytest.mark.parametrize("operation", ["get_slo", "get_slo_history"])
def test_an_slo_that_is_not_there_is_not_found(driver: Driver, operation: str) -> None:
    error = driver.begin(operation, {"id": "nobody"}).error()
    assert members(error, "kind", "code", "retryable") == ("NOT_FOUND", "UNKNOWN_SLO", False)
    assert "nobody" in error["message"]


def test_a_wrong_question_is_invalid_and_names_the_field(driver: Driver) -> None:
    error = driver.begin("list_slos", {"limit": 5000}).error()
    assert members(error, "kind", "code", "field") == ("INVALID", "INVALID_QUESTION", "limit")


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("get_slo", {"id": "nobody"}),
        ("list_alerts", {"cursor": "nowhere"}),
        ("get_slo_history", {"id": SLOW, "start": "2026-11-20T10:00:00Z", "end": EARLIER}),
        ("run_plan", {"name": "nothing"}),
        ("get_check", {"id": "0" * 32}),
        ("check_slos", {"slos": [SLOW], "window": "10s", "confidence": {"level": 2}}),
    ],
)
def test_errors_are_the_same_everywhere(
    shop: Served, operation: str, asked: Mapping[str, object]
) -> None:
    given = at_once(shop.drivers, lambda driver: driver.begin(operation, asked).error())
    assert given == dict.fromkeys(shop.drivers, next(iter(given.values())))


def test_a_wrong_token_is_unauthenticated_and_appears_nowhere(shop: Served, tmp_path: Path) -> None:
    url = shop.demo.settings.service_url
    with running(url, shop.grpc_url, tmp_path, WRONG_TOKEN) as drivers:
        given = at_once(drivers, lambda driver: driver.begin("list_slos").error())
    for way, error in given.items():
        assert members(error, "kind", "code") == ("UNAUTHENTICATED", "UNAUTHENTICATED"), way
        assert WRONG_TOKEN not in str(error)


def test_where_nobody_listens_is_unreachable(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with running(url, url, tmp_path) as drivers:
        given = at_once(drivers, lambda driver: driver.begin("list_slos").error())
    for way, error in given.items():
        assert members(error, "kind", "code", "retryable") == ("UNREACHABLE", None, True), way


def test_a_deadline_that_passes_is_a_timeout(shop: Served) -> None:
    asked = {**endless(), "timeout_seconds": 1}
    began = time.monotonic()
    given = at_once(shop.drivers, lambda driver: driver.begin("check_slos", asked).error())
    assert time.monotonic() - began < ENDS_SOON_SECONDS
    assert {str(way): error["kind"] for way, error in given.items()} == {
        str(way): "TIMEOUT" for way in shop.drivers
    }


def test_a_service_that_hangs_is_a_timeout(shop: Served) -> None:
    shop.demo.pause("slo-monitor")
    try:
        asked = {"id": SLOW, "timeout_seconds": 1}
        given = at_once(shop.drivers, lambda driver: driver.begin("get_slo", asked).error())
    finally:
        shop.demo.resume("slo-monitor")
    assert {error["kind"] for error in given.values()} == {"TIMEOUT"}
    assert at_once(shop.drivers, lambda driver: driver.ask("get_slo", {"id": SLOW})["id"]) == (
        dict.fromkeys(shop.drivers, SLOW)
    )


def test_a_call_that_waits_keeps_no_other_and_is_cancelled(driver: Driver) -> None:
    waiting = driver.begin("check_slos", endless())
    assert driver.ask("get_slo", {"id": SLOW})["id"] == SLOW
    waiting.cancel()
    assert waiting.error(ENDS_SOON_SECONDS)["kind"] == "CANCELLED"


# What it costs


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_measures_what_its_sdk_adds(shop: Served, language: str) -> None:
    program = driver_of(language)
    if not program.exists():
        pytest.skip(f"the driver of {language} is not built")
    url = shop.demo.settings.service_url
    found = measured([str(program)], url, SLOW, shop.token, seconds=0.3)
    assert found["requests"] > 0
    assert 0 < found["bare_seconds"] < found["sdk_seconds"] * 10
