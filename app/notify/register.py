"""The alerts of which Alertmanagers are told: those that fire, and those that ended lately.

It is read from the store once, and then follows the steps that are published: a storm of alerts
is not read again in every one. Refuses to know who was told what.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.notify.labels import Labels, identity_labels
from app.notify.ports import Clock, EndedAlerts, OpenAlerts
from app.slo.alert import Alert, AlertState, Transition


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert with the end that it found, if it did; ``labels`` are what tells it apart."""

    alert: Alert
    ended: Transition | None
    labels: Labels

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
            known = self._episodes.get(one.alert.id)
            if one.state is AlertState.RESOLVED:
                labels = known.labels if known else identity_labels(one.alert)
                self._episodes[one.alert.id] = Episode(one.alert, one, labels)
            elif known is None:
                self._episodes[one.alert.id] = Episode(one.alert, None, identity_labels(one.alert))

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
        in_order = sorted(self._episodes.values(), key=lambda one: one.alert.started_at)
        return list({tuple(one.labels.items()): one for one in in_order}.values())
