"""Tells subscribers that an SLO has changed, once for each evaluation that changed it.

Only the SLOs that somebody watches are looked at. A listener is told at once and never waited for;
where what it is told is kept for it, is its own affair, and bounded.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace

from mcp.server.subscriptions import ResourcesListChanged, ResourceUpdated, ServerEvent

from app.api.aside import made
from app.api.mcp.addresses import address_of, id_at
from app.service import Service
from app.slo.errors import NotYetEvaluated, TooManyListeners
from app.slo.roll import Roll
from app.slo.snapshot import Latency, Snapshot, Status

MOST_SUBSCRIBERS = 100
MOST_WATCHED = 1000
"""So many SLOs can be watched in all; the thousand and first is worth no evaluation's time."""

RETRY_AFTER_SECONDS = 30.0

Listener = Callable[[ServerEvent], None]


class Changes:
    """What is watched, who listens, and what is known of each SLO that is watched."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._listeners: dict[object, Listener] = {}
        self._watched: Counter[str] = Counter()
        self._known: dict[str, Status | None] = {}
        self._roll: Roll | None = None
        self._woken = asyncio.Event()

    def published(self, _snapshot: Snapshot) -> None:
        """Look soon at what a snapshot has changed."""
        self._woken.set()

    async def run(self) -> None:
        """Tell what changes, until it is cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._listeners:
                for event in await self._look():
                    await self.publish(event)

    def admit(self) -> None:
        """Let another listener come.

        Raises:
            TooManyListeners: there are as many as may be.
        """
        if len(self._listeners) >= MOST_SUBSCRIBERS:
            raise TooManyListeners(MOST_SUBSCRIBERS, RETRY_AFTER_SECONDS)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Let a listener hear of every change; what is returned ends that."""
        if not self._listeners:
            snapshot = self._snapshot()
            self._roll = None if snapshot is None else snapshot.roll
        token = object()
        self._listeners[token] = listener

        def unsubscribe() -> None:
            self._listeners.pop(token, None)

        return unsubscribe

    async def publish(self, event: ServerEvent) -> None:
        """Tell every listener."""
        for listener in [*self._listeners.values()]:
            listener(event)

    def watch(self, addresses: Sequence[str]) -> None:
        """Watch SLOs; an address of none is watched in vain.

        Raises:
            TooManyListeners: as many are watched as may be.
        """
        ids = [slo_id for slo_id in map(id_at, addresses) if slo_id is not None]
        if len(self._watched.keys() | set(ids)) > MOST_WATCHED:
            raise TooManyListeners(MOST_WATCHED, RETRY_AFTER_SECONDS)
        snapshot = self._snapshot()
        for slo_id in ids:
            if slo_id not in self._watched:
                self._known[slo_id] = _without_times(snapshot, slo_id)
        self._watched.update(ids)

    def forget(self, addresses: Sequence[str]) -> None:
        """Watch SLOs no more, unless somebody else does."""
        for slo_id in map(id_at, addresses):
            if slo_id is None:
                continue
            self._watched[slo_id] -= 1
            if self._watched[slo_id] <= 0:
                del self._watched[slo_id]
                self._known.pop(slo_id, None)

    @property
    def watched(self) -> AbstractSet[str]:
        """The ids of the SLOs that are watched."""
        return self._watched.keys()

    @contextmanager
    def watching(self, addresses: Sequence[str]) -> Iterator[None]:
        """Watch SLOs for as long as the context lasts.

        Raises:
            TooManyListeners: as many are watched as may be.
        """
        self.watch(addresses)
        try:
            yield
        finally:
            self.forget(addresses)

    async def _look(self) -> list[ServerEvent]:
        snapshot = self._snapshot()
        if snapshot is None:
            return []
        events = list[ServerEvent]()
        if snapshot.roll is not self._roll:
            if self._roll is not None and snapshot.roll.places.keys() != self._roll.places.keys():
                events.append(ResourcesListChanged())
            self._roll = snapshot.roll
        ids = [*self._known]
        now = await made(lambda: [_without_times(snapshot, each) for each in ids], len(ids))
        for slo_id, status in zip(ids, now, strict=True):
            if slo_id in self._known and status != self._known[slo_id]:
                self._known[slo_id] = status
                events.append(ResourceUpdated(address_of(slo_id)))
        return events

    def _snapshot(self) -> Snapshot | None:
        try:
            return self._service.snapshot()
        except NotYetEvaluated:
            return None


def _without_times(snapshot: Snapshot | None, slo_id: str) -> Status | None:
    """Give what is said of an SLO but for the times, which change with every evaluation."""
    status = None if snapshot is None else snapshot.get(slo_id)
    if status is None:
        return None
    latency = status.latency
    return replace(
        status,
        start=0.0,
        end=0.0,
        evaluated_at=0.0,
        data_until=None,
        newest_sample=None,
        latency=None
        if latency is None
        else Latency(latency.window_seconds, 0.0, latency.quantiles),
    )
