"""The TypeScript SDK in a real browser: a page of another origin that the service allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.shop.behaviour import PAGES
from tests.sdk.browser import Page, page
from tests.sdk.served import Served, served
from tests.sdk.slow_shop import DEFINITIONS, SLOW

pytestmark = pytest.mark.e2e

SHOWN = 2 + len(PAGES)
"""Two SLOs that are whole, and one that has a group for each page once a scrape has shown it."""


@pytest.fixture(scope="module")
def allowed() -> Iterator[Page]:
    with page() as opened:
        yield opened


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, allowed: Page) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    settings = {"SLO_MONITOR_ALLOWED_ORIGINS": allowed.origin, "SLO_MONITOR_STEP": "1s"}
    with served(folder, DEFINITIONS, **settings) as shop:
        shop.demo.wait_until(lambda: len(slos(shop)) == SHOWN)
        yield shop


def slos(shop: Served) -> list[str]:
    return [slo["id"] for slo in shop.get("/slos")["slos"]]


def told(shop: Served, opened: Page, profile: Path) -> dict[str, object]:
    asked = {"url": shop.demo.settings.service_url, "token": shop.token, "slo": SLOW}
    answer: dict[str, object] = opened.open(asked, profile)
    return answer


def test_a_page_of_an_allowed_origin_uses_every_kind_of_call(
    shop: Served, allowed: Page, tmp_path: Path
) -> None:
    answer = told(shop, allowed, tmp_path / "profile")
    assert answer == {
        "slos": slos(shop),
        "verdict": "BUDGET",
        "note": "1.42",
        "events": ["SNAPSHOT_PUBLISHED", "SNAPSHOT_PUBLISHED"],
        "unknown": {"kind": "NOT_FOUND", "code": "UNKNOWN_SLO", "status": 404},
        "stranger": {"kind": "UNAUTHENTICATED", "code": "UNAUTHENTICATED", "status": 401},
    }


def test_a_page_of_another_origin_is_told_nothing(shop: Served, tmp_path: Path) -> None:
    nothing = {"kind": "UNREACHABLE", "code": None, "status": None}
    with page() as foreign:
        answer = told(shop, foreign, tmp_path / "profile")
    assert answer.pop("events") == {**nothing, "kind": "TIMEOUT"}
    assert answer == dict.fromkeys(answer, nothing)
