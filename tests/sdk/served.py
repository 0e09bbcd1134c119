"""A running demo for the SDKs: its service asks for keys, and its state can be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from app.keys import Scope, new_key
from tests.e2e.demo import Demo
from tests.prometheus.loopback import PLAIN
from tests.sdk.sdks import Drivers, running
from tests.sdk.values import plain


@dataclass(frozen=True, slots=True)
class Served:
    """A demo, the programs of all SDKs over its service, and a client of ours beside them."""

    demo: Demo
    drivers: Drivers
    http: httpx.Client
    token: str = field(repr=False)
    """Of a key that may write."""

    @property
    def grpc_url(self) -> str:
        """Where the service answers gRPC."""
        return f"http://127.0.0.1:{self.demo.settings.grpc_port}"

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        """Ask the service without an SDK; any 2xx is fine."""
        return self.http.get(path, params=query).raise_for_status().json()

    def known_seconds(self, slo: str) -> float:
        """How long a time is known of an SLO."""
        status = plain(self.get(f"/slos/{slo}"))
        known: timedelta = (
            status["data_until"] - status["since"] if status["since"] else timedelta()
        )
        return known.total_seconds()

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send the service something without an SDK."""
        return self.http.post(path, json=body).raise_for_status().json()


@contextmanager
def served(folder: Path, definitions: str, **settings: str) -> Iterator[Served]:
    """Start a demo over a definition file, and the programs of all SDKs with a key that may write.

    ``{shop}`` in the definitions is where the shop answers; ``settings`` are those of the demo.
    """
    token, key = new_key("sdk", Scope.WRITE)
    slos = folder / "slos.yaml"
    told: Mapping[str, str] = {"SLO_MONITOR_API_KEYS": str(key), "SLO_MONITOR_SLOS": str(slos)}
    with Demo(folder / "state", **told, **settings) as demo:
        slos.write_text(definitions.replace("{shop}", demo.settings.shop_url))
        demo.start_all()
        url, grpc_url = demo.settings.service_url, f"http://127.0.0.1:{demo.settings.grpc_port}"
        with (
            httpx.Client(
                base_url=url,
                headers={"Authorization": f"Bearer {token}"},
                timeout=30.0,
                trust_env=False,
                verify=PLAIN,
            ) as http,
            running(url, grpc_url, folder / "drivers", token) as drivers,
        ):
            yield Served(demo, drivers, http, token)
