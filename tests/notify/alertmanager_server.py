"""A real Alertmanager for tests, alone or as one of a cluster.

It groups nothing and waits for little, so that a notification goes out within a second or two.
Refuses to know what it is told.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.prometheus.loopback import PLAIN, LoopbackServer, free_port, require

_NAMES = ("prometheus-alertmanager", "alertmanager")
_CONFIG = """\
route:
  {{receiver: test, group_by: ['...'], group_wait: 300ms, group_interval: 2s, repeat_interval: 1h}}
receivers: [{{name: test, webhook_configs: [{{url: '{url}', send_resolved: true}}]}}]
"""
_FLAGS = (
    "--cluster.peer-timeout=500ms",
    "--cluster.gossip-interval=50ms",
    "--cluster.pushpull-interval=500ms",
    "--cluster.settle-timeout=10s",
)


def require_alertmanager() -> None:
    """Skip the test where there is no Alertmanager; in CI that is a failure."""
    require(_program())


def _program() -> str:
    return next((name for name in _NAMES if shutil.which(name)), _NAMES[0])


class AlertmanagerServer(LoopbackServer):
    """One Alertmanager that notifies ``receiver``, alone or in a cluster with ``peer``."""

    ready_path = "/-/ready"

    def __init__(self, folder: Path, receiver: str, peer: AlertmanagerServer | None = None) -> None:
        super().__init__(folder)
        self.gossip_port = free_port()
        self._peer = peer
        self._config = folder / "alertmanager.yml"
        self._config.write_text(_CONFIG.format(url=receiver))

    def command(self) -> Sequence[str]:
        """Give the command; nothing listens beyond loopback."""
        other = self._peer and f"--cluster.peer=127.0.0.1:{self._peer.gossip_port}"
        return (
            _program(),
            f"--config.file={self._config}",
            f"--storage.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            f"--cluster.listen-address=127.0.0.1:{self.gossip_port}",
            f"--cluster.advertise-address=127.0.0.1:{self.gossip_port}",
            *_FLAGS,
            *([other] if other else []),
        )

    def knows(self, peers: int) -> bool:
        """Whether it has found so many of its cluster, itself included, and begun to notify."""
        found = self._get("/api/v2/status").json()["cluster"]
        return bool(found["status"] == "ready" and len(found["peers"]) == peers)

    def alerts(self) -> list[Any]:
        """The alerts that it believes to fire."""
        found: list[Any] = self._get("/api/v2/alerts").json()
        return found

    def received(self, state: str) -> int:
        """How many times it was told that an alert is ``firing`` or ``resolved``."""
        return self._metric(f'alertmanager_alerts_received_total{{status="{state}",version="v2"}}')

    def judged(self) -> int:
        """How many times it looked whether its cluster had notified of something already."""
        return self._metric("alertmanager_nflog_queries_total")

    def silence(self, matchers: dict[str, str], ends_at: str, comment: str) -> str:
        """Silence what has these labels."""
        body = {
            "matchers": [
                {"name": name, "value": value, "isRegex": False} for name, value in matchers.items()
            ],
            "startsAt": "2020-01-01T00:00:00Z",
            "endsAt": ends_at,
            "createdBy": "somebody",
            "comment": comment,
        }
        with httpx.Client(trust_env=False, verify=PLAIN) as http:
            answer = http.post(f"{self.url}/api/v2/silences", json=body).raise_for_status()
        name: str = answer.json()["silenceID"]
        return name

    def _metric(self, series: str) -> int:
        line = rf"^{re.escape(series)} (\d+)"
        found = re.search(line, self._get("/metrics").text, re.MULTILINE)
        return int(found[1]) if found else 0

    def _get(self, path: str) -> httpx.Response:
        with httpx.Client(trust_env=False, verify=PLAIN) as http:
            return http.get(f"{self.url}{path}").raise_for_status()
