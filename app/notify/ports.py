"""What telling needs from outside: the alerts as they are stored, and what was delivered of them.

``app/main.py`` names the classes that fill these places.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from app.slo.alert import OpenAlert, Transition
from app.slo.delivery import Attempt, Backlog, Delivery

Clock = Callable[[], float]
"""Tells the time in Unix seconds."""

OnTold = Callable[[str, str, str, int], None]
"""Told after each attempt: the receiver's kind and name, the outcome, and of how many alerts.

Kinds are ``alertmanager`` and ``webhook``; outcomes are ``delivered``, ``failed`` (it is tried
again) and ``rejected`` (it is not, or only in case the receiver changes its mind)."""

OnBacklog = Callable[[Sequence[Backlog]], None]
"""Told regularly what webhooks wait for."""


class OpenAlerts(Protocol):
    """The alerts that fire, as they are stored."""

    async def open_alerts(self) -> Sequence[OpenAlert]:
        """Read the alerts that fired when the last step was stored.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...


class EndedAlerts(Protocol):
    """The alerts that are over, as they are stored."""

    async def ended_since(self, at: float) -> Sequence[Transition]:
        """Read the ends of alerts after ``at`` (Unix seconds), oldest first.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...


class Deliveries(EndedAlerts, Protocol):
    """What receivers are still to be told. Every method may raise a ``StoreError``."""

    async def due(self, receiver: str, now: float, limit: int) -> Sequence[Delivery]:
        """Read what a receiver is to be told next: of each alert the oldest that is pending.

        Those that are due at ``now`` come first, in the order in which they happened, then the
        others in the order in which they become due.
        """
        ...

    async def settle(self, receiver: str, attempts: Sequence[Attempt]) -> None:
        """Take down how attempts went; what is no longer pending is left as it is."""
        ...

    async def give_up(self, receivers: Collection[str]) -> Mapping[str, int]:
        """Give up what all other receivers wait for; say how many each of them waited for."""
        ...

    async def backlogs(self) -> Sequence[Backlog]:
        """Count by receiver what is pending and what is dead."""
        ...
