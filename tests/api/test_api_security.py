from __future__ import annotations

import httpx
import pytest

from app.api.admission import Access
from tests.api.builders import World, healthy
from tests.api.keyring import (
    READ_KEY,
    READ_TOKEN,
    UNKNOWN_TOKEN,
    WRITE_KEY,
    WRITE_TOKEN,
    WRONG_TOKEN,
)


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


async def test_an_origin_that_anybody_has_cannot_be_allowed() -> None:
    access = Access(allowed_origins=frozenset({"null"}))
    assert (await world(access).get("/slo/check", Origin="null")).status_code == 403


UI = "https://ui.example"
FOR_PAGES = Access(keys=(READ_KEY, WRITE_KEY), allowed_origins=frozenset({f"{UI}/", "null"}))
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


async def preflight(origin: str, access: Access) -> httpx.Response:
    async with world(access).client() as client:
        return await client.options("/slo/check", headers={"Origin": origin, **PREFLIGHT})


async def test_a_browser_is_told_what_a_page_of_an_allowed_origin_may_send() -> None:
    answer = await preflight(UI, FOR_PAGES)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == UI
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {each.strip() for each in answer.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "idempotency-key"} <= allowed
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("token", [READ_TOKEN, WRONG_TOKEN])
async def test_a_page_of_an_allowed_origin_reads_what_it_is_answered(token: str) -> None:
    bearer = f"Bearer {token}"
    answer = await world(FOR_PAGES).get("/slo/check", Origin=UI, Authorization=bearer)
    assert answer.headers["access-control-allow-origin"] == UI
    assert "Retry-After" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_to_pages_of_other_origins_nothing_is_granted(origin: str) -> None:
    asked = await preflight(origin, FOR_PAGES)
    answered = await world(FOR_PAGES).get("/slo/check", Origin=origin)
    assert (asked.status_code, answered.status_code) == (400, 403)
    for answer in (asked, answered):
        assert "access-control-allow-origin" not in answer.headers


async def test_without_allowed_origins_nothing_is_granted() -> None:
    assert (await preflight(UI, WITH_KEYS)).status_code == 403
    own = await world().get("/slo/check", Origin="http://localhost:8080")
    assert not [name for name in own.headers if name.startswith("access-control")]


WITH_KEYS = Access(keys=(READ_KEY, WRITE_KEY))
ENTRY = str(READ_KEY)
SPLICED = READ_TOKEN[:13] + WRITE_TOKEN[13:-1] + "1"


@pytest.mark.parametrize("path", ["/slos", "/metrics", "/openapi.json", "/docs", "/nothing"])
@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer  ", f"Basic {READ_TOKEN}", READ_TOKEN]
)
async def test_without_a_key_nothing_is_told(path: str, authorization: str) -> None:
    answer = await world(WITH_KEYS).get(path, Authorization=authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="slo-monitor"'


@pytest.mark.parametrize(
    "wrong",
    [
        *(WRONG_TOKEN, UNKNOWN_TOKEN, SPLICED, ENTRY, READ_KEY.digest.hex(), "x", "\xe9"),
        *(f"{READ_TOKEN}x", f"{READ_TOKEN} {READ_TOKEN}", READ_TOKEN.upper(), READ_TOKEN[:-1]),
    ],
)
async def test_a_wrong_key_is_told_to_be_one(wrong: str) -> None:
    async with world(WITH_KEYS).client() as client:
        headers = {b"Authorization": f"Bearer {wrong}".encode("latin-1")}
        answer = await client.get("/slos", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="slo-monitor", error="invalid_token"'
    assert wrong not in answer.text


@pytest.mark.parametrize("token", [READ_TOKEN, WRITE_TOKEN])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer "])
async def test_with_a_key_the_service_answers(token: str, scheme: str) -> None:
    answer = await world(WITH_KEYS).get("/slos", Authorization=f"{scheme} {token}")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_probes_need_neither_key_nor_name(path: str) -> None:
    assert (await world(WITH_KEYS).get(path, Host="10.0.0.7:8080")).status_code == 200


async def test_only_a_probe_is_let_through_to_a_probes_path() -> None:
    async with world(WITH_KEYS).client() as client:
        assert (await client.post("/livez")).status_code == 401
