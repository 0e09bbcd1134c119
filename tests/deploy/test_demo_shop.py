"""The demo shop: its tally and its metrics agree, and it behaves as the demo needs it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from deploy.demo.shop.__main__ import dice as shop_dice
from deploy.demo.shop.accounts import Accounts
from deploy.demo.shop.application import build
from deploy.demo.shop.behaviour import (
    EPISODE_EVERY_SECONDS,
    EPISODE_SECONDS,
    PAGES,
    Behaviour,
    in_episode,
)
from deploy.demo.shop.traffic import Traffic
from tests.e2e.demo import GOOD_LUCK

ROUTES = tuple(page.path for page in PAGES)


def dice() -> Random:
    return Random(7)  # noqa: S311 - a test's dice, the same each time


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(ROUTES)


@pytest.fixture
def shop(accounts: Accounts) -> Starlette:
    traffic = Traffic("http://127.0.0.1:1", 1.0, dice(), starts_when_scraped=False)
    return build(accounts, Behaviour(dice()), traffic)


@pytest.fixture
async def visitor(shop: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=shop)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        yield client


def metrics_by_route(exposition: str) -> dict[str, dict[str, int]]:
    counts = {route: {"total": 0, "bad": 0, "le_0_3": 0} for route in ROUTES}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            if sample.name == "http_requests_total":
                counts[sample.labels["route"]]["total"] += int(sample.value)
                if sample.labels["code"].startswith("5"):
                    counts[sample.labels["route"]]["bad"] += int(sample.value)
            if sample.name.endswith("_seconds_bucket") and sample.labels["le"] == "0.3":
                counts[sample.labels["route"]]["le_0_3"] += int(sample.value)
    return counts


def test_tally_and_metrics_agree_on_every_kind_of_request(accounts: Accounts) -> None:
    for route in ROUTES:
        for code in (200, 404, 500, 503):
            for seconds in (0.0, 0.299, 0.3, 0.3000001, 7.0):
                accounts.record(route, code, seconds)
    assert accounts.tally()["routes"] == metrics_by_route(accounts.exposition().decode())
    assert accounts.tally()["routes"]["/cart"] == {"total": 20, "bad": 10, "le_0_3": 12}


async def test_a_served_page_is_in_both_accounts(visitor: httpx.AsyncClient) -> None:
    for route in ROUTES:
        assert (await visitor.get(route)).status_code in {200, 500}
    tally = (await visitor.get("/tally")).json()["routes"]
    assert {route: counts["total"] for route, counts in tally.items()} == dict.fromkeys(ROUTES, 1)
    assert tally == metrics_by_route((await visitor.get("/metrics")).text)


async def test_scrapes_and_tallies_are_not_counted(visitor: httpx.AsyncClient) -> None:
    for path in ("/metrics", "/tally", "/metrics", "/nowhere"):
        await visitor.get(path)
    tally = (await visitor.get("/tally")).json()["routes"]
    assert all(counts["total"] == 0 for counts in tally.values())


async def test_a_process_start_time_is_exported(visitor: httpx.AsyncClient) -> None:
    assert "\nprocess_start_time_seconds " in (await visitor.get("/metrics")).text


async def test_the_first_scrape_lets_visitors_in(accounts: Accounts) -> None:
    traffic = Traffic("http://127.0.0.1:1", 0.001, dice(), starts_when_scraped=True)
    shop = build(accounts, Behaviour(dice()), traffic)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=shop), base_url="http://shop"
    ) as client:
        assert not traffic.running
        await client.get("/metrics")
        assert traffic.running
        assert (await client.post("/traffic/stop")).json() == {"running": False}
        await client.get("/metrics")
        assert not traffic.running


def shares(behaviour: Behaviour, age_seconds: float) -> tuple[float, float]:
    """Return the share of slow and of failed checkouts among many."""
    outcomes = [behaviour.outcome(PAGES[0], age_seconds) for _ in range(20_000)]
    slow = sum(outcome.wait_seconds > 0.3 for outcome in outcomes)
    return slow / len(outcomes), sum(outcome.fails for outcome in outcomes) / len(outcomes)


def test_a_round_with_its_episode_stays_inside_the_objectives_but_an_episode_does_not() -> None:
    behaviour = Behaviour(dice())
    calm, episode = shares(behaviour, 0.0), shares(behaviour, EPISODE_EVERY_SECONDS - 1)
    weight = EPISODE_SECONDS / EPISODE_EVERY_SECONDS
    slow, failed = (
        weight * bad + (1 - weight) * good for good, bad in zip(calm, episode, strict=True)
    )
    assert slow < 0.05 < episode[0]
    assert failed < 0.01 < episode[1]


def test_a_slow_shop_breaks_its_latency_objective() -> None:
    slow, _ = shares(Behaviour(dice(), slow=True), 0.0)
    assert slow > 0.5


@pytest.mark.parametrize(("age_seconds", "expected"), [(0, False), (199, False), (200, True)])
def test_an_episode_stands_at_the_end_of_each_round(age_seconds: float, *, expected: bool) -> None:
    assert in_episode(age_seconds) is expected
    assert in_episode(age_seconds + EPISODE_EVERY_SECONDS) is expected


def test_no_answer_of_a_test_fails_by_chance() -> None:
    behaviour = Behaviour(shop_dice(GOOD_LUCK))
    drawn = [behaviour.outcome(PAGES[0], age_seconds=0.0) for _ in range(4_784)]
    assert [at for at, outcome in enumerate(drawn, 1) if outcome.fails] == [4_784]


def test_without_a_seed_no_two_shops_are_alike() -> None:
    assert shop_dice(None).random() != shop_dice(None).random()
