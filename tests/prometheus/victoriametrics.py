"""A real VictoriaMetrics for tests, under the name of Debian's package or its makers'.

It runs with its own defaults for queries, as a user's does: what the service needs of it, it has
to ask for. Refuses to know what is asked.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

import httpx

from tests.prometheus.loopback import PLAIN, LoopbackServer, require
from tests.prometheus.remote_write import PushedSeries, push

_NAMES = ("victoria-metrics", "victoria-metrics-prod")
_FLAGS = ("-retentionPeriod=100y", "-loggerLevel=WARN")
_IMPORT_TIMEOUT_SECONDS = 120.0


def require_victoriametrics() -> None:
    """Skip the test where there is no VictoriaMetrics; in CI that is a failure."""
    require(_program())


def _program() -> str:
    return next((name for name in _NAMES if shutil.which(name)), _NAMES[0])


class VictoriaMetricsServer(LoopbackServer):
    """One VictoriaMetrics; ``load_openmetrics`` needs it to run."""

    ready_path = "/health"

    def command(self) -> Sequence[str]:
        """Give the command; samples of any age are kept."""
        data, address = self.folder / "data", f"127.0.0.1:{self.port}"
        return (_program(), f"-storageDataPath={data}", f"-httpListenAddr={address}", *_FLAGS)

    def load_openmetrics(self, text: str) -> None:
        """Import samples with timestamps; they can be asked for when this returns."""
        with httpx.Client(trust_env=False, verify=PLAIN, timeout=_IMPORT_TIMEOUT_SECONDS) as http:
            http.post(
                f"{self.url}/api/v1/import/prometheus", content=text.encode()
            ).raise_for_status()
        self.flush()

    def write(self, series: Iterable[PushedSeries]) -> None:
        """Take a remote write; its samples can be asked for when this returns."""
        push(self.url, series)
        self.flush()

    def flush(self) -> None:
        """Let what has arrived be found at once, instead of after some seconds."""
        with httpx.Client(trust_env=False, verify=PLAIN, timeout=_IMPORT_TIMEOUT_SECONDS) as http:
            http.get(f"{self.url}/internal/force_flush").raise_for_status()
