"""What `make run` is told by the environment, and the checks that need nothing started."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO_DEFINITIONS = ROOT / "deploy/demo/slos"
PORT_VARIABLES = (
    "SHOP_PORT",
    "DEMO_PROMETHEUS_PORT",
    "SLO_MONITOR_PORT",
    "SLO_MONITOR_GRPC_PORT",
)


class NotPossible(Exception):
    """It cannot be started as things stand; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Ports, folders and definitions; ``prometheus_url`` is None when the demo brings its own."""

    shop_port: int
    prometheus_port: int
    service_port: int
    grpc_port: int
    state: Path
    definitions: Path
    prometheus_url: str | None

    @property
    def brings_demo(self) -> bool:
        """Whether shop and Prometheus are started beside the service."""
        return self.prometheus_url is None

    @property
    def service_url(self) -> str:
        """Where the service answers."""
        return f"http://127.0.0.1:{self.service_port}"

    @property
    def shop_url(self) -> str:
        """Where the demo's shop answers."""
        return f"http://127.0.0.1:{self.shop_port}"

    @property
    def demo_prometheus_url(self) -> str:
        """Where the demo's own Prometheus answers."""
        return f"http://127.0.0.1:{self.prometheus_port}"


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Raises:
        NotPossible: a port is no number, or there is a Prometheus but no definitions for it.
    """
    url = environment.get("PROMETHEUS_URL") or environment.get("SLO_MONITOR_PROMETHEUS_URL")
    definitions = environment.get("SLO_MONITOR_SLOS")
    if url and not definitions:
        raise NotPossible("PROMETHEUS_URL is set: set SLO_MONITOR_SLOS to your definitions too.")
    return Settings(
        shop_port=_port(environment, "SHOP_PORT", 8090),
        prometheus_port=_port(environment, "DEMO_PROMETHEUS_PORT", 19090),
        service_port=_port(environment, "SLO_MONITOR_PORT", 8080),
        grpc_port=_port(environment, "SLO_MONITOR_GRPC_PORT", 8081),
        state=Path(environment.get("DEMO_STATE_DIR") or ROOT / ".run").absolute(),
        definitions=Path(definitions or DEMO_DEFINITIONS).absolute(),
        prometheus_url=url or None,
    )


def on_free_ports(environment: Mapping[str, str]) -> dict[str, str]:
    """Choose a free port for every program whose port the environment does not name."""
    unnamed = [name for name in PORT_VARIABLES if not environment.get(name)]
    with ExitStack() as held:  # all at once, or the same port may be drawn twice
        sockets = [held.enter_context(socket.socket()) for _ in unnamed]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [str(each.getsockname()[1]) for each in sockets]
    return {**environment, **dict(zip(unnamed, ports, strict=True))}


def check_ports(settings: Settings) -> None:
    """Make sure that every port to be used is free.

    Raises:
        NotPossible: one is in use; the message names the variable that chooses another.
    """
    wanted = {
        "SLO_MONITOR_PORT": settings.service_port,
        "SLO_MONITOR_GRPC_PORT": settings.grpc_port,
    }
    if settings.brings_demo:
        wanted["SHOP_PORT"] = settings.shop_port
        wanted["DEMO_PROMETHEUS_PORT"] = settings.prometheus_port
    for variable, port in wanted.items():
        if not _is_free(port):
            raise NotPossible(
                f"Port {port} is in use. Choose another one: {variable}={port + 1} make run"
            )


def _port(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise NotPossible(f"{variable} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
