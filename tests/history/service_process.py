"""The service as a process of its own, over a data folder that outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from app.settings import PREFIX
from tests.prometheus.loopback import PLAIN, free_port

_ENDS_WITHIN_SECONDS = 10.0
_POLL_SECONDS = 0.05


class ServiceProcess:
    """``python -m app serve`` on a loopback port; it may be started again and again.

    ``settings`` are those of ``docs/settings.md`` without their prefix.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self._log = folder / "service.log"
        self._port = free_port()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
        ports = {"PORT": str(self._port), "GRPC_PORT": "0"}
        own = {**settings, "DATA_DIR": str(self.data), **ports}
        self._environment = inherited | {f"{PREFIX}{name}": value for name, value in own.items()}
        self._url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for nothing."""
        assert self._process is None, "it runs already"
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "app", "serve"]
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def live(self, seconds: float) -> None:
        """Let it run for so long; it must not end by itself."""
        assert self._process is not None
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"it ended with {code}:\n{self._log.read_text(errors='replace')}")

    def kill(self) -> None:
        """End it with SIGKILL, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_ENDS_WITHIN_SECONDS)
            self._process = None

    def pause(self) -> None:
        """Stop it where it is, with SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, with SIGCONT."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self, within_seconds: float = _ENDS_WITHIN_SECONDS) -> int:
        """End it in good order; its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(within_seconds)
        self._process = None
        return code

    @property
    def url(self) -> str:
        """The root of its API."""
        return self._url

    @property
    def words(self) -> str:
        """What its readiness says, empty while it does not answer."""
        try:
            answer = httpx.get(
                f"{self._url}/readyz", trust_env=False, verify=PLAIN, timeout=1.0
            ).json()
        except httpx.TransportError:
            return ""
        return "; ".join(answer["details"])

    @property
    def metrics(self) -> str:
        """Its own counters."""
        return httpx.get(f"{self._url}/metrics", trust_env=False, verify=PLAIN, timeout=5.0).text

    @property
    def log(self) -> str:
        """What it wrote so far, in all its lives."""
        return self._log.read_text(errors="replace")

    def answer(
        self, generation: int, within_seconds: float, *, read_whole: bool = False
    ) -> dict[str, Any]:
        """Wait until its list of statuses is that of a generation or a later one, and all well.

        ``read_whole``: and until the past of every definition has been read to its end.
        """
        deadline = time.monotonic() + within_seconds
        found = None
        with httpx.Client(trust_env=False, verify=PLAIN, timeout=2.0) as http:
            while time.monotonic() < deadline:
                found = self._asked(http)
                suits = _is_read if read_whole else _all_well
                if found is not None and found["generation"] >= generation and suits(found):
                    return found
                self.live(_POLL_SECONDS)
        words = self._log.read_text(errors="replace")
        raise AssertionError(f"no answer of generation {generation} but {found}\n{words}")

    def _asked(self, http: httpx.Client) -> dict[str, Any] | None:
        try:
            response = http.get(f"{self._url}/slos")
        except httpx.TransportError:
            return None
        found: dict[str, Any] | None = response.json() if response.is_success else None
        return found


def _is_read(found: dict[str, Any]) -> bool:
    """Whether all is well and the whole past has been read, so that no window lacks its events."""
    burns = [burn for status in found["slos"] for burn in status["burn_rates"]]
    return _all_well(found) and all(burn["events"] is not None for burn in burns)


def _all_well(found: dict[str, Any]) -> bool:
    return {status["data"] for status in found["slos"]} == {"OK"}
