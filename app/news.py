"""Tells whoever listens what happens, once it is stored.

What happened lately is read and written out once, and held for all listeners, who come for it
themselves: one that is slow makes nothing grow. Whoever is further behind reads from the store.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from app.monitor.book import Book
from app.slo.errors import StoreError, TooManyListeners
from app.slo.kept import Event, EventKind, Stored

MOST_LISTENERS = 100
RETRY_AFTER_SECONDS = 30.0

POLL_SECONDS = 5.0
"""So often the store is looked at besides: another replica may have written."""

MOST_HELD = 1000
MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


class Events(Protocol):
    """What happened, as it is stored."""

    async def after(self, event_id: int, limit: int) -> Sequence[Event]:
        """Read the first events after one, at most ``limit``."""
        ...

    async def stored(self) -> Stored | None:
        """Say which are kept; ``None`` if nothing ever happened."""
        ...


class Told(NamedTuple):
    """An event as listeners are told of it."""

    id: int
    event: Event
    text: bytes

    @property
    def kind(self) -> EventKind:
        """What happened."""
        return self.event.kind


class Place(NamedTuple):
    """After which event a listener goes on; ``is_reset`` says that others before it are missed."""

    event_id: int
    is_reset: bool


class News:
    """What happened, for listeners on one event loop; ``write`` puts an event into their words."""

    def __init__(
        self,
        events: Events,
        write: Callable[[Event], bytes],
        most_listeners: int = MOST_LISTENERS,
    ) -> None:
        self._events = events
        self._write = write
        self._most_listeners = most_listeners
        self._held: list[Told] = []  # all of them after _held_after
        self._held_after = 0
        self._listeners = 0
        self._woken = asyncio.Event()
        self._came = asyncio.Event()
        self.closed = asyncio.Event()

    async def run(self, book: Book) -> None:
        """Look at the store whenever a snapshot was published, and now and then."""
        book.listen(lambda _snapshot: self._woken.set())
        while not self.closed.is_set():
            self._woken.clear()
            await self._look()
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def open(self) -> None:
        """Begin with what happens from now on.

        Raises:
            StoreError: what happened cannot be read.
        """
        stored = await self._events.stored()
        self._held_after = 0 if stored is None else stored.newest

    def wake(self) -> None:
        """Look at the store soon: something was stored beside the steps."""
        self._woken.set()

    def close(self) -> None:
        """Send every listener home."""
        self.closed.set()
        self._woken.set()
        self._came.set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be one of the listeners.

        Raises:
            TooManyListeners: there are as many as there may be.
        """
        if self._listeners >= self._most_listeners:
            raise TooManyListeners(self._most_listeners, RETRY_AFTER_SECONDS)
        self._listeners += 1
        try:
            yield
        finally:
            self._listeners -= 1

    async def place_after(self, event_id: int | None) -> Place:
        """Find where to go on after an event (``None``: with what happens from now on).

        Raises:
            StoreError: what happened cannot be read.
        """
        if event_id is None:
            return Place(self._newest, is_reset=False)
        stored = await self._events.stored() or Stored(1, 0)
        if stored.oldest - 1 <= event_id <= stored.newest:
            return Place(event_id, is_reset=False)
        return Place(stored.newest, is_reset=True)

    async def after(self, event_id: int, within_seconds: float) -> Sequence[Told]:
        """Wait for what happens after an event; nothing if nothing happens within the time.

        Nothing, too, once it is closed.

        Raises:
            StoreError: what happened cannot be read.
        """
        try:
            async with asyncio.timeout(within_seconds):
                while True:
                    came = self._came
                    found = await self._found(event_id)
                    if found or self.closed.is_set():
                        return found
                    await came.wait()
        except TimeoutError:
            return ()

    @property
    def _newest(self) -> int:
        return self._held[-1].id if self._held else self._held_after

    async def _found(self, event_id: int) -> Sequence[Told]:
        if event_id < self._held_after:
            return await self._read(event_id)
        first = bisect_right(self._held, event_id, key=lambda told: told.id)
        return self._held[first : first + MOST_AT_ONCE]

    async def _look(self) -> None:
        try:
            while found := await self._read(self._newest):
                self._hold(found)
        except StoreError as error:
            log.warning("listeners are not told what happens: %s", error)
        except Exception:  # the job's boundary: the next step tries again
            log.exception("listeners are not told what happens")

    async def _read(self, event_id: int) -> Sequence[Told]:
        found = await self._events.after(event_id, MOST_AT_ONCE)
        return [Told(event.id, event, self._write(event)) for event in found]

    def _hold(self, found: Sequence[Told]) -> None:
        held = [*self._held, *found]
        if len(held) > MOST_HELD:
            self._held_after = held[-MOST_HELD - 1].id
        self._held = held[-MOST_HELD:]
        self._came.set()
        self._came = asyncio.Event()
