"""Speaks one Alertmanager's API, version 2: posts alerts, and reads what is silenced.

Source: https://github.com/prometheus/alertmanager, ``api/v2/openapi.yaml``. Refuses to know when
something is told, and what became of it before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.notify.caller import Caller, Reply, Unreached
from app.notify.labels import identity_labels, said_of
from app.notify.register import Episode
from app.slo.instant import instant
from app.slo.notice import Pace

BATCH = 256

_LIFETIMES = 4
_SHOWN_CHARACTERS = 300
_TOO_MUCH_OR_WRONG = frozenset({400, 413, 422})
_SILENCED = "/api/v2/alerts?active=false&unprocessed=false&filter=slo_id%3D~%22.%2B%22"

Json = dict[str, Any]


class Refused(Exception):
    """Something in a batch cannot be taken; the text is what the Alertmanager says about it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes alerts as Alertmanager takes them.

    While an alert fires, its end is said to be ``lifetime_seconds`` ahead: if nothing is heard
    from here for so long, it is taken to be over.
    """

    lifetime_seconds: float
    external_url: str | None = None

    @staticmethod
    def at_pace(pace: Pace, step_seconds: int, external_url: str | None) -> Writer:
        """Let an alert outlive three notices that were missed, as Prometheus does."""
        return Writer(_LIFETIMES * max(step_seconds, pace.resend_seconds), external_url)

    def alert(self, episode: Episode, now: float) -> Json:
        """Write one alert at ``now`` (Unix seconds)."""
        ends_at = now + self.lifetime_seconds if episode.ended_at is None else episode.ended_at
        said = said_of(episode.alert, episode.ended, self.external_url)
        written = {
            "labels": dict(identity_labels(episode.alert)),
            "annotations": dict(said),
            "startsAt": instant(episode.alert.started_at),
            "endsAt": instant(ends_at),
        }
        return written | ({"generatorURL": said["status_url"]} if "status_url" in said else {})


class Alertmanager:
    """One instance, which may be one of several that know each other."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @property
    def name(self) -> str:
        """What it may be called in logs and metrics."""
        return self._caller.address.name

    async def post(self, alerts: Sequence[Json]) -> None:
        """Tell it of alerts.

        Raises:
            Refused: one of them at least is not taken; the others may have been.
            Unreached: it did not answer, or not as an Alertmanager does.
        """
        reply = await self._caller.send("POST", "/api/v2/alerts", orjson.dumps(alerts))
        if reply.status in _TOO_MUCH_OR_WRONG:
            raise Refused(f"it answered {reply.status}: {self._shown(reply)}")
        self._expect_success(reply)

    async def silenced(self) -> Sequence[tuple[Mapping[str, str], Sequence[str]]]:
        """Read which of our alerts are silenced: their labels, and the ids of the silences.

        Raises:
            Unreached: it did not answer, or not as an Alertmanager does.
        """
        found = await self._read(_SILENCED)
        return [(one["labels"], one["status"]["silencedBy"]) for one in found]

    async def silences(self) -> Iterable[Json]:
        """Read every silence, those that are over included.

        Raises:
            Unreached: it did not answer, or not as an Alertmanager does.
        """
        return await self._read("/api/v2/silences")

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()

    async def _read(self, path: str) -> list[Json]:
        reply = await self._caller.send("GET", path)
        self._expect_success(reply)
        try:
            found = orjson.loads(reply.body)
        except orjson.JSONDecodeError:
            raise Unreached("the answer is no JSON") from None
        if not isinstance(found, list):
            raise Unreached("the answer is no list")
        return found

    def _expect_success(self, reply: Reply) -> None:
        if not reply.is_success:
            raise Unreached(f"it answered {reply.status}: {self._shown(reply)}")

    def _shown(self, reply: Reply) -> str:
        """Quote an answer; a proxy's may repeat the credentials that it did not like."""
        text = reply.body.decode(errors="replace")
        address = self._caller.address
        for secret in (address.bearer_token, address.password):
            text = text.replace(secret, "***") if secret else text
        return " ".join(text[:_SHOWN_CHARACTERS].split()) or "nothing"
