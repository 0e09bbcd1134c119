"""A real Prometheus for tests. Refuses to know what is asked of it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.prometheus.loopback import LoopbackServer, free_port, require

__all__ = ["PrometheusServer", "free_port", "require_prometheus"]

SCRAPES_NOTHING = "global: {scrape_interval: 1s}\n"

_FLAGS = (
    "--web.enable-remote-write-receiver",
    "--web.enable-lifecycle",
    "--enable-feature=native-histograms,exemplar-storage",
)


def require_prometheus() -> None:
    """Skip the test, or the module that is being imported, where there is no Prometheus.

    In CI that is a failure.
    """
    require("prometheus", "promtool")


class PrometheusServer(LoopbackServer):
    """One Prometheus; ``load_openmetrics`` goes before the first start.

    What is older than ``retention`` goes at the next start.
    """

    ready_path = "/-/ready"

    def __init__(self, folder: Path, config: str = SCRAPES_NOTHING) -> None:
        super().__init__(folder)
        self.data = folder / "data"
        self.retention = "90d"
        self._config = folder / "prometheus.yml"
        self.data.mkdir(exist_ok=True)
        self._config.write_text(config)

    def command(self) -> Sequence[str]:
        """Give the command with everything that some test needs switched on."""
        return (
            "prometheus",
            f"--config.file={self._config}",
            f"--storage.tsdb.path={self.data}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            f"--storage.tsdb.retention.time={self.retention}",
            *_FLAGS,
        )

    def load_openmetrics(self, text: str) -> None:
        """Write samples with timestamps, in OpenMetrics' text form, into the data as blocks."""
        source = self.folder / "history.om"
        source.write_text(text)
        command = ["promtool", "tsdb", "create-blocks-from", "--max-block-duration=48h"]
        loaded = subprocess.run(
            [*command, "openmetrics", source, self.data], capture_output=True, check=False
        )
        assert loaded.returncode == 0, loaded.stderr.decode()

    def write_config(self, config: str) -> None:
        """Replace the configuration; it is read at the next start."""
        self._config.write_text(config)
