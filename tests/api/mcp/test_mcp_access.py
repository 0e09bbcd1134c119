"""Who may ask over MCP is who may ask over REST, and what is written is recorded alike."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from mcp_types import CallToolResult

from app.api.admission import Access
from app.api.app import mcp_of
from app.api.body_limit import LARGEST_BODY_BYTES
from tests.api.builders import World, healthy
from tests.api.keeping import Keeping, keeping
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, WRONG_TOKEN, bearer
from tests.api.mcp.connecting import ERAS, LEGACY, connected, problem_in, served

pytestmark = pytest.mark.slow

RUN = {"window": "5m"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
PLAIN = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}


@pytest.fixture
async def keyed() -> AsyncIterator[Keeping]:
    world = World(healthy(), access=Access(keys=(READ_KEY, WRITE_KEY)))
    async with keeping(world) as kept:
        yield kept


async def call(
    kept: Keeping,
    tool: str,
    arguments: dict[str, Any],
    mode: str,
    token: str,
) -> CallToolResult:
    async with served(kept) as url, connected(url, mode, **bearer(token)) as agent:
        return await agent.call_tool(tool, arguments)


async def post(kept: Keeping, body: Any, **headers: str) -> httpx2.Response:  # noqa: ANN401  # JSON
    async with served(kept) as url, httpx2.AsyncClient(trust_env=False) as http:
        return await http.post(url, json=body, headers={**PLAIN, **headers})


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("tool", ["list_slos", "check_slos"])
async def test_a_key_that_reads_is_enough_to_read(keyed: Keeping, mode: str, tool: str) -> None:
    assert not (await call(keyed, tool, {}, mode, READ_TOKEN)).is_error


@pytest.mark.parametrize("mode", ERAS)
async def test_a_write_needs_a_key_that_writes_and_is_recorded(
    keyed: Keeping, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "app.audit"):
        problem = problem_in(await call(keyed, "check_slos", RUN, mode, READ_TOKEN))
    assert problem["code"] == "INSUFFICIENT_SCOPE"
    (record,) = [each for each in caplog.records if each.name == "app.audit"]
    assert (record.who, record.route, record.status) == ("dashboard", "/mcp check_slos", 403)  # type: ignore[attr-defined]
    page = (await keyed.world.get("/metrics", **bearer(READ_TOKEN))).text
    assert 'method="POST",outcome="refused",route="/mcp check_slos"} 1.0' in page
    assert 'reason="insufficient_scope"} 1.0' in page


@pytest.mark.parametrize("mode", ERAS)
async def test_a_write_that_cannot_be_carried_out_is_recorded_as_that(
    keyed: Keeping, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "app.audit"):
        # Nothing judges runs in this world.
        problem = problem_in(await call(keyed, "check_slos", RUN, mode, WRITE_TOKEN))
    assert problem["code"] == "NOT_YET_EVALUATED"
    (record,) = [each for each in caplog.records if each.name == "app.audit"]
    assert (record.who, record.status) == ("ci", 503)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "UNAUTHENTICATED"),
        (bearer(WRONG_TOKEN), 401, "UNAUTHENTICATED"),
        ({**bearer(READ_TOKEN), "Host": "evil.example"}, 421, "MISDIRECTED_REQUEST"),
        ({**bearer(READ_TOKEN), "Origin": "https://evil.example"}, 403, "FOREIGN_ORIGIN"),
    ],
)
async def test_who_may_not_ask_is_turned_away_as_over_rest(
    keyed: Keeping, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await post(keyed, PING, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused_as_over_rest(
    kept: Keeping, *, declared: bool
) -> None:
    body = json.dumps({**PING, "params": {"x": "y" * (5 * LARGEST_BODY_BYTES)}}).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(body), 65_536):
            yield body[place : place + 65_536]

    headers = {**PLAIN, "Content-Type": "application/json"}
    async with served(kept) as url, httpx2.AsyncClient(trust_env=False) as http:
        content = body if declared else pieces()
        answer = await http.post(url, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "CONTENT_TOO_LARGE")


async def test_a_session_belongs_to_the_key_that_opened_it(keyed: Keeping) -> None:
    opened: list[str] = []
    async with served(keyed) as url, httpx2.AsyncClient(trust_env=False) as http:
        for token in (READ_TOKEN, WRITE_TOKEN):
            headers = {**PLAIN, **bearer(token)}
            if not opened:
                begun = await http.post(url, json=initialize(), headers=headers)
                opened.append(begun.headers["mcp-session-id"])
            headers["Mcp-Session-Id"] = opened[0]
            answer = await http.post(url, json=PING, headers=headers)
            assert answer.status_code == (200 if token == READ_TOKEN else 404)


def initialize() -> dict[str, Any]:
    client = {"name": "test", "version": "1"}
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}


async def test_requests_are_counted_and_streams_are_not_timed(kept: Keeping) -> None:
    async with served(kept) as url, connected(url, LEGACY) as agent:
        await agent.call_tool("list_slos", {})
        page = (await kept.world.get("/metrics")).text
    posts = [line for line in page.splitlines() if 'route="/mcp"' in line and "POST" in line]
    assert any(not line.endswith(" 0.0") for line in posts if "requests_total" in line)


async def test_before_it_runs_the_face_says_so(kept: Keeping) -> None:
    answer = await kept.world.post("/mcp", PING)
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_YET_EVALUATED")
    assert mcp_of(kept.world.app).route.path == "/mcp"
