"""The alerts of which Alertmanagers are told: those that fire, and those that ended lately.

It is read from the store once, and then follows the steps that are published: a storm of alerts
is not read again in every one. Refuses to know who was told what.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.notify.labels import identity_labels
from app.notify.ports import Clock, EndedAlerts, OpenAlerts
from app.slo.alert import Alert, AlertState, Key, Transition


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert with the end that it found, if it did; ``id`` is the alert's."""

    id: str
    alert: Alert
    ended: Transition | None = None

    @property
    def ended_at(self) -> int | None:
        """The step in which it ended, ``None`` while it fires."""
        return None if self.ended is None else self.ended.at

    @property
    def state(self) -> AlertState:
        """Whether it fires or is over."""
        return AlertState.FIRING if self.ended is None else AlertState.RESOLVED


class Register:
    """Keeps the episodes by the id of their alert.

    Whatever order changes arrive in: of an alert that ended it is never again said that it fires.
    """

    def __init__(
        self, open_alerts: OpenAlerts, ended: EndedAlerts, clock: Clock, kept_seconds: float
    ) -> None:
        self._open_alerts = open_alerts
        self._ended = ended
        self._clock = clock
        self._kept = kept_seconds
        self._episodes: dict[str, Episode] = {}
        self._is_read = False
        self._reading = asyncio.Lock()

    async def read(self) -> None:
        """Read the store, unless that was done.

        Raises:
            StoreError: it cannot be read.
        """
        async with self._reading:
            if self._is_read:
                return
            since = self._clock() - self._kept
            fires = await self._open_alerts.open_alerts()
            self.take(await self._ended.ended_since(since))
            self.take(Transition.fired(one.alert) for one in fires)
            self._is_read = True

    def take(self, transitions: Iterable[Transition]) -> None:
        """Follow a step that was stored."""
        for one in transitions:
            alert_id = one.alert.id
            if one.state is AlertState.RESOLVED:
                self._episodes[alert_id] = Episode(alert_id, one.alert, one)
            else:
                self._episodes.setdefault(alert_id, Episode(alert_id, one.alert))

    def forget(self) -> None:
        """Start anew at the next reading: meanwhile another process leads."""
        self._episodes.clear()
        self._is_read = False

    def episodes(self) -> Sequence[Episode]:
        """List what is to be told now, one episode for each set of labels: the newest.

        To an Alertmanager the end of an older one would be the end of the newer.
        """
        oldest = self._clock() - self._kept
        for alert_id, one in list(self._episodes.items()):
            if one.ended_at is not None and one.ended_at < oldest:
                del self._episodes[alert_id]
        by_key: dict[Key, list[Episode]] = {}
        for one in sorted(self._episodes.values(), key=lambda one: one.alert.started_at):
            of_key = by_key.setdefault(one.alert.subject.key, [])
            if of_key:  # only these may have the same labels; mostly there are none
                labels = identity_labels(one.alert)
                of_key[:] = [other for other in of_key if identity_labels(other.alert) != labels]
            of_key.append(one)
        return [one for of_key in by_key.values() for one in of_key]
