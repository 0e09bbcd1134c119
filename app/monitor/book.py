"""The current snapshot: written by the cycle, read by every face, on one event loop."""

from __future__ import annotations

from collections.abc import Callable

from app.slo.snapshot import Snapshot

OnPublish = Callable[[Snapshot], None]
"""Told of each snapshot that becomes the current one; it must be quick, and raise nothing."""


class Book:
    """Holds what was published last, and what a person should know about its making."""

    def __init__(self) -> None:
        self._current: Snapshot | None = None
        self._expired: Snapshot | None = None
        self._notices: dict[str, str] = {}
        self._listeners: list[OnPublish] = []

    @property
    def current(self) -> Snapshot | None:
        """The snapshot that was published last, ``None`` before the first."""
        return self._current

    def publish(self, snapshot: Snapshot) -> None:
        """Make a snapshot the current one; one that is older than the current is ignored."""
        if self._current is None or snapshot.generation >= self._current.generation:
            self._current = snapshot
            self._expired = None
            for listener in self._listeners:
                listener(snapshot)

    def listen(self, listener: OnPublish) -> None:
        """Let somebody be told of every snapshot from now on."""
        self._listeners.append(listener)

    def expired(self, snapshot: Snapshot, message: str) -> Snapshot:
        """Return the expired form of the current snapshot, made once."""
        if self._expired is None or self._expired.generation != snapshot.generation:
            self._expired = snapshot.expired(message)
        return self._expired

    def note(self, topic: str, sentence: str | None) -> None:
        """Set or (with ``None``) withdraw what is to be said of a topic."""
        if sentence is None:
            self._notices.pop(topic, None)
        else:
            self._notices[topic] = sentence

    def notices(self) -> tuple[str, ...]:
        """List what a person should know, in the order in which it came up."""
        return tuple(self._notices.values())
