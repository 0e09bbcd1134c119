"""Starts programs, waits until they answer, and ends every one of them, whatever happens.

Each program runs in a process group of its own, so that Ctrl-C reaches it once and through here,
and is killed by the kernel should this process die without a word. Refuses to know what the
programs are.
"""

from __future__ import annotations

import ctypes
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

import httpx

POLL_SECONDS = 0.2
PROGRESS_EVERY_SECONDS = 10.0
END_WITHIN_SECONDS = 12.0
"""How long a program has to end by itself; the service promises ten seconds."""
LOG_TAIL_LINES = 20
_PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""What is asked here speaks no TLS; to read certificates for every question takes a core."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """One program to run: its command, what it finds in its environment, and how it shows life."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready_url: str
    ready_within_seconds: float = 60.0


class Failed(Exception):
    """A program ended or never answered; the message shows the end of its log."""


class Interrupted(Exception):
    """A person asked for the end while something was being waited for."""


class Supervisor:
    """The running programs, in the order in which they were started."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = {}
        self._signals = 0

    def listen_to_signals(self) -> None:
        """Take the first SIGINT, SIGTERM or SIGHUP as a wish to end, the second as impatience."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def start(self, program: Program) -> None:
        """Start a program; its output goes to its log, which begins anew.

        Raises:
            Failed: there is no such program, or it may not be run.
        """
        program.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            process = _spawned(program)
        except OSError as error:
            raise Failed(f"{program.name} cannot be started: {error}") from error
        self._running[program.name] = (program, process)

    def start_and_wait(self, program: Program) -> None:
        """Start a program and wait until its ready URL answers with 200.

        Raises:
            Failed: it, or another one, ended, or it did not answer in time.
            Interrupted: a signal came.
        """
        self.start(program)
        self.wait_until(
            lambda: answers(program.ready_url), program.name, program.ready_within_seconds
        )

    def wait_until(self, done: Callable[[], bool], name: str, within_seconds: float) -> None:
        """Wait for a condition that a program is to bring about, saying now and then that we do.

        Raises:
            Failed: a program ended, or the condition did not come true in time.
            Interrupted: a signal came.
        """
        begun = said = time.monotonic()
        while not done():
            self.check()
            now = time.monotonic()
            if now - begun > within_seconds:
                raise Failed(
                    f"{name} was not ready after {within_seconds:.0f} s.{self._tail(name)}"
                )
            if now - said >= PROGRESS_EVERY_SECONDS:
                said = now
                self._say(f"  still waiting for {name} ({now - begun:.0f} s)")
            time.sleep(POLL_SECONDS)

    def watch(self) -> NoReturn:
        """Do nothing until a signal comes.

        Raises:
            Failed: a program ended.
            Interrupted: a signal came.
        """
        while True:
            self.check()
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise ``Interrupted`` if a signal came, ``Failed`` if a program has ended."""
        if self._signals:
            raise Interrupted
        for name, (_, process) in self._running.items():
            code = process.poll()
            if code is not None:
                raise Failed(f"{name} ended with {_described(code)}.{self._tail(name)}")

    def pid(self, name: str) -> int:
        """Return the process id of a running program."""
        return self._running[name][1].pid

    def end(self, name: str) -> int:
        """End one program, asking first, and return its exit code (minus the signal if killed)."""
        _, process = self._running.pop(name)
        _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_SECONDS
        while process.poll() is None and time.monotonic() < deadline and not self._impatient:
            time.sleep(POLL_SECONDS / 4)
        _signal_group(process.pid, signal.SIGKILL)  # it, or what it left behind in its group
        return process.wait()

    def end_all(self) -> None:
        """End all programs, the last one started first."""
        for name in reversed(list(self._running)):
            self.end(name)

    @property
    def _impatient(self) -> bool:
        return self._signals > 1

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _tail(self, name: str) -> str:
        if name not in self._running:
            return ""
        log = self._running[name][0].log
        lines = log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return "\n".join([f" The end of {log}:", *(f"  {line}" for line in lines)])


def answers(url: str) -> bool:
    """Tell whether something answers at a local URL with 200 right now."""
    try:
        answer = httpx.get(url, timeout=2.0, trust_env=False, verify=_PLAIN)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when its parent ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _spawned(program: Program) -> subprocess.Popen[bytes]:
    with program.log.open("wb") as log:
        return subprocess.Popen(
            program.command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads here
        )


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _described(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
