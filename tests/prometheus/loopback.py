"""A server that a test starts on a loopback port: its own process and log, hurt on purpose.

Refuses to know what the server is and what is asked of it, and touches no process but the one that
it started.
"""

from __future__ import annotations

import shutil
import signal
import socket
import ssl
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import httpx

from tests.left_out import leave_out

_READY_WITHIN_SECONDS = 30.0
_ENDS_WITHIN_SECONDS = 10.0
_POLL_SECONDS = 0.02

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For HTTP clients of loopback servers, which speak no TLS.

Otherwise each client reads all certificates of the machine, which takes 30 ms of a core.
"""

_held: list[socket.socket] = []


def require(*programs: str) -> None:
    """Skip the test, or the module that is being imported, where a program is missing.

    In CI that is a failure.
    """
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        leave_out(f"not on the PATH: {', '.join(missing)}")


def free_port() -> int:
    """Find a loopback port that nobody listens on; until this process ends nobody else draws it.

    Tests run beside one another, and a port is free before its server starts and while it is
    stopped. So a socket stays bound to it, which does not listen: the kernel chooses other ports,
    and lets a server listen there that binds with SO_REUSEADDR, as all of them do.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    _held.append(probe)
    port: int = probe.getsockname()[1]
    return port


class LoopbackServer(ABC):
    """One server with its data under ``folder``; a context manager that starts it and ends it.

    It may be stopped and started again: port and data stay.
    """

    ready_path: ClassVar[str]
    """What answers 200 as soon as queries are answered."""

    user: str | None = None
    """Who runs it; ``None``: whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The program to start, with its arguments."""

    @property
    def url(self) -> str:
        """The root of its HTTP API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether its process exists (it may be paused)."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return when it answers queries."""
        assert not self.running, "it runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log, user=self.user)
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End it in good order; what it holds is on the disk afterwards."""
        if self._process is None:
            return
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_ENDS_WITHIN_SECONDS)

    def pause(self) -> None:
        """Let it hang: connections are accepted and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        with httpx.Client(trust_env=False, verify=PLAIN, timeout=1.0) as http:
            while time.monotonic() < deadline:
                assert process.poll() is None, f"the server ended:\n{self._last_words()}"
                if self._is_ready(http):
                    return
                time.sleep(_POLL_SECONDS)
        raise AssertionError(f"the server is not ready:\n{self._last_words()}")

    def _is_ready(self, http: httpx.Client) -> bool:
        try:
            return http.get(f"{self.url}{self.ready_path}").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
