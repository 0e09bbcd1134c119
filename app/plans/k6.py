"""Runs k6 scripts of one folder, without a shell, each in a process group of its own.

A script finds nothing of the service's environment. Whatever ends the wait for it ends all of its
processes too: first they are asked to, then they are killed.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.plans import leash
from app.plans.ports import LoadEnd
from app.slo.plan import LoadStep

GRACE_SECONDS = 3.0
"""So long k6 may take to end when it is asked to."""

MOST_KEPT_BYTES = 8192
MOST_LAST_LINES, MOST_LAST_CHARACTERS = 3, 500

FOLDER_VARIABLE = "SLO_MONITOR_PLANS_K6_DIR"
_SCRIPT = re.compile(r"[a-z0-9][a-z0-9._-]*\.js")
_INHERITED = ("PATH", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_OWN = {"K6_NO_USAGE_REPORT": "true", "K6_AUTO_EXTENSION_RESOLUTION": "false"}
"""Nothing is reported to k6's makers, and nothing is fetched to run a script with."""

_QUIET = ("--quiet", "--no-color", "--no-summary", "--log-format=raw", "--address=")
"""The last one: no port is opened to steer a run from; two of them would want the same."""


class K6:
    """k6 and the ``folder`` of its scripts; without one, no script can be run.

    ``program`` is its name, to be found in the PATH, or its path.
    """

    def __init__(self, folder: Path | None, program: str = "k6") -> None:
        self._folder = folder
        self._program = program

    def unknown(self, script: str) -> str | None:
        """Say why there is no such script, if there is a folder for scripts at all."""
        return None if self._folder is None else self._fault(script)

    def unavailable(self, step: LoadStep) -> str | None:
        """Say why a script cannot be run."""
        if self._folder is None:
            return f"load is off; {FOLDER_VARIABLE} names the folder of its scripts"
        if shutil.which(self._program) is None:
            return f"there is no program {self._program!r}"
        return self._fault(step.script)

    async def run(self, step: LoadStep) -> LoadEnd:
        """Run a script to its end, or until it has taken too long.

        Raises:
            OSError: it cannot be started.
        """
        why = self.unavailable(step)
        program = shutil.which(self._program)
        if why is not None or program is None or self._folder is None:
            raise FileNotFoundError(why)
        with tempfile.TemporaryDirectory(prefix="slo-monitor-k6-") as home:
            process = await asyncio.create_subprocess_exec(
                *_on_a_leash([program, *_words(step, self._folder)]),
                cwd=home,  # what a script writes goes with it
                env=_environment(home),
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=PIPE,
                start_new_session=True,
            )
            return await _ended(process, step.limit_seconds)

    def _fault(self, script: str) -> str | None:
        assert self._folder is not None  # noqa: S101  # who asks has looked
        if _SCRIPT.fullmatch(script) is None:
            return f"{script!r} is no name of a script"
        folder = self._folder.resolve()
        file = (folder / script).resolve()
        if not file.is_relative_to(folder):
            return f"the script {script} lies outside the folder of scripts"
        if not file.is_file():
            return f"there is no script {script}{_known(folder)}"
        return None


def _known(folder: Path) -> str:
    try:
        found = sorted(file.name for file in folder.iterdir() if _SCRIPT.fullmatch(file.name))
    except OSError:
        return ""
    return f"; there are {', '.join(found[:10])}" if found else ""


def _words(step: LoadStep, folder: Path) -> Iterator[str]:
    yield from ("run", *_QUIET)
    yield from (f"--vus={step.vus}", f"--duration={round(step.duration_seconds * 1000)}ms")
    for name, value in step.env.items():
        yield from ("-e", f"{name}={value}")
    yield str(folder.resolve() / step.script)


def _on_a_leash(command: Sequence[str]) -> Sequence[str]:
    return [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command]


def _environment(home: str) -> Mapping[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, **_OWN, "HOME": home}


async def _ended(process: Process, limit_seconds: float) -> LoadEnd:
    """Wait for the end, or bring it about; nothing of the process is left behind."""
    words = _LastWords()
    try:
        async with asyncio.timeout(limit_seconds):
            await words.listen(process)
            code = await process.wait()
    except TimeoutError:
        await _end(process)
        return LoadEnd(None, words.text)
    except BaseException:
        await _end(process)
        raise
    return LoadEnd(code, words.text)


async def _end(process: Process) -> None:
    """Ask the whole group to end, and kill what has not after a while."""
    try:
        _signal(process, signal.SIGTERM)
        async with asyncio.timeout(GRACE_SECONDS):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        _signal(process, signal.SIGKILL)
    await process.wait()


def _signal(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody of the group is left
        os.killpg(process.pid, number)


class _LastWords:
    """The end of what a program says of errors."""

    def __init__(self) -> None:
        self._kept = b""

    async def listen(self, process: Process) -> None:
        """Hear the program out."""
        assert process.stderr is not None  # noqa: S101  # it is a pipe
        while heard := await process.stderr.read(MOST_KEPT_BYTES):
            self._kept = (self._kept + heard)[-MOST_KEPT_BYTES:]

    @property
    def text(self) -> str:
        """The last lines as one, without what does not belong into a sentence."""
        lines = self._kept.decode(errors="replace").splitlines()
        said = [" ".join("".join(filter(_is_shown, line)).split()) for line in lines]
        text = "; ".join([line for line in said if line][-MOST_LAST_LINES:])
        return text[-MOST_LAST_CHARACTERS:]


def _is_shown(character: str) -> bool:
    return character.isprintable() or character == "\t"
