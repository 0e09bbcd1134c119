"""Which alerts Alertmanagers keep silent about, for whoever looks at the alerts here.

Silences are made and ended there; they change nothing about the alerts and what is told of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.notify.alertmanager import Alertmanager
from app.notify.caller import Unreached
from app.notify.ports import Clock
from app.slo.alert import Alert, Key
from app.slo.silence import Silence

READ_EACH_SECONDS = 60.0

log = logging.getLogger(__name__)


class SilenceReader:
    """Reads one instance's silences; what it said last counts for as long as it is away."""

    leads_only = False

    def __init__(self, alertmanager: Alertmanager) -> None:
        self._alertmanager = alertmanager
        self._is_away = False
        self.by_alert: Mapping[Key, Sequence[Silence]] = {}

    async def round(self) -> float:
        """Read them anew."""
        try:
            self.by_alert = await self._read()
            self._is_away = False
        except (Unreached, LookupError, TypeError, ValueError) as error:
            if not self._is_away:
                name = self._alertmanager.name
                log.warning("the silences of Alertmanager %s cannot be read: %s", name, error)
            self._is_away = True
        return READ_EACH_SECONDS

    def pause(self) -> None:
        """Go on: whoever serves shows silences, whoever tells."""

    async def close(self) -> None:
        """Close the connections."""
        await self._alertmanager.close()

    async def _read(self) -> Mapping[Key, Sequence[Silence]]:
        silenced = await self._alertmanager.silenced()
        if not any(ids for _, ids in silenced):
            return {}
        known = {one["id"]: _silence(one) for one in await self._alertmanager.silences()}
        return {
            (labels.get("slo_id", ""), labels.get("tier", "")): [
                known[name] for name in ids if name in known
            ]
            for labels, ids in silenced
        }


class Silences:
    """The silences of all instances; those that know each other say the same."""

    def __init__(self, readers: Sequence[SilenceReader], clock: Clock = time.time) -> None:
        self.readers = readers
        self._clock = clock

    def silenced_by(self, alert: Alert) -> Sequence[Silence]:
        """List what silences an alert now, by end."""
        now, key = self._clock(), alert.subject.key
        found = {
            one.id: one
            for reader in self.readers
            for one in reader.by_alert.get(key, ())
            if one.ends_at > now
        }
        return sorted(found.values(), key=lambda one: (one.ends_at, one.id))


def _silence(read: Mapping[str, Any]) -> Silence:
    return Silence(
        id=read["id"],
        comment=read["comment"],
        created_by=read["createdBy"],
        ends_at=datetime.fromisoformat(read["endsAt"]).timestamp(),
    )
