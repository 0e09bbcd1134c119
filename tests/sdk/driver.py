"""A small program over one SDK, asked through its standard input: ``Driver``.

A line in is ``{"id": 1, "call": "get_slo", "with": {"id": "checkout"}}``: an operation of
``operations.json`` with its path, query and body members together, plus ``timeout_seconds`` and
``idempotency_key``. Lines out have the same ``id`` and an ``answer`` or an ``error``; a stream has
an ``item`` each until it has ``ended``. ``"all": true`` asks through all pages and answers with
their items; ``{"id": 1, "cancel": true}`` gives up what is under way. The end of the input ends the
program.

Refuses to know the SDKs and what is asked of the service.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

Json = Any
Asked = Mapping[str, object]

ANSWERS_WITHIN_SECONDS = 60.0
ENDS_WITHIN_SECONDS = 10.0


class CallFailed(Exception):
    """An SDK gave an error; its members are those that the contract's README lists."""

    def __init__(self, error: Mapping[str, Json]) -> None:
        super().__init__(json.dumps(error))
        self.error = error

    @property
    def kind(self) -> str:
        """What sort of failure it is."""
        return str(self.error["kind"])


class Call:
    """One question that is under way; what comes of it is read with a deadline."""

    def __init__(self, number: int, say: Callable[[Mapping[str, object]], None]) -> None:
        self._number = number
        self._say = say
        self._lines: queue.SimpleQueue[Mapping[str, Json]] = queue.SimpleQueue()

    def take(self, line: Mapping[str, Json]) -> None:
        """Take a line that belongs to it."""
        self._lines.put(line)

    def answer(self, within_seconds: float = ANSWERS_WITHIN_SECONDS) -> Json:
        """Wait for the answer.

        Raises:
            CallFailed: the SDK gave an error.
        """
        return self._next(within_seconds)["answer"]

    def error(self, within_seconds: float = ANSWERS_WITHIN_SECONDS) -> Mapping[str, Json]:
        """Wait for the error that it has to end with."""
        try:
            line = self._next(within_seconds)
        except CallFailed as failed:
            return failed.error
        raise AssertionError(f"no error, but {line}")

    def item(self, within_seconds: float = ANSWERS_WITHIN_SECONDS) -> Json:
        """Wait for the next item of a stream.

        Raises:
            CallFailed: the SDK gave an error.
        """
        return self._next(within_seconds)["item"]

    def items(self, within_seconds: float = ANSWERS_WITHIN_SECONDS) -> Iterator[Json]:
        """Give the items of a stream up to its end, which has to come within the time.

        Raises:
            CallFailed: the SDK gave an error.
        """
        deadline = time.monotonic() + within_seconds
        while not (line := self._next(deadline - time.monotonic())).get("ended"):
            yield line["item"]

    def cancel(self) -> None:
        """Give it up, as a user of the SDK does."""
        self._say({"id": self._number, "cancel": True})

    def _next(self, within_seconds: float) -> Mapping[str, Json]:
        try:
            line = self._lines.get(timeout=max(within_seconds, 0))
        except queue.Empty:
            raise AssertionError(f"nothing came within {within_seconds:.1f} s") from None
        if "error" in line:
            raise CallFailed(line["error"])
        return line


class Driver:
    """A running program; a context manager that ends it, and holds that it ends well."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._calls: dict[int, Call] = {}
        self._saying = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def begin(self, operation: str, asked: Asked = {}, *, every_page: bool = False) -> Call:  # noqa: B006  # is not changed
        """Ask something, and wait for nothing."""
        with self._saying:
            number = len(self._calls) + 1
            call = self._calls[number] = Call(number, self._say)
        line = {"id": number, "call": operation, "with": dict(asked)}
        self._say({**line, "all": True} if every_page else line)
        return call

    def ask(self, operation: str, asked: Asked = {}) -> Json:  # noqa: B006  # is not changed
        """Ask something and wait for the answer.

        Raises:
            CallFailed: the SDK gave an error.
        """
        return self.begin(operation, asked).answer()

    def all_of(self, operation: str, asked: Asked = {}) -> Json:  # noqa: B006  # is not changed
        """Ask for the items of all pages."""
        return self.begin(operation, asked, every_page=True).answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            code = self._process.wait(ENDS_WITHIN_SECONDS)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._reader.join(ENDS_WITHIN_SECONDS)
        assert code == 0, self._last_words()

    def _say(self, line: Mapping[str, object]) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with self._saying:
            stdin.write(json.dumps(line) + "\n")
            stdin.flush()

    def _read(self) -> None:
        stdout: IO[str] | None = self._process.stdout
        assert stdout is not None
        with stdout:
            for text in stdout:
                line = json.loads(text)
                self._calls[line["id"]].take(line)
        gone = {"kind": "GONE", "message": f"the driver ended: {self._last_words()}"}
        for call in self._calls.values():
            call.take({"error": gone})

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]
