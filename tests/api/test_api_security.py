from __future__ import annotations

import pytest

from app.api.security import Access
from tests.api.builders import World, healthy

KEY = "correct-horse"


def world(access: Access | None = None) -> World:
    return World(healthy(), access=access)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "LOCALHOST.", "127.0.0.1:1", "[::1]:8080", "[::1]"]
)
async def test_loopback_names_are_served(host: str) -> None:
    assert (await world().get("/slos", Host=host)).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil@localhost", "localhost:x", "", "[::1", "a/b"],
)
async def test_a_foreign_host_is_misdirected(host: str) -> None:
    answer = await world().get("/slos", Host=host)
    assert (answer.status_code, answer.json()["code"]) == (421, "MISDIRECTED_REQUEST")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_second_host_is_refused() -> None:
    async with world().client() as client:
        headers = [("Host", "localhost"), ("Host", "evil.example")]
        assert (await client.get("/slos", headers=headers)).status_code == 421


async def test_a_configured_host_is_served() -> None:
    access = Access(allowed_hosts=frozenset({"Slo.example"}))
    assert (await world(access).get("/slos", Host="slo.example:8080")).status_code == 200
    assert (await world(access).get("/slos", Host="other.example")).status_code == 421


async def test_a_star_serves_any_host() -> None:
    access = Access(allowed_hosts=frozenset({"*"}))
    assert (await world(access).get("/slos", Host="10.1.2.3:8080")).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:9999", "file://localhost:8080", ""],
)
async def test_a_page_of_a_foreign_origin_may_not_ask(origin: str) -> None:
    answer = await world().get("/slo/check", Origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_ORIGIN")


@pytest.mark.parametrize("origin", ["http://localhost:8080", "https://ui.example"])
async def test_own_and_configured_origins_may_ask(origin: str) -> None:
    access = Access(allowed_origins=frozenset({"https://ui.example/"}))
    assert (await world(access).get("/slo/check", Origin=origin)).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", f"Basic {KEY}", KEY, f"Bearer {KEY}x"]
)
@pytest.mark.parametrize("path", ["/slos", "/metrics", "/openapi.json", "/docs", "/nothing"])
async def test_without_a_key_nothing_is_told(path: str, authorization: str) -> None:
    access = Access(keys=frozenset({KEY, "another"}))
    answer = await world(access).get(path, Authorization=authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("authorization", [f"Bearer {KEY}", f"bearer  {KEY}"])
async def test_with_a_key_the_service_answers(authorization: str) -> None:
    access = Access(keys=frozenset({KEY, "another"}))
    answer = await world(access).get("/slos", Authorization=authorization)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_probes_need_neither_key_nor_name(path: str) -> None:
    access = Access(keys=frozenset({KEY}))
    assert (await world(access).get(path, Host="10.0.0.7:8080")).status_code == 200


def test_keys_are_never_shown() -> None:
    assert KEY not in repr(Access(keys=frozenset({KEY})))
