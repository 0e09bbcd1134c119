"""Subscriptions of sessions, as before 2026-07-28: by resource, told on the GET stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from mcp.server import ServerRequestContext
from mcp.server.connection import Connection
from mcp.server.session import ServerSession
from mcp.server.subscriptions import ResourceUpdated, ServerEvent
from mcp_types import EmptyResult

from app.api.mcp.changes import Changes

_KEY = "slo-monitor/subscription"

Context = ServerRequestContext[Any, Any]


class SessionSubscriptions:
    """What each session is subscribed to."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def subscribe(self, context: Context, address: str) -> EmptyResult:
        """Tell a session when an SLO changes, until it ends.

        Raises:
            TooManyListeners: as many are watched, or subscribed, as may be.
        """
        connection = _connection_of(context)
        subscription = connection.state.get(_KEY)
        if subscription is None:
            self._changes.admit()
            subscription = _Subscription(self._changes, context.session)
            subscription.add(address)
            connection.state[_KEY] = subscription
            connection.exit_stack.callback(subscription.close)
        else:
            subscription.add(address)
        return EmptyResult()

    async def unsubscribe(self, context: Context, address: str) -> EmptyResult:
        """Tell a session no more of an SLO."""
        subscription = _connection_of(context).state.get(_KEY)
        if subscription is not None:
            subscription.remove(address)
        return EmptyResult()


class _Subscription:
    """One session's. What is not sent yet is kept once for each SLO."""

    def __init__(self, changes: Changes, session: ServerSession) -> None:
        self._changes = changes
        self._session = session
        self._addresses: set[str] = set()
        self._unsent: dict[str, None] = {}
        self._woken = asyncio.Event()
        self._unsubscribe: Callable[[], None] | None = None
        self._sending: asyncio.Task[None] | None = None

    def add(self, address: str) -> None:
        if address in self._addresses:
            return
        self._changes.watch([address])
        self._addresses.add(address)
        if self._sending is None:
            self._unsubscribe = self._changes.subscribe(self._hear)
            self._sending = asyncio.create_task(self._send())

    def remove(self, address: str) -> None:
        if address in self._addresses:
            self._addresses.discard(address)
            self._unsent.pop(address, None)
            self._changes.forget([address])

    def close(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._sending is not None:
            self._sending.cancel()
        for address in [*self._addresses]:
            self.remove(address)

    def _hear(self, event: ServerEvent) -> None:
        if isinstance(event, ResourceUpdated) and event.uri in self._addresses:
            self._unsent[event.uri] = None
            self._woken.set()

    async def _send(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._unsent:
                address = next(iter(self._unsent))
                del self._unsent[address]
                await self._session.send_resource_updated(address)


def _connection_of(context: Context) -> Connection:
    # There is no public way from a request to its connection in mcp 2.3; what it holds is public.
    return context.session._connection  # noqa: SLF001
