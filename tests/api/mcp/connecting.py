"""Agents that talk to a world: in memory, and over a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from app.api.app import mcp_of
from tests.api.builders import World
from tests.api.keeping import Keeping

LEGACY, MODERN = "legacy", "2026-07-28"
ERAS = (LEGACY, MODERN)
PATIENCE_SECONDS = 10.0


def in_memory(world: World, mode: str = MODERN) -> Client:
    """Talk to a world's face without HTTP; nobody is known to ask, so nothing can be written."""
    return Client(mcp_of(world.app).server(), mode=mode)


@asynccontextmanager
async def served(kept: Keeping) -> AsyncIterator[str]:
    """Serve a world on a loopback port; gives the address of its MCP face."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        kept.world.app, log_config=None, access_log=False, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    face = mcp_of(kept.world.app)
    async with face.running(kept.world.book.listen, kept.news.closed):
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not server.started:  # noqa: ASYNC110  # uvicorn says so in a flag
                    await asyncio.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        finally:
            kept.news.close()
            server.should_exit = True
            await serving


@asynccontextmanager
async def connected(url: str, mode: str, **headers: str) -> AsyncIterator[Client]:
    """Talk to a face over HTTP."""
    async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def text_of(result: CallToolResult, place: int = 0) -> str:
    """Give a text of an answer; it begins with a sentence."""
    found = result.content[place]
    assert isinstance(found, TextContent)
    return found.text


def problem_in(result: CallToolResult) -> dict[str, Any]:
    """Give the problem that a call was answered with."""
    assert result.is_error
    assert result.meta is not None
    found: dict[str, Any] = result.meta["slo-monitor/problem"]
    assert text_of(result).startswith(f"{found['code']}: ")
    return found
